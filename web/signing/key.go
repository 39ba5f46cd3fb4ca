package signing

import (
	"congvan/office"
	"congvan/office/signing"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// keyView is the certificate that the person signs with.
type keyView struct {
	key  signing.Key
	err  error // why there is none
	days int   // left
}

// soonDays is when a page begins to warn that a certificate ends.
const soonDays = 30

func (a Area) key(q *page.Request) keyView {
	k, err := a.Signing.MyKey(q.Ctx(), q.Actor())
	if err != nil {
		return keyView{err: err}
	}
	return keyView{key: k, days: show.DaysLeft(k.NotAfter, q.Now())}
}

// message warns of a key that is missing or ends; nil when all is well.
func (k keyView) message() *ui.Msg {
	switch {
	case office.CodeOf(k.err) == office.CodeNotFound:
		return &ui.Msg{Tone: ui.ToneSoon, Title: "Đồng chí chưa có khoá ký", Text: "Báo quản trị hệ thống nạp chứng thư số và khoá ký cá nhân."}
	case k.err != nil:
		return &ui.Msg{Tone: ui.ToneLate, Text: page.ErrorOf(k.err).Vi}
	case k.days < 0:
		return &ui.Msg{Tone: ui.ToneLate, Title: "Chứng thư số đã hết hạn", Text: "Báo quản trị hệ thống gia hạn; văn bản vẫn ở hàng đợi."}
	case k.days <= soonDays:
		return &ui.Msg{Tone: ui.ToneSoon, Text: "Chứng thư số còn " + itoa(k.days) + " ngày. Báo quản trị hệ thống gia hạn."}
	}
	return nil
}

func (k keyView) facts() ui.Facts {
	if k.err != nil {
		return ui.Facts{{Label: "Chứng thư", Value: ui.Missing("Chưa có")}}
	}
	left := ui.Date(k.key.NotAfter)
	if k.days >= 0 {
		left += " (còn " + itoa(k.days) + " ngày)"
	}
	return ui.Facts{
		{Label: "Phương thức", Value: ui.Text("Khoá ký cá nhân lưu trên máy chủ, mở bằng PIN")},
		{Label: "Chứng thư", Value: ui.Text(k.key.Subject)},
		{Label: "Hết hạn", Value: ui.Text(left)},
	}
}
