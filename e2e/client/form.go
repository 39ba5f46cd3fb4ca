package client

import (
	"bytes"
	"context"
	"fmt"
	"mime/multipart"
	"net/http"
	"net/url"
	"strings"

	"github.com/PuerkitoBio/goquery"
)

// Form is a form as the page gave it, its values ready to be changed and sent.
type Form struct {
	action    string
	method    string
	multipart bool
	values    url.Values
	files     []upload
	known     map[string]bool // names of all fields, so that a typing error is found
	missing   error
}

type upload struct {
	field, name string
	data        []byte
}

// Form reads the one form that a selector names.
func (a *Answer) Form(selector string) (*Form, error) {
	d, err := a.Document()
	if err != nil {
		return nil, err
	}
	s := d.Find(selector)
	if s.Length() != 1 {
		return nil, fmt.Errorf("%s: %d forms match %q", a.URL.Path, s.Length(), selector)
	}
	f := &Form{
		action: a.URL.RequestURI(), method: http.MethodPost, values: url.Values{}, known: map[string]bool{},
		multipart: s.AttrOr("enctype", "") == "multipart/form-data",
	}
	if strings.EqualFold(s.AttrOr("method", "get"), "get") {
		f.method = http.MethodGet
	}
	if action, ok := s.Attr("action"); ok {
		u, err := a.URL.Parse(action)
		if err != nil {
			return nil, err
		}
		f.action = u.RequestURI()
	}
	s.Find("input[name], select[name], textarea[name]").Each(func(_ int, e *goquery.Selection) { f.read(e) })
	if id := s.AttrOr("id", ""); id != "" { // fields that stand outside of it
		d.Find(fmt.Sprintf("input[form=%q], select[form=%q], textarea[form=%q]", id, id, id)).
			Each(func(_ int, e *goquery.Selection) { f.read(e) })
	}
	return f, nil
}

func (f *Form) read(e *goquery.Selection) {
	name := e.AttrOr("name", "")
	f.known[name] = true
	if _, off := e.Attr("disabled"); off {
		return
	}
	switch goquery.NodeName(e) {
	case "textarea":
		f.values.Add(name, e.Text())
	case "select":
		f.readSelect(name, e)
	default:
		switch e.AttrOr("type", "text") {
		case "checkbox", "radio":
			if _, on := e.Attr("checked"); on {
				f.values.Add(name, e.AttrOr("value", "on"))
			}
		case "submit", "button", "file":
		default:
			f.values.Add(name, e.AttrOr("value", ""))
		}
	}
}

func (f *Form) readSelect(name string, e *goquery.Selection) {
	chosen := e.Find("option[selected]")
	if chosen.Length() == 0 {
		if _, many := e.Attr("multiple"); many {
			return
		}
		chosen = e.Find("option").First() // what a browser shows
	}
	chosen.Each(func(_ int, o *goquery.Selection) { f.values.Add(name, o.AttrOr("value", o.Text())) })
}

// Get is the first value of a field.
func (f *Form) Get(name string) string { return f.values.Get(name) }

// Set fills in a field of the page; one that the page has not is an error of Submit.
func (f *Form) Set(name string, values ...string) *Form {
	if !f.known[name] && f.missing == nil {
		f.missing = fmt.Errorf("%s: the form has no field %q", f.action, name)
	}
	f.values[name] = values
	return f
}

// Press sends the name and value of a button along.
func (f *Form) Press(name, value string) *Form {
	f.values[name] = []string{value}
	return f
}

// To sends the form where a button says (formaction).
func (f *Form) To(action string) *Form {
	f.action = action
	return f
}

// Attach adds a file.
func (f *Form) Attach(field, name string, data []byte) *Form {
	if !f.known[field] && f.missing == nil {
		f.missing = fmt.Errorf("%s: the form has no field %q", f.action, field)
	}
	f.files = append(f.files, upload{field, name, data})
	return f
}

// Submit sends a form and does not follow the answer: a redirect says it was done.
func (c *Client) Submit(ctx context.Context, f *Form) (*Answer, error) {
	if f.missing != nil {
		return nil, f.missing
	}
	if f.method == http.MethodGet {
		path, _, _ := strings.Cut(f.action, "?")
		return c.Do(ctx, f.method, path+"?"+f.values.Encode(), "", nil)
	}
	if !f.multipart {
		return c.Do(ctx, f.method, f.action, "application/x-www-form-urlencoded", []byte(f.values.Encode()))
	}
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for name, values := range f.values {
		for _, v := range values {
			if err := w.WriteField(name, v); err != nil {
				return nil, err
			}
		}
	}
	for _, u := range f.files {
		part, err := w.CreateFormFile(u.field, u.name)
		if err != nil {
			return nil, err
		}
		if _, err := part.Write(u.data); err != nil {
			return nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, err
	}
	return c.Do(ctx, f.method, f.action, w.FormDataContentType(), b.Bytes())
}

// Done is Submit for a form that must be accepted: the answer must send on.
func (c *Client) Done(ctx context.Context, f *Form) (*Answer, error) {
	a, err := c.Submit(ctx, f)
	if err == nil && a.Status != http.StatusSeeOther {
		err = a.Unexpected()
	}
	return a, err
}
