package signing

import (
	"encoding/json"
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// pick is one chosen document on the page that asks for the PIN.
type pick struct {
	choice signing.Choice
	title  string
	meta   string
	read   bool
}

func (p pick) mark() string { return mark(p.choice.Document, p.choice.Version) }

func (p pick) url() string { return openURL(p.choice.Document) }

// confirmView is the page that asks for the PIN.
type confirmView struct {
	picks []pick
	key   keyView
	pin   string // fault of the PIN
	read  string // fault of the ticks
	other string
}

// choices reads what was chosen; what is malformed is passed over.
func choices(q *page.Request) []signing.Choice {
	var out []signing.Choice
	seen := map[string]bool{}
	for _, text := range q.Texts("id") {
		name, version, _ := strings.Cut(text, "@")
		id, err := office.ParseID(name)
		n, bad := strconv.Atoi(version)
		if err != nil || bad != nil || id.Zero() || seen[name] || len(out) >= batch {
			continue
		}
		seen[name] = true
		out = append(out, signing.Choice{Document: id, Version: n})
	}
	return out
}

// picks reads the chosen documents as they are now.
func (a Area) picks(q *page.Request) ([]pick, error) {
	read := readSet(q)
	for _, m := range q.Texts("read") {
		read[m] = true
	}
	var out []pick
	for _, c := range choices(q) {
		p, err := a.Drafts.View(q.Ctx(), q.Actor(), c.Document)
		if err != nil {
			return nil, err
		}
		e := entry{Page: p}
		x := pick{choice: c, title: e.title(), meta: e.meta(), read: read[mark(c.Document, c.Version)]}
		out = append(out, x)
	}
	if len(out) == 0 {
		return nil, office.Invalid("web.signing.picks", "Chọn ít nhất một văn bản để ký.", "Choose at least one document to sign.")
	}
	return out, nil
}

func (a Area) confirm(q *page.Request) error {
	picks, err := a.picks(q)
	if err != nil {
		return err
	}
	return q.Frame(q.Page(confirmTitle), confirmPage(confirmView{picks: picks, key: a.key(q)}))
}

const confirmTitle = "Ký số"

func (v confirmView) unread() int {
	n := 0
	for _, p := range v.picks {
		if !p.read {
			n++
		}
	}
	return n
}

func (v confirmView) summary() ui.ErrorSummary {
	s := ui.ErrorSummary{Title: "Chưa ký"}
	if v.read != "" {
		s.Errors = append(s.Errors, ui.FieldError{FieldID: "list", Text: v.read})
	}
	if v.pin != "" {
		s.Errors = append(s.Errors, ui.FieldError{FieldID: "f-pin", Text: v.pin})
	}
	if v.other != "" {
		s.Errors = append(s.Errors, ui.FieldError{FieldID: "list", Text: v.other})
	}
	return s
}

// sign signs what was chosen, once, and goes on to the results.
func (a Area) sign(q *page.Request) error {
	picks, err := a.picks(q)
	if err != nil {
		return err
	}
	v := confirmView{picks: picks}
	if v.unread() > 0 {
		v.read = "Mở hoặc đánh dấu “Đã đọc” từng văn bản trước khi ký."
	}
	pin := q.R.PostFormValue("pin")
	if pin == "" {
		v.pin = "Nhập mã PIN."
	}
	var results []signing.Result
	if v.read == "" && v.pin == "" {
		var list []signing.Choice
		for _, p := range picks {
			list = append(list, p.choice)
		}
		if results, err = a.Signing.SignMany(q.Ctx(), q.Actor(), list, pin); err == nil {
			a.keepResults(q, picks, results)
			return q.Go("/signing/result", "")
		}
		if !page.FormFault(err) && office.CodeOf(err) != office.CodeNotFound {
			return err
		}
		v.pin = page.ErrorOf(err).Vi
	} else {
		err = office.Invalid("web.signing.sign", v.read+v.pin, "The form is incomplete.")
	}
	v.key = a.key(q)
	return q.FailForm(err, q.Page(confirmTitle), confirmPage(v))
}

// outcome is what became of one document, as the results page shows it.
type outcome struct {
	Document office.ID `json:"document"`
	Version  int       `json:"version"`
	Title    string    `json:"title"`
	Failure  string    `json:"failure,omitempty"` // "": signed
	Retry    bool      `json:"retry,omitempty"`   // it can be tried again as it is
}

func (o outcome) mark() string { return mark(o.Document, o.Version) }

const sessionResult = "signing.result"

// keepResults notes the results in the session, for the page that follows.
func (a Area) keepResults(q *page.Request, picks []pick, results []signing.Result) {
	out := make([]outcome, len(results))
	for i, r := range results {
		out[i] = outcome{Document: picks[i].choice.Document, Version: picks[i].choice.Version, Title: picks[i].title}
		if r.Err != nil {
			e := page.ErrorOf(r.Err)
			out[i].Failure, out[i].Retry = e.Vi, e.Code != office.CodeConflict && e.Code != office.CodeForbidden
			q.Site.Log.Warn("sign", "document", out[i].Document.String(), "error", r.Err)
		}
	}
	if b, err := json.Marshal(out); err == nil {
		q.Site.Sessions.Put(q.Ctx(), sessionResult, string(b))
	}
	marks := make([]string, len(picks))
	for i, p := range picks {
		marks[i] = p.mark()
	}
	remember(q, marks...)
}

func (a Area) result(q *page.Request) error {
	var all []outcome
	if text := q.Site.Sessions.GetString(q.Ctx(), sessionResult); text != "" {
		if err := json.Unmarshal([]byte(text), &all); err != nil {
			return office.Wrap("web.signing.result", err)
		}
	}
	if len(all) == 0 {
		return q.Go("/signing", "")
	}
	return q.Frame(q.Page("Kết quả ký số"), resultPage(newResult(all)))
}

// resultView is the page of results.
type resultView struct {
	done   []outcome
	failed []outcome
}

func newResult(all []outcome) resultView {
	var v resultView
	for _, o := range all {
		if o.Failure == "" {
			v.done = append(v.done, o)
		} else {
			v.failed = append(v.failed, o)
		}
	}
	return v
}

func (v resultView) retries() int {
	n := 0
	for _, o := range v.failed {
		if o.Retry {
			n++
		}
	}
	return n
}

func (v resultView) message() ui.Msg {
	switch {
	case len(v.failed) == 0:
		return ui.Msg{Tone: ui.ToneOK, Title: "Đã ký " + itoa(len(v.done)) + " văn bản", Text: "Văn thư được giao cấp số, đóng dấu và phát hành."}
	case len(v.done) == 0:
		return ui.Msg{Tone: ui.ToneLate, Title: "Chưa ký được văn bản nào", Text: "Văn bản vẫn ở hàng đợi."}
	}
	return ui.Msg{
		Tone: ui.ToneSoon, Title: "Đã ký " + itoa(len(v.done)) + ", chưa ký được " + itoa(len(v.failed)) + " văn bản",
		Text: "Văn bản chưa ký vẫn ở hàng đợi; những văn bản đã ký không bị ảnh hưởng.",
	}
}

// state is where a signed document stands.
func state() ui.Tag { return show.State(document.Signed) }
