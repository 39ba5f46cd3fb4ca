package incoming

import (
	"encoding/json"
	"strconv"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// How sure a reading must be (0 to 1) to be taken as it is, or with a look.
const (
	sure   = 0.85
	likely = 0.5
)

// source is what the form of a document is drawn from.
type source struct {
	form      document.Form
	read      document.Fields // with confidence; zero for paper
	hasFile   bool
	registers []document.Register
	types     []ui.Option
	agencies  []org.AgencyAt
	sent      bool // the form came back: nothing is weak any more
}

// fields are the fields of NĐ 30/2020, Phụ lục VI, part II, for an incoming
// document, in the order a clerk reads them off the paper.
func (s source) fields(faults page.Faults) []ui.Field {
	f := s.form
	out := []ui.Field{
		{Name: "issuing_name", Label: "Cơ quan ban hành", Value: f.IssuingName, Required: true, MaxLength: 500, Options: s.agencyNames()},
		{Name: "reference_code", Label: "Số, ký hiệu", Value: f.ReferenceCode, Span: 4, MaxLength: 100},
		{Name: "issued_date", Label: "Ngày văn bản", Kind: ui.DateField, Value: show.Day(f.IssuedDate), Required: true, Span: 4},
		{Name: "type", Label: "Loại văn bản", Kind: ui.SelectField, Blank: "Chọn loại", Value: typeValue(f.RuleSet, f.TypeCode, f.TypeName), Options: s.typeOptions(), Required: true, Span: 4},
		{Name: "subject", Label: "Trích yếu", Kind: ui.TextArea, Value: f.Subject, Required: true, MaxLength: 2000},
		{Name: "signer_name", Label: "Người ký", Value: f.Signer.Name, Span: 4, MaxLength: 500},
		{Name: "signer_position", Label: "Chức vụ", Value: f.Signer.Position, Span: 5, MaxLength: 500},
		{Name: "signing_capacity", Label: "Quyền hạn", Value: f.Signer.Capacity, Span: 3, MaxLength: 100, Options: options("T/M", "K/T", "T/L", "TM.", "KT.", "TL.", "TUQ.")},
		{Name: "urgency", Label: "Độ khẩn", Kind: ui.SelectField, Value: strconv.Itoa(int(f.Urgency)), Options: urgencies(), Span: 4},
		{Name: "classification", Label: "Độ mật", Kind: ui.SelectField, Value: strconv.Itoa(int(f.Classification)), Options: classifications(), Span: 4},
		{Name: "due_date", Label: "Hạn giải quyết", Kind: ui.DateField, Value: show.Day(f.DueDate), Span: 4},
		{Name: "pages", Label: "Số trang", Value: count(f.Pages), InputMode: "numeric", Span: 3, MaxLength: 5},
		{Name: "copies", Label: "Số bản", Value: count(max(f.Copies, 1)), InputMode: "numeric", Span: 3, MaxLength: 4},
		{Name: "language", Label: "Ngôn ngữ", Value: f.Language, Span: 3, MaxLength: 50, Options: options("Tiếng Việt", "Tiếng Anh", "Tiếng Lào")},
		{Name: "issuing_code", Label: "Mã định danh", Value: f.IssuingCode, Span: 3, MaxLength: 64},
		{Name: "reply_to_code", Label: "Trả lời văn bản số", Value: f.ReplyToCode, Span: 4, MaxLength: 100},
		{Name: "note", Label: "Ghi chú", Value: f.Note, Span: 8, MaxLength: 2000},
	}
	for i := range out {
		out[i].Error = faults.Of(out[i].Name)
		s.judge(&out[i])
	}
	focus(out)
	return out
}

// judge says how sure a proposed value is.
func (s source) judge(f *ui.Field) {
	if s.sent || !s.hasFile {
		return
	}
	c, known := s.read.Confidence[f.Name]
	switch {
	case !known && f.Required && (f.Value == "" || f.Name == "type" && f.Value == ""):
		f.Weak, f.Confidence = true, ui.LowConfidence
	case !known || f.Value == "":
	case c >= sure:
		f.Confidence = ui.HighConfidence
	case c >= likely:
		f.Weak, f.Confidence = true, ui.MidConfidence
	default:
		f.Weak, f.Confidence = true, ui.LowConfidence
	}
}

// focus puts the focus on the first doubtful field, else the first empty one that
// must be filled; with errors the summary takes it.
func focus(fields []ui.Field) {
	for i := range fields {
		if fields[i].Error != "" {
			return
		}
	}
	for _, doubtful := range []func(ui.Field) bool{
		func(f ui.Field) bool { return f.Weak },
		func(f ui.Field) bool { return f.Required && f.Value == "" },
	} {
		for i := range fields {
			if doubtful(fields[i]) {
				fields[i].AutoFocus = true
				return
			}
		}
	}
	fields[0].AutoFocus = true
}

// head are the fields above: the register and the day.
func (s source) head(faults page.Faults) (register, day ui.Field) {
	register = ui.Field{Name: "register", Label: "Sổ", Kind: ui.SelectField, Value: s.form.Register.String(), Span: 6, Error: faults.Of("register")}
	for _, r := range s.registers {
		if r.ClosedOn.IsZero() {
			register.Options = append(register.Options, ui.Option{Value: r.ID.String(), Label: r.Name})
		}
	}
	day = ui.Field{Name: "arrival_date", Label: "Ngày đến", Kind: ui.DateField, Value: show.Day(s.form.ArrivalDate), Span: 3, Error: faults.Of("arrival_date")}
	return register, day
}

func options(values ...string) []ui.Option {
	out := make([]ui.Option, len(values))
	for i, v := range values {
		out[i].Value = v
	}
	return out
}

func count(n int) string {
	if n == 0 {
		return ""
	}
	return strconv.Itoa(n)
}

func (s source) agencyNames() []ui.Option {
	out := make([]ui.Option, 0, len(s.agencies))
	for _, a := range s.agencies {
		out = append(out, ui.Option{Value: a.Name})
	}
	return out
}

// typeValue names a type in a form: rule set, code and, for one of neither list,
// the name as printed.
func typeValue(ruleSet, code, name string) string {
	switch {
	case code != "":
		return ruleSet + ":" + code
	case name != "":
		return "::" + name
	}
	return ""
}

func (s source) typeOptions() []ui.Option {
	v := typeValue(s.form.RuleSet, s.form.TypeCode, s.form.TypeName)
	for _, o := range s.types {
		if o.Value == v || v == "" {
			return s.types
		}
	}
	return append([]ui.Option{{Value: v, Label: s.form.TypeName}}, s.types...)
}

// typesOf lists the types of both rule sets that hold on a day.
func typesOf(types func(string, office.Date) []format.Type, day office.Date) []ui.Option {
	var out []ui.Option
	for _, set := range []struct{ kind, name string }{{string(format.Party), "Đảng"}, {string(format.State), "Nhà nước"}} {
		for _, t := range types(set.kind, day) {
			out = append(out, ui.Option{Value: set.kind + ":" + string(t.Code), Label: t.Name + " (" + set.name + ")"})
		}
	}
	return out
}

// read reads the form as it was sent. Faults of single fields do not stop the
// others from being kept.
func read(q *page.Request, agencies []org.AgencyAt) (document.Form, error) {
	f := document.Form{
		Register: q.ID("register"), ReferenceCode: q.Text("reference_code"), IssuingName: q.Text("issuing_name"),
		IssuingCode: q.Text("issuing_code"), Subject: q.Text("subject"), Language: q.Text("language"),
		Pages: q.Int("pages"), Copies: q.Int("copies"), Note: q.Text("note"),
		Signer:         document.Signer{Name: q.Text("signer_name"), Position: q.Text("signer_position"), Capacity: q.Text("signing_capacity")},
		Urgency:        office.Urgency(q.Int("urgency")),
		Classification: office.Classification(q.Int("classification")),
		ReplyToCode:    q.Text("reply_to_code"), DuplicateReason: q.Text("duplicate_reason"), ReplyTo: q.ID("reply_to"),
	}
	f.RuleSet, f.TypeCode, f.TypeName = splitType(q.Text("type"))
	for _, a := range agencies {
		if a.Name == f.IssuingName {
			f.IssuingAgency = a.ID
			if f.IssuingCode == "" {
				f.IssuingCode = a.Code
			}
		}
	}
	var faults document.FieldErrors
	for _, d := range []struct {
		name string
		to   *office.Date
	}{{"issued_date", &f.IssuedDate}, {"arrival_date", &f.ArrivalDate}, {"due_date", &f.DueDate}} {
		day, err := q.Date(d.name)
		if err != nil {
			e := *page.ErrorOf(err)
			e.Field = d.name
			faults = append(faults, &e)
		}
		*d.to = day
	}
	if len(faults) > 0 {
		return f, faults
	}
	return f, nil
}

func splitType(v string) (ruleSet, code, name string) {
	if rest, ok := strings.CutPrefix(v, "::"); ok {
		return "", "", rest
	}
	ruleSet, code, _ = strings.Cut(v, ":")
	return ruleSet, code, ""
}

// previous are the values that F4 takes from the document registered before.
func previous(d document.Document) string {
	if d.ID.Zero() {
		return ""
	}
	b, err := json.Marshal(map[string]string{
		"issuing_name": d.IssuingName, "issuing_code": d.IssuingCode, "type": typeValue(d.RuleSet, d.TypeCode, d.TypeName),
		"issued_date": show.Day(d.IssuedDate), "signer_name": d.Signer.Name, "signer_position": d.Signer.Position,
		"signing_capacity": d.Signer.Capacity,
	})
	if err != nil {
		return ""
	}
	return string(b)
}
