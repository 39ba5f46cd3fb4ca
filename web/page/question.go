package page

import "congvan/web/ui"

// Question is a small page that asks for one text, usually a reason, before an
// act: refuse, return, cancel, extend.
type Question struct {
	Title  string
	Crumbs []ui.Crumb
	Text   string            // what will happen
	About  ui.Facts          // what it happens to
	Fields []ui.Field        // in order; Value and Error are filled in here
	Hidden map[string]string // the version the person saw
	Button ui.Button         // what is done; primary unless it is dangerous
	Cancel string            // where “Thôi” leads
}

// Ask draws the question; with err, as it came back.
func (q *Request) Ask(x Question, err error) error {
	faults := FaultsOf(err)
	known := map[string]bool{}
	for i := range x.Fields {
		f := &x.Fields[i]
		known[f.Name] = true
		if q.R.Method == "POST" && f.Kind != ui.FileField {
			f.Value = q.Text(f.Name)
		}
		f.Error = faults.Of(f.Name)
		f.AutoFocus = i == 0 && err == nil
	}
	p := q.Page(x.Title)
	content := question(x, summaryOf(x, faults), unknown(faults, known))
	if err != nil {
		return q.FailForm(err, p, content)
	}
	return q.Frame(p, content)
}

func summaryOf(x Question, f Faults) ui.ErrorSummary {
	if len(f) == 0 {
		return ui.ErrorSummary{}
	}
	return ui.Summarize("Chưa ghi được", x.Fields...)
}

// unknown gives the first fault that belongs to no field shown.
func unknown(f Faults, known map[string]bool) string {
	for _, e := range f {
		if !known[e.Field] {
			return e.Vi
		}
	}
	return ""
}

func (x Question) button() ui.Button {
	b := x.Button
	b.Submit = true
	if b.Kind == ui.Plain {
		b.Kind = ui.Primary
	}
	return b
}
