package page_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"congvan/office"
)

// Who cannot be told from others gets a whole page that says why; one that was only
// looked at tries again, one that was sent may have been done.
func TestAway(t *testing.T) {
	s := newSite(t)
	cause := office.NewError(office.CodeUnavailable, "test", "Cơ sở dữ liệu chưa trả lời. Chưa có gì được ghi.", "away")
	for method, says := range map[string]string{"GET": "tự tải lại", "POST": "chưa rõ đã ghi hay chưa"} {
		w := httptest.NewRecorder()
		s.Away(w, httptest.NewRequest(method, "/arrivals?page=2", nil), cause)
		d, err := goquery.NewDocumentFromReader(w.Body)
		if err != nil {
			t.Fatal(err)
		}
		if text := d.Find("main").Text(); w.Code != 503 || !strings.Contains(text, says) || strings.Contains(text, "Chưa có gì") {
			t.Errorf("%s: %d, %q, want %q", method, w.Code, text, says)
		}
		if got := w.Header().Get("Refresh") != ""; got != (method == "GET") {
			t.Errorf("%s: refreshes %v", method, got)
		}
		if n := d.Find(`main a[href]`).Length(); n != 1 {
			t.Errorf("%s: %d ways on, want 1", method, n)
		}
	}
	if !strings.Contains(s.log.String(), "/arrivals") {
		t.Error("the log does not tell of it")
	}
}
