package issue

import (
	"slices"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/recipient"
	"congvan/web/show"
	"congvan/web/ui"
)

// readPlaces gives the recipients as the form has them: of those shown the kept
// ones with their channel, then those added.
func readPlaces(q *page.Request, v view) []document.Recipient {
	var out []document.Recipient
	if q.Text("places") != "1" { // the list was not on the page
		return v.Document.Recipients
	}
	for i, r := range v.Document.Recipients {
		if q.Text("keep."+itoa(i)) == "" {
			continue
		}
		r.Channel = document.OnPaper
		if q.Text("channel."+itoa(i)) == string(document.ByExchange) {
			r.Channel = document.ByExchange
		}
		out = append(out, r)
	}
	for _, r := range recipient.Parse(q, v.rest().Book, nil) {
		if r.Code == "" || !slices.ContainsFunc(out, func(x document.Recipient) bool { return x.Code == r.Code }) {
			out = append(out, r)
		}
	}
	return out
}

// begin reads the page's document in the state that the form showed.
func (a Area) begin(q *page.Request) (view, error) {
	id, err := q.PathID("id")
	if err != nil {
		return view{}, err
	}
	v, err := a.load(q, id)
	if err != nil {
		return v, err
	}
	if v.noNumber != nil {
		return v, office.Invalid("web.issue.begin", v.noNumber.Text, "There is no number for this document yet.")
	}
	if v.Document.Version != q.Int("version") || !open(v.Document.State) {
		return v, office.Conflict("web.issue.begin",
			"Văn bản vừa thay đổi: nay là “"+v.Document.State.String()+"”. Tải lại trang để xem.",
			"The document has just changed. Reload the page.")
	}
	return v, nil
}

// setPlaces stores the recipients when they changed.
func (a Area) setPlaces(q *page.Request, d document.Document, list []document.Recipient) (document.Document, error) {
	if slices.Equal(d.Recipients, list) {
		return d, nil
	}
	err := a.Acts.Act(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		d, err = a.Documents.SetRecipientsIn(tx, d.ID, list)
		return err
	})
	return d, err
}

func (a Area) saveRecipients(q *page.Request) error {
	v, err := a.begin(q)
	if err != nil {
		return err
	}
	list := readPlaces(q, v)
	if _, err = a.setPlaces(q, v.Document, list); err == nil {
		return q.Go(address(v.Document.ID), "Đã lưu nơi nhận.")
	}
	return a.stopped(q, v.Document, list, err)
}

// issue goes as far as it can: recipients, number, seal, issue, each an act of its
// own. Where it stops, what was done stands and the page says so.
func (a Area) issue(q *page.Request) error {
	v, err := a.begin(q)
	if err != nil {
		return err
	}
	list := readPlaces(q, v)
	d, err := a.walk(q, v, list)
	if err != nil {
		return a.stopped(q, d, list, err)
	}
	if byExchange(d) > 0 {
		return q.Go("/deliveries/"+d.ID.String(), "Đã phát hành "+d.ReferenceCode+", đang gửi "+itoa(byExchange(d))+" nơi qua liên thông.")
	}
	return q.Go("/issuing", "Đã phát hành "+d.ReferenceCode+".")
}

func byExchange(d document.Document) int {
	n := 0
	for _, r := range d.Recipients {
		if r.Channel == document.ByExchange {
			n++
		}
	}
	return n
}

// walk does what is left and gives the document as it stands.
func (a Area) walk(q *page.Request, v view, list []document.Recipient) (document.Document, error) {
	d := v.Document
	pin, bare := q.R.PostFormValue("pin"), v.internal() && q.Text("bare") != ""
	if err := ready(v, list, pin, bare); err != nil {
		return d, err
	}
	next, err := a.setPlaces(q, d, list)
	if err != nil {
		return d, err
	}
	d = next
	if d.State == document.Signed {
		if next, err = a.Signing.Number(q.Ctx(), q.Actor(), choice(d), int64(q.Int("reserved"))); err != nil {
			return d, err
		}
		d = next
	}
	if d.State == document.Numbered && !bare {
		if next, err = a.Signing.Seal(q.Ctx(), q.Actor(), choice(d), pin); err != nil {
			return d, err
		}
		d = next
	}
	if next, err = a.Signing.Issue(q.Ctx(), q.Actor(), choice(d)); err != nil {
		return d, err
	}
	return next, nil
}

func choice(d document.Document) signing.Choice {
	return signing.Choice{Document: d.ID, Version: d.Version}
}

// ready checks what can be checked before a number is taken.
func ready(v view, list []document.Recipient, pin string, bare bool) error {
	const op = "web.issue.ready"
	if v.Document.Kind == document.Outgoing && len(list) == 0 {
		return office.InvalidField(op, "recipients", "Chọn ít nhất một nơi nhận.", "Choose at least one recipient.")
	}
	switch {
	case bare || !v.needsSeal():
		return nil
	case v.keyErr != nil:
		return office.InvalidField(op, "pin", "Cơ quan chưa có khoá dấu. Báo quản trị hệ thống nạp rồi làm lại.", "The agency has no seal key.")
	case v.days < 0:
		return office.InvalidField(op, "pin", "Chứng thư con dấu đã hết hạn. Báo quản trị hệ thống gia hạn rồi làm lại.", "The seal's certificate has expired.")
	case pin == "":
		return office.InvalidField(op, "pin", "Nhập mã PIN con dấu.", "Enter the PIN of the seal.")
	}
	return nil
}

// stopped draws the page again as things stand now.
func (a Area) stopped(q *page.Request, d document.Document, typed []document.Recipient, cause error) error {
	if c := office.CodeOf(cause); !page.FormFault(cause) && c != office.CodeConflict && c != office.CodeUnavailable && c != office.CodeInternal {
		return cause
	}
	v, err := a.load(q, d.ID)
	if err != nil {
		return cause
	}
	v.faults, v.chosen, v.places = page.FaultsOf(cause), q.Text("reserved"), typed
	e := page.ErrorOf(cause)
	if e.Code == office.CodeSigning && e.Field == "" {
		v.faults = page.Faults{{Code: e.Code, Field: "pin", Vi: e.Vi, En: e.En}}
	}
	if e.Code == office.CodeInternal {
		q.Site.Log.Error("issue", "document", d.ID.String(), "error", cause)
	}
	v.stands = stands(v.Document, e)
	return q.FailForm(cause, a.frame(q, v), showPage(v))
}

// stands says what was done before it stopped; nil when nothing was.
func stands(d document.Document, e *office.Error) *ui.Msg {
	m := &ui.Msg{Tone: ui.ToneSoon, Text: e.Vi}
	switch d.State {
	case document.Numbered:
		m.Title = "Đã cấp số " + d.ReferenceCode + " ngày " + show.Day(d.IssuedDate) + ", chưa đóng dấu"
		m.Text += " Số và ngày vẫn giữ; đóng dấu lại khi sẵn sàng."
	case document.Sealed:
		m.Title = "Đã cấp số " + d.ReferenceCode + " và đóng dấu, chưa phát hành"
		m.Text += " Số, ngày và dấu vẫn giữ."
	default:
		return nil
	}
	return m
}
