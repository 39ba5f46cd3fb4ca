package page

import (
	"net/http"

	"congvan/office"
	"congvan/web/ui"
)

// Away answers when nobody can tell who is asking: sessions cannot be read or kept.
// A page that was only looked at tries again by itself.
func (s *Site) Away(w http.ResponseWriter, r *http.Request, err error) {
	if r.Context().Err() != nil {
		return // the browser left
	}
	ref := NewOnce()[:8]
	s.Log.Error("session", "ref", ref, "method", r.Method, "path", r.URL.Path, "error", err)
	p := ui.AwayPage{Text: ErrorOf(err).Vi, Code: ref, Href: r.URL.RequestURI()}
	if office.CodeOf(err) == office.CodeUnavailable {
		p.Text = "Cơ sở dữ liệu chưa trả lời. Trang tự tải lại khi hệ thống trở lại."
	}
	h := w.Header()
	if r.Method == http.MethodGet {
		h.Set("Refresh", "5")
	} else { // the act may have been done before its session was kept
		p.Text = "Cơ sở dữ liệu chưa trả lời nên chưa rõ đã ghi hay chưa. Mở lại trang để xem, rồi chỉ làm lại nếu chưa có."
		p.Href = back(r)
	}
	h.Set("Retry-After", "5")
	q := &Request{W: w, R: r, Site: s}
	if r.Header.Get("HX-Request") != "" {
		_ = q.render(http.StatusServiceUnavailable, ui.Msg{Tone: ui.ToneLate, Text: p.Text, Code: ref})
		return
	}
	_ = q.render(http.StatusServiceUnavailable, p)
}
