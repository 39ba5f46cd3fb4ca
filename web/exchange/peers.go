package exchange

import (
	"encoding/pem"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/web/page"
	"congvan/web/ui"
)

// paper are the recipients that get the document on paper.
func paper(all []document.Recipient) []string {
	var out []string
	for _, r := range all {
		if r.Channel == document.OnPaper {
			out = append(out, r.Name)
		}
	}
	return out
}

func (a Area) incidents(q *page.Request) error {
	o, err := a.Exchange.Overview(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	t := ui.Table{
		ID: "incidents", Caption: "Sự cố liên thông", Wrap: true, Foot: &ui.Foot{Noun: "sự cố", Total: counted(len(o.Incidents))},
		Columns: []ui.Column{
			{Title: "Lúc", Width: 144, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Sự cố", Width: 280, Main: true},
			{Title: "Từ", Width: 160, OnPhone: true},
			{Title: "Chi tiết", OnPhone: true},
			{Title: "Lần", Width: 64, Kind: ui.NumberColumn, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconShield, Title: "Chưa có sự cố nào.", Fact: "Gói tin sai chữ ký, sai người gửi, hay nhật ký bên kia mâu thuẫn sẽ được ghi ở đây."},
	}
	var rows []ui.Row
	for _, i := range o.Incidents {
		rows = append(rows, ui.Row{ID: i.ID.String(), Cells: []templComponent{
			ui.Text(ui.DateTime(i.At)), incidentTag(i), ui.Text(i.PeerCode), ui.Text(i.Detail), ui.Text(itoa(max(i.Seen, 1))),
		}})
	}
	t.Groups = ui.Rows(rows...)
	head := ui.PageHead{
		Title: "Sự cố liên thông", Count: counted(len(o.Incidents)),
		Crumbs: []ui.Crumb{{Label: "Giao nhận liên thông", Href: "/deliveries"}, {Label: "Sự cố"}},
	}
	return q.Frame(q.Page("Sự cố liên thông"), incidentsPage(head, forks(o.Incidents), t))
}

// forks counts the journals that contradict themselves: the gravest of incidents.
func forks(all []exchange.Incident) int {
	n := 0
	for _, i := range all {
		if i.Kind == exchange.JournalFork {
			n++
		}
	}
	return n
}

func incidentTag(i exchange.Incident) ui.Tag {
	t := ui.Tag{Word: i.Kind.String(), Tone: ui.ToneSoon, Icon: ui.IconWarning}
	switch i.Kind {
	case exchange.JournalFork, exchange.ReceiptConflict, exchange.OtherManifest, exchange.ChangedContent:
		t.Tone, t.Icon = ui.ToneLate, ui.IconShieldBad
	}
	return t
}

// peersView is the address book.
type peersView struct {
	rows   []exchange.Peer
	may    bool // change it
	input  exchange.PeerInput
	pem    string
	faults page.Faults
	crumbs []ui.Crumb
}

func (a Area) loadPeers(q *page.Request) (peersView, error) {
	v := peersView{input: exchange.PeerInput{Transport: exchange.HTTPS}}
	var err error
	v.rows, err = a.Exchange.Peers(q.Ctx(), q.Actor())
	v.crumbs = []ui.Crumb{{Label: "Quản trị", Href: "/admin"}, {Label: "Địa chỉ liên thông"}}
	if q.May(access.SendEnvelope) {
		v.crumbs[0] = ui.Crumb{Label: "Giao nhận liên thông", Href: "/deliveries"}
	}
	v.may = q.May(access.ManagePeer)
	return v, err
}

func (a Area) peers(q *page.Request) error {
	v, err := a.loadPeers(q)
	if err != nil {
		return err
	}
	for _, p := range v.rows { // change an entry: the form begins with it
		if code := q.Text("code"); code != "" && p.Code == code {
			v.input = exchange.PeerInput{Code: p.Code, Name: p.Name, Transport: p.Transport, Address: p.Address}
			if len(p.Certificate) > 0 {
				v.pem = string(pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: p.Certificate}))
			}
		}
	}
	return q.Frame(q.Page("Địa chỉ liên thông"), peersPage(v))
}

func (a Area) savePeer(q *page.Request) error {
	in := exchange.PeerInput{
		Code: q.Text("code"), Name: q.Text("name"), Transport: exchange.TransportName(q.Text("transport")), Address: q.Text("address"),
	}
	text := q.Text("certificate")
	var err error
	if text != "" {
		block, _ := pem.Decode([]byte(text))
		if block == nil || block.Type != "CERTIFICATE" {
			err = office.InvalidField("web.exchange.savePeer", "certificate",
				"Không đọc được chứng thư. Dán nguyên tệp PEM mà cơ quan bạn gửi.", "The certificate cannot be read. Paste the whole PEM file.")
		} else {
			in.Certificate = block.Bytes
		}
	}
	if err == nil {
		_, err = a.Exchange.SavePeer(q.Ctx(), q.Actor(), in)
	}
	if err == nil {
		return q.Go("/deliveries/peers", "Đã lưu địa chỉ của "+in.Name+".")
	}
	if !page.FormFault(err) {
		return err
	}
	v, again := a.loadPeers(q)
	if again != nil {
		return again
	}
	v.input, v.pem, v.faults = in, text, page.FaultsOf(err)
	return q.FailForm(err, q.Page("Địa chỉ liên thông"), peersPage(v))
}

func (a Area) closePeer(q *page.Request) error {
	if err := a.Exchange.ClosePeer(q.Ctx(), q.Actor(), q.Text("close")); err != nil {
		return err
	}
	return q.Go("/deliveries/peers", "Đã thôi liên thông với cơ quan này.")
}

func (v peersView) fields() []ui.Field {
	return []ui.Field{
		{Name: "code", Label: "Mã định danh", Value: v.input.Code, Required: true, MaxLength: 64, Span: 4, Error: v.faults.Of("code")},
		{Name: "name", Label: "Tên cơ quan", Value: v.input.Name, Required: true, MaxLength: 500, Span: 8, Error: v.faults.Of("name")},
		{
			Name: "transport", Label: "Kênh", Kind: ui.SelectField, Value: string(v.input.Transport), Span: 4, Error: v.faults.Of("transport"),
			Options: []ui.Option{{Value: string(exchange.HTTPS), Label: "HTTPS, xác thực hai chiều"}, {Value: string(exchange.Loopback), Label: "Cùng hệ thống này"}},
		},
		{Name: "address", Label: "Địa chỉ máy chủ", Value: v.input.Address, Span: 8, Placeholder: "lienthong.example.vn:8443", MaxLength: 255, Error: v.faults.Of("address")},
		{
			Name: "certificate", Label: "Chứng thư dịch vụ (PEM)", Kind: ui.TextArea, Rows: 5, Value: v.pem, MaxLength: 20000,
			Hint: "Dán để ghim đúng chứng thư này. Để trống: tin theo tổ chức chứng thực đã khai báo.", Error: v.faults.Of("certificate"),
		},
	}
}

func (v peersView) table() ui.Table {
	t := ui.Table{
		ID: "peers", Caption: "Địa chỉ liên thông", Foot: &ui.Foot{Noun: "cơ quan", Total: ui.Exactly(len(v.rows))},
		Columns: []ui.Column{
			{Title: "Cơ quan", Main: true},
			{Title: "Mã định danh", Width: 160, OnPhone: true},
			{Title: "Kênh", Width: 208, OnPhone: true},
			{Title: "Chứng thư", Width: 160},
			{Title: "Trạng thái", Width: 144, OnPhone: true},
			{Title: "", Width: 128, OnPhone: true},
		},
		Empty: ui.Empty{Icon: ui.IconContact, Title: "Chưa có địa chỉ nào.", Fact: "Các cơ quan trong hệ thống này liên thông với nhau mà không cần khai báo.", Small: true},
	}
	var rows []ui.Row
	for _, p := range v.rows {
		rows = append(rows, ui.Row{ID: p.ID.String(), Void: !p.ClosedAt.IsZero(), Cells: []templComponent{
			ui.Text(p.Name), ui.Text(p.Code), ui.Text(channel(p)), ui.Text(pinned(p)), peerState(p), v.acts(p),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}

func channel(p exchange.Peer) string {
	if p.Transport == exchange.Loopback {
		return "Cùng hệ thống này"
	}
	return "HTTPS " + p.Address
}

func pinned(p exchange.Peer) string {
	if p.KeySHA256.Zero() {
		return "Theo tổ chức chứng thực"
	}
	return "Ghim " + p.KeySHA256.String()[:12] + "…"
}

func peerState(p exchange.Peer) ui.Tag {
	if p.ClosedAt.IsZero() {
		return ui.Tag{Word: "Đang liên thông", Tone: ui.ToneOK, Icon: ui.IconCheck}
	}
	return ui.Tag{Word: "Đã thôi", Tone: ui.ToneNeutral, Icon: ui.IconClose}
}

func (v peersView) acts(p exchange.Peer) templComponent {
	if !v.may || p.ID.Zero() {
		return ui.Nothing()
	}
	change := ui.Button{Label: "Sửa", Size: ui.Small, Href: "/deliveries/peers?code=" + p.Code, Hint: "Sửa " + p.Name}
	if !p.ClosedAt.IsZero() {
		return change
	}
	return ui.Join(change, ui.Button{
		Label: "Thôi", Size: ui.Small, Submit: true, Form: "close", Name: "close", Value: p.Code, Hint: "Thôi liên thông với " + p.Name,
	})
}
