package exchange

import (
	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/exchange"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// document is the delivery table of one document.
func (a Area) document(q *page.Request) error {
	id, err := q.PathID("document")
	if err != nil {
		return err
	}
	got, err := a.Exchange.Deliveries(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	code := show.Code(d.Document.ReferenceCode, 0)
	head := ui.PageHead{
		Title: "Giao nhận " + code, Sub: show.Subject(d.Document.TypeName, d.Document.Subject),
		Crumbs:  []ui.Crumb{{Label: "Giao nhận liên thông", Href: "/deliveries"}, {Label: code}},
		Actions: []templComponent{ui.Button{Label: "Xem văn bản", Icon: ui.IconFile, Href: show.DocumentURL(id)}},
	}
	p := q.Page("Giao nhận " + code)
	p.Wide = true
	return q.Frame(p, documentPage(head, docTiles(got), live(id, "so"), paper(d.Document.Recipients), a.matrix(q, id, got)))
}

// docTiles counts the receivers of one document by where they stand.
func docTiles(d exchange.Deliveries) ui.Tiles {
	sum := func(all ...exchange.Status) ui.Count {
		n := 0
		for _, s := range all {
			n += d.Counts[s]
		}
		return ui.Exactly(n)
	}
	return ui.Tiles{
		{Label: "Đang gửi", Count: sum(exchange.Queued, exchange.Sent)},
		{Label: "Đã đến, chưa tiếp nhận", Count: sum(exchange.Arrived)},
		{Label: "Đã tiếp nhận", Count: sum(exchange.Registered, exchange.Assigned, exchange.InProgress, exchange.Completed)},
		{Label: "Từ chối", Count: sum(exchange.Refused), Tone: ui.ToneSoon},
		{Label: "Chưa nhận quá 4 giờ", Count: ui.Exactly(d.Late), Tone: ui.ToneLate},
	}
}

func (a Area) matrix(q *page.Request, id office.ID, d exchange.Deliveries) ui.DeliveryTable {
	t := ui.DeliveryTable{
		ID: "deliveries", Foot: &ui.Foot{Noun: "nơi nhận", Total: ui.Exactly(len(d.Rows))},
		Empty: ui.Empty{Icon: ui.IconLink, Title: "Văn bản này không gửi qua liên thông."},
		Attrs: live(id, "ds"),
	}
	may := q.May(access.ResendEnvelope)
	for _, r := range d.Rows {
		t.Rows = append(t.Rows, delivery(r, may))
	}
	return t
}

// live makes a part of the page ask again when an envelope of the document moves.
func live(doc office.ID, id string) templ.Attributes {
	return templ.Attributes{
		"id": id, "data-live": "document:" + doc.String() + " list:envelope", "hx-get": address(doc), "hx-trigger": "live",
		"hx-select": "#" + id, "hx-swap": "outerHTML",
	}
}

func delivery(r exchange.DeliveryRow, may bool) ui.Delivery {
	e := r.Envelope
	out := ui.Delivery{ID: e.ID.String(), Agency: e.Peer.Name, Href: address(e.Document) + "/" + e.ID.String()}
	for stage, s := range map[ui.DeliveryStage]exchange.Status{
		ui.StageSent: exchange.Queued, ui.StageArrived: exchange.Arrived, ui.StageRegistered: exchange.Registered,
		ui.StageAssigned: exchange.Assigned, ui.StageWorking: exchange.InProgress, ui.StageDone: exchange.Completed,
	} {
		out.At[stage] = r.Times[s]
	}
	if !e.SentAt.IsZero() {
		out.At[ui.StageSent] = e.SentAt
	} else {
		out.At[ui.StageSent] = r.Times[exchange.Sent]
	}
	switch {
	case r.Replaced:
		out.End, out.Reason = &ui.Tag{Word: "Từ chối, đã gửi lại", Tone: ui.ToneNeutral, Icon: ui.IconClose}, e.Reason
		return out
	case e.Status == exchange.Refused:
		out.End, out.Reason = &ui.Tag{Word: "Từ chối", Tone: ui.ToneLate, Icon: ui.IconClose}, e.Reason
	case r.Stalled:
		out.End, out.Reason = &ui.Tag{Word: "Gửi không được", Tone: ui.ToneLate, Icon: ui.IconWarning}, trouble(e)
	case r.Late:
		out.End, out.Reason = &ui.Tag{Word: "Chưa nhận quá 4 giờ", Tone: ui.ToneSoon, Icon: ui.IconClock}, trouble(e)
	case e.Status == exchange.Queued && e.Attempts > 0:
		out.End, out.Reason = &ui.Tag{Word: "Đang thử lại", Tone: ui.ToneWait, Icon: ui.IconRetry}, trouble(e)
	}
	if may {
		out.Retry = again(e)
	}
	return out
}

// again sends a refused document again, or tries a waiting envelope at once.
func (a Area) again(q *page.Request) error {
	row, err := a.row(q)
	if err != nil {
		return err
	}
	e := row.Envelope
	if e.Status == exchange.Refused {
		if _, err = a.Exchange.Resend(q.Ctx(), q.Actor(), e.ID); err != nil {
			return err
		}
		return q.Go(address(e.Document), "Đã gửi lại "+e.Peer.Name+".")
	}
	if err = a.Exchange.RetryNow(q.Ctx(), q.Actor(), e.ID); err != nil {
		return err
	}
	return q.Go(address(e.Document), "Đang gửi ngay "+e.Peer.Name+".")
}

// row finds the envelope of the address among its document's receivers.
func (a Area) row(q *page.Request) (exchange.DeliveryRow, error) {
	doc, err := q.PathID("document")
	if err != nil {
		return exchange.DeliveryRow{}, err
	}
	id, err := q.PathID("envelope")
	if err != nil {
		return exchange.DeliveryRow{}, err
	}
	got, err := a.Exchange.Deliveries(q.Ctx(), q.Actor(), doc)
	if err != nil {
		return exchange.DeliveryRow{}, err
	}
	for _, r := range got.Rows {
		if r.Envelope.ID == id {
			return r, nil
		}
	}
	return exchange.DeliveryRow{}, office.NotFound("web.exchange.row", "Văn bản này không có gói tin như vậy.", "The document has no such envelope.")
}

// receiptView is the technical receipt of one envelope.
type receiptView struct {
	exchange.DeliveryRow
	head ui.PageHead
	may  bool
}

func (a Area) receipts(q *page.Request) error {
	row, err := a.row(q)
	if err != nil {
		return err
	}
	v := receiptView{DeliveryRow: row, head: ui.PageHead{
		Title: "Biên nhận kỹ thuật", Sub: row.Envelope.Peer.Name,
		Crumbs: []ui.Crumb{{Label: "Giao nhận liên thông", Href: "/deliveries"}, {Label: "Văn bản", Href: address(row.Envelope.Document)}, {Label: "Biên nhận"}},
	}}
	v.may = q.May(access.ResendEnvelope)
	return q.Frame(q.Page("Biên nhận kỹ thuật"), receiptPage(v))
}

func (v receiptView) facts() ui.Facts {
	e := v.Envelope
	f := ui.Facts{
		{Label: "Nơi nhận", Value: ui.Text(e.Peer.Name + " (" + e.Peer.Code + ")")},
		{Label: "Trạng thái", Value: statusTag(e.Status)},
		{Label: "Mã gói tin", Value: ui.Text(e.EnvelopeID.String())},
		{Label: "Mã băm SHA-256", Value: ui.Text(e.Manifest.String())},
		{Label: "Xếp hàng gửi", Value: ui.Text(ui.Instant(e.CreatedAt))},
	}
	if !e.SentAt.IsZero() {
		f = append(f, ui.Fact{Label: "Máy chủ bên nhận nhận", Value: ui.Text(ui.Instant(e.SentAt))})
	}
	if e.Reason != "" {
		f = append(f, ui.Fact{Label: "Lý do", Value: ui.Text(e.Reason)})
	}
	if e.Status == exchange.Queued && e.LastError != "" {
		f = append(f, ui.Fact{Label: "Lỗi gần nhất", Value: ui.Text(trouble(e))},
			ui.Fact{Label: "Thử lại lúc", Value: ui.Text(ui.Instant(e.NextAttempt))})
	}
	return f
}
