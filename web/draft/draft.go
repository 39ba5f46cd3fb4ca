// Package draft is the pages of documents being written: the list of drafts, the
// form of a new one (S09), and the page of one draft with its preview, chain of
// review, versions and opinions (S09, S10).
//
// It decides nothing: office/draft does.
package draft

import (
	"context"
	"net/http"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/recipient"
)

// Drafts is the use cases; draft.Service is one.
type Drafts interface {
	Prefill(ctx context.Context, a office.Actor, reply office.ID, typeCode string) (document.DraftFields, error)
	Types(ctx context.Context, a office.Actor, ruleSet string) ([]format.Type, error)
	Create(ctx context.Context, a office.Actor, in draft.CreateInput) (document.Document, error)
	UpdateFields(ctx context.Context, a office.Actor, doc office.ID, version int, f document.DraftFields) (document.Document, error)
	Regenerate(ctx context.Context, a office.Actor, doc office.ID, seen int) (draft.Version, error)
	UploadVersion(ctx context.Context, a office.Actor, in draft.UploadInput) (draft.Version, error)
	Submit(ctx context.Context, a office.Actor, in draft.SubmitInput) error
	Agree(ctx context.Context, a office.Actor, in draft.AgreeInput) error
	Return(ctx context.Context, a office.Actor, in draft.ReturnInput) error
	TakeBack(ctx context.Context, a office.Actor, doc office.ID, reason string) error
	Comment(ctx context.Context, a office.Actor, doc office.ID, version int, texts ...string) error
	View(ctx context.Context, a office.Actor, doc office.ID) (draft.Page, error)
	DOCX(ctx context.Context, a office.Actor, doc office.ID, number int) (draft.Content, error)
	Preview(ctx context.Context, a office.Actor, doc office.ID, number int) (draft.Content, error)
}

// Documents gives lists and pages of documents; document.Service is one.
type Documents interface {
	List(ctx context.Context, a office.Actor, q document.ListQuery) (document.Page, error)
	Count(ctx context.Context, a office.Actor, q document.ListQuery) (document.Count, error)
	Detail(ctx context.Context, a office.Actor, id office.ID) (document.Detail, error)
}

// Tasks gives lists of work; task.Service is one.
type Tasks interface {
	Work(ctx context.Context, a office.Actor, f task.Filter, after task.Cursor, limit int) (task.Page, error)
	Counts(ctx context.Context, a office.Actor, filters ...task.Filter) ([]task.Count, error)
}

// Directory answers who may sign; org.Service is one.
type Directory interface {
	AgencyIn(tx office.Tx, id office.ID, day office.Date) (org.AgencyAt, error)
	PeopleIn(tx office.Tx, day office.Date) ([]org.Member, error)
}

// Images draws pages of PDF files.
type Images interface {
	Page(ctx context.Context, agency office.ID, h office.Hash, n int) ([]byte, error)
}

// Area is the pages of drafts.
type Area struct {
	Site       *page.Site
	Acts       office.Acts
	Drafts     Drafts
	Documents  Documents
	Tasks      Tasks
	Directory  Directory
	Recipients recipient.Source
	Images     Images
}

// Mount adds the pages.
func (a Area) Mount(mux *http.ServeMux) {
	for pattern, h := range map[string]page.Handler{
		"GET /drafts":                                a.list,
		"GET /drafts/new":                            a.newForm,
		"POST /drafts/new":                           a.create,
		"GET /drafts/{id}":                           a.show,
		"GET /drafts/{id}/fields":                    a.fieldsForm,
		"POST /drafts/{id}/fields":                   a.saveFields,
		"POST /drafts/{id}/regenerate":               a.regenerate,
		"POST /drafts/{id}/versions":                 a.upload,
		"GET /drafts/{id}/versions/{n}/docx":         a.docx,
		"GET /drafts/{id}/versions/{n}/pdf":          a.pdf,
		"GET /drafts/{id}/versions/{n}/preview":      a.preview,
		"GET /drafts/{id}/versions/{n}/pages/{page}": a.pageImage,
		"POST /drafts/{id}/submit":                   a.submit,
		"POST /drafts/{id}/agree":                    a.agree,
		"POST /drafts/{id}/comment":                  a.comment,
		"POST /drafts/{id}/return":                   a.giveBack,
		"GET /drafts/{id}/take-back":                 a.takeBackForm,
		"POST /drafts/{id}/take-back":                a.takeBack,
	} {
		a.Site.Handle(mux, pattern, h)
	}
}

func address(id office.ID) string { return "/drafts/" + id.String() }
