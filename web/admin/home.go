package admin

import (
	"crypto/x509"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

type templComponent = templ.Component

func itoa(n int) string { return strconv.Itoa(n) }

// soonDays is when a page begins to warn that a certificate ends.
const soonDays = 30

// validity is how long a certificate still holds.
type validity struct {
	until   time.Time
	revoked bool
	now     time.Time
}

func (v validity) days() int { return show.DaysLeft(v.until, v.now) }

func (v validity) tag() ui.Tag {
	switch {
	case v.revoked:
		return ui.Tag{Word: "Đã thu hồi", Tone: ui.ToneNeutral, Icon: ui.IconClose}
	case v.until.Before(v.now):
		return ui.Tag{Word: "Đã hết hạn", Tone: ui.ToneLate, Icon: ui.IconShieldBad}
	case v.days() <= soonDays:
		return ui.Tag{Word: "Còn " + itoa(v.days()) + " ngày", Tone: ui.ToneSoon, Icon: ui.IconWarning}
	}
	return ui.Tag{Word: "Còn " + itoa(v.days()) + " ngày", Tone: ui.ToneOK, Icon: ui.IconShield}
}

// home is the overview: each number leads to its list.
func (a Area) home(q *page.Request) error {
	if err := q.Require(access.ManageKey); err != nil {
		return err
	}
	keys, err := a.Signing.Keys(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	peers, err := a.Peers.Peers(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	books, err := a.Documents.Registers(q.Ctx(), q.Actor(), "")
	if err != nil {
		return err
	}
	roots, err := a.Roots(q.Ctx())
	if err != nil {
		return err
	}
	failing, _, err := a.Jobs(q.Ctx())
	if err != nil {
		return err
	}
	stalled, err := a.Tasks.Stalled(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	v := homeView{service: a.service(q), tiles: ui.Tiles{
		{Label: "Khoá cần gia hạn", Count: ui.Exactly(ending(keys, q.Now())), Href: "/admin/keys", Tone: ui.ToneSoon},
		{Label: "Khoá ký, con dấu", Count: ui.Exactly(len(keys)), Href: "/admin/keys"},
		{Label: "Chứng thư gốc tin cậy", Count: ui.Exactly(len(roots)), Href: "/admin/roots"},
		{Label: "Địa chỉ liên thông", Count: ui.Exactly(len(peers)), Href: "/deliveries/peers"},
		{Label: "Sổ đang mở", Count: ui.Exactly(opened(books)), Href: "/admin/registers"},
		{Label: "Lỗi vận hành", Count: ui.Exactly(len(failing) + len(stalled)), Href: "/admin/operations", Tone: ui.ToneLate},
	}}
	return q.Frame(q.Page("Quản trị"), homePage(v))
}

// homeView is the overview.
type homeView struct {
	tiles   ui.Tiles
	service ui.Facts
}

// ending counts keys in use that end soon or have ended.
func ending(keys []signing.Key, now time.Time) int {
	n := 0
	for _, k := range keys {
		if k.RevokedAt.IsZero() && k.NotAfter.Before(now.AddDate(0, 0, soonDays+1)) {
			n++
		}
	}
	return n
}

func opened(all []document.Register) int {
	n := 0
	for _, r := range all {
		if r.ClosedOn.IsZero() {
			n++
		}
	}
	return n
}

// service is the agency's unattended key for exchange and the journal.
func (a Area) service(q *page.Request) ui.Facts {
	k, err := a.ServiceKeys.ServiceKey(q.Actor().Agency)
	if err != nil {
		return ui.Facts{{Label: "Khoá dịch vụ", Value: ui.Missing("Chưa có. Máy chủ tự tạo khi gửi văn bản lần đầu.")}}
	}
	c := k.Certificate()
	return ui.Facts{
		{Label: "Khoá dịch vụ", Value: ui.Text(c.Subject.CommonName)},
		{Label: "Hết hạn", Value: ui.Join(ui.Text(ui.Date(c.NotAfter)), validity{until: c.NotAfter, now: q.Now()}.tag())},
		{Label: "Dùng để", Value: ui.Text("Ký gói tin, biên nhận và nhật ký; không ký văn bản.")},
	}
}

// roots lists the certificates that signatures are judged against.
func (a Area) roots(q *page.Request) error {
	if err := q.Require(access.ManageKey); err != nil {
		return err
	}
	all, err := a.Roots(q.Ctx())
	if err != nil {
		return err
	}
	t := ui.Table{
		ID: "roots", Caption: "Chứng thư gốc tin cậy", Foot: &ui.Foot{Noun: "chứng thư", Total: ui.Exactly(len(all))},
		Columns: []ui.Column{
			{Title: "Tên", Main: true},
			{Title: "Tổ chức", Width: 280},
			{Title: "Hết hạn", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "Còn hạn", Width: 160, OnPhone: true},
			{Title: "Số sê-ri", Width: 240},
		},
		Empty: ui.Empty{Icon: ui.IconShield, Title: "Chưa tin cậy chứng thư gốc nào.", Fact: "Chữ ký số trên văn bản đến sẽ chỉ kiểm tra được tính toàn vẹn."},
	}
	var rows []ui.Row
	for _, c := range all {
		rows = append(rows, ui.Row{Cells: []templComponent{
			ui.Text(name(c)), ui.Text(organisation(c)), ui.Text(ui.Date(c.NotAfter)), validity{until: c.NotAfter, now: q.Now()}.tag(),
			ui.Clip(c.SerialNumber.Text(16)),
		}})
	}
	t.Groups = ui.Rows(rows...)
	head := ui.PageHead{Title: "Chứng thư gốc tin cậy", Count: ui.Exactly(len(all)), Crumbs: crumbs("Chứng thư gốc")}
	return q.Frame(q.Page("Chứng thư gốc tin cậy"), listPage(head, t))
}

func name(c *x509.Certificate) string {
	if c.Subject.CommonName != "" {
		return c.Subject.CommonName
	}
	return c.Subject.String()
}

func organisation(c *x509.Certificate) string {
	if len(c.Subject.Organization) > 0 {
		return c.Subject.Organization[0]
	}
	return ""
}

func crumbs(label string) []ui.Crumb {
	return []ui.Crumb{{Label: "Quản trị", Href: "/admin"}, {Label: label}}
}
