package page

import (
	"errors"
	"net/http"

	"congvan/office"
	"congvan/web/ui"
)

// status is the one place where an error's code becomes an HTTP status.
func status(c office.Code) int {
	switch c {
	case office.CodeInvalid, office.CodeSigning:
		return http.StatusUnprocessableEntity
	case office.CodeNotFound:
		return http.StatusNotFound
	case office.CodeForbidden:
		return http.StatusForbidden
	case office.CodeConflict, office.CodeDuplicate:
		return http.StatusConflict
	case office.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case office.CodeSecret:
		return http.StatusUnavailableForLegalReasons
	case office.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// ErrorOf gives the office's error behind err, made up when there is none.
func ErrorOf(err error) *office.Error {
	var e *office.Error
	if errors.As(err, &e) {
		return e
	}
	errors.As(office.Wrap("page", err), &e)
	return e
}

// Fail answers with a page that says what went wrong, what was kept and what to
// do. A handler that can show the error beside its form does that instead.
func (q *Request) Fail(err error) {
	if q.R.Context().Err() != nil {
		return // the browser left the page: nobody is there to be told, and nothing failed
	}
	e := ErrorOf(err)
	ref := ""
	if e.Code == office.CodeInternal || e.Code == office.CodeUnavailable {
		ref = NewOnce()[:8]
		q.Site.Log.Error("request failed", "ref", ref, "method", q.R.Method, "path", q.R.URL.Path, "error", err)
	}
	m := ui.Msg{Tone: ui.ToneLate, Title: titleOf(e.Code), Text: e.Vi, Code: ref}
	if q.R.Header.Get("HX-Request") != "" {
		_ = q.render(status(e.Code), m)
		return
	}
	back := ui.Button{Label: "Về trang trước", Href: back(q.R), Icon: ui.IconArrowLeft}
	m.Actions = append(m.Actions, back)
	if q.Who.Actor.Account.Zero() {
		_ = q.render(status(e.Code), m)
		return
	}
	p := q.Page(m.Title)
	p.Failed = true
	_ = q.render(status(e.Code), framed(p, failed(m)))
}

// FailForm draws content, usually the form that came back, with the error's status.
func (q *Request) FailForm(err error, p ui.Page, content templComponent) error {
	p.Failed = true
	return q.render(status(office.CodeOf(err)), framed(p, content))
}

func back(r *http.Request) string {
	if ref := r.Referer(); ref != "" {
		if u, err := r.URL.Parse(ref); err == nil && u.Host == r.Host {
			return u.RequestURI()
		}
	}
	return "/"
}

func titleOf(c office.Code) string {
	switch c {
	case office.CodeInvalid:
		return "Chưa làm được"
	case office.CodeNotFound:
		return "Không tìm thấy"
	case office.CodeForbidden:
		return "Không có quyền"
	case office.CodeConflict:
		return "Có người vừa làm trước"
	case office.CodeDuplicate:
		return "Đã có rồi"
	case office.CodeTooLarge:
		return "Quá lớn"
	case office.CodeSecret:
		return "Không nhận văn bản mật"
	case office.CodeSigning:
		return "Chưa ký được"
	case office.CodeUnavailable:
		return "Tạm thời chưa làm được"
	}
	return "Có lỗi"
}
