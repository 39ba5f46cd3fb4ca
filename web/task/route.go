package task

import (
	"congvan/office/document"
	tasks "congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// route is a page with a document at the left and a routing at the right: a
// direction, a proposal, or handing a task on.
type route struct {
	title    string
	head     ui.PageHead
	detail   document.Detail
	here     string
	proposal *tasks.NoteView // the office's proposal, to agree to
	agree    map[string]string
	form     ui.Form
	matrix   ui.RoutingMatrix
	fields   []ui.Field
	message  string
	summary  ui.ErrorSummary
	bar      ui.ActionBar
}

// dueFields are the dates and the text of a routing form, as they were sent or
// as the routing has them.
func dueFields(q *page.Request, r tasks.Routing, text string, textLabel string) []ui.Field {
	due, days, helpers := "", "", ""
	if r.Lead != nil {
		due, days = dueWords(r.Lead.Due)
	}
	if len(r.Coordinate) > 0 {
		helpers, _ = dueWords(r.Coordinate[0].Due)
	}
	if helpers == due {
		helpers = ""
	}
	fields := []ui.Field{
		{Name: "due", Label: "Hạn", Kind: ui.DateField, Value: due, Span: 4, Placeholder: "30/11/2026"},
		{Name: "days", Label: "hoặc số ngày làm việc", Value: days, Span: 4, InputMode: "numeric", MaxLength: 4},
		{Name: "coordinate_due", Label: "Hạn phối hợp, nếu khác", Kind: ui.DateField, Value: helpers, Span: 4},
		{Name: "text", Label: textLabel, Kind: ui.TextArea, Value: text, Rows: 3, MaxLength: tasks.MaxText},
	}
	if q.R.Method == "POST" {
		for i := range fields {
			fields[i].Value = q.Text(fields[i].Name)
		}
	}
	return fields
}

func dueWords(d tasks.Due) (date, days string) {
	if d.WorkingDays > 0 {
		return "", ui.Number(d.WorkingDays)
	}
	return show.Day(d.Date), ""
}

// finish puts errors beside their fields and draws the page.
func (v *route) finish(q *page.Request, err error) error {
	faults := page.FaultsOf(err)
	for i := range v.fields {
		v.fields[i].Error = faults.Of(v.fields[i].Name)
	}
	elements := map[string]string{}
	for _, name := range []string{"lead", "coordinate", "inform"} {
		elements[name] = v.matrix.ID
		if v.matrix.Error == "" {
			v.matrix.Error = faults.Of(name)
		}
	}
	if len(faults) > 0 {
		v.summary, v.message = faults.Summary("Chưa ghi được", elements), faults.Message()
	}
	p := q.Page(v.title)
	p.Wide = true
	if err != nil {
		return q.FailForm(err, p, routeBody(*v))
	}
	return q.Frame(p, routeBody(*v))
}

// heads is the title of a page about a document.
func docHead(d document.Document, crumb string) ui.PageHead {
	return ui.PageHead{
		Title: show.Subject(d.TypeName, d.Subject), Line: true, Doc: true,
		Crumbs: []ui.Crumb{
			{Label: show.Code(d.ReferenceCode, d.ArrivalNumber), Href: show.DocumentURL(d.ID)},
			{Label: crumb},
		},
	}
}
