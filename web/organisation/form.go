package organisation

import (
	"congvan/web/page"
	"congvan/web/ui"
)

// form is a page with one form, which comes back with what was wrong.
type form struct {
	title     string
	crumbs    []ui.Crumb
	actions   []component // what else can be done, in the head
	above     []component // before the form
	text      string
	about     ui.Facts
	heading   string // of the form, below what is above
	action    string // "" = the page itself
	fields    []ui.Field
	choices   *ui.Choices
	check     *ui.Checkbox
	hidden    map[string]string
	multipart bool
	button    ui.Button // none without a label
	cancel    string
	faults    page.Faults
}

// serve draws the form or, when it was sent, does what it asks for.
func (f form) serve(q *page.Request, do func() (to, done string, err error)) error {
	if !posted(q) {
		return q.Frame(q.Page(f.title), formPage(f))
	}
	to, done, err := do()
	if err == nil {
		return q.Go(to, done)
	}
	return f.back(q, err)
}

// back draws the form as it came back; what does not belong beside a form is
// returned.
func (f form) back(q *page.Request, err error) error {
	if !page.FormFault(err) {
		return err
	}
	f.faults = page.FaultsOf(err)
	for i := range f.fields {
		x := &f.fields[i]
		if x.Kind != ui.FileField && x.Kind != ui.PasswordField {
			x.Value = q.Text(x.Name)
		}
		x.Error = f.faults.Of(x.Name)
	}
	if f.choices != nil {
		f.choices.Chosen, f.choices.Error = q.Texts(f.choices.Name), f.faults.Of(f.choices.Name)
	}
	if f.check != nil {
		f.check.Checked, f.check.Error = q.Text(f.check.Name) != "", f.faults.Of(f.check.Name)
	}
	return q.FailForm(err, q.Page(f.title), formPage(f))
}

// summary lists the faults of fields, in the order in which they were found.
func (f form) summary() ui.ErrorSummary {
	elements := map[string]string{}
	if f.choices != nil {
		elements[f.choices.Name] = f.choices.FieldID()
	}
	var known page.Faults
	for _, e := range f.faults {
		if f.knows(e.Field) {
			known = append(known, e)
		}
	}
	return known.Summary("Chưa ghi được", elements)
}

// other is the first fault that no field shows.
func (f form) other() string {
	for _, e := range f.faults {
		if !f.knows(e.Field) {
			return e.Vi
		}
	}
	return ""
}

func (f form) knows(name string) bool {
	for _, x := range f.fields {
		if x.Name == name {
			return true
		}
	}
	return f.choices != nil && f.choices.Name == name || f.check != nil && f.check.Name == name
}

func (f form) send() ui.Button {
	b := f.button
	b.Submit = true
	if b.Kind == ui.Plain {
		b.Kind = ui.Primary
	}
	return b
}
