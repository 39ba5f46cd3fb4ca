package story

import (
	"go/ast"
	"go/parser"
	"go/token"
	"strconv"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/journal"
)

// actCodes reads every act from the one list of access.
func actCodes(t *testing.T) []office.ActCode {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "../../office/access/act.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []office.ActCode
	ast.Inspect(file, func(n ast.Node) bool {
		lit, ok := n.(*ast.BasicLit)
		if !ok || lit.Kind != token.STRING {
			return true
		}
		code, err := strconv.Unquote(lit.Value)
		if err != nil {
			t.Fatal(err)
		}
		if code != "congvan/office" {
			out = append(out, office.ActCode(code))
		}
		return true
	})
	return out
}

func TestEveryActHasASentence(t *testing.T) {
	codes := actCodes(t)
	if len(codes) < 50 {
		t.Fatalf("found only %d acts", len(codes))
	}
	sentences := map[string]office.ActCode{}
	for _, code := range codes {
		s := plain(code)
		if s == "" || strings.Contains(s, string(code)) {
			t.Errorf("%s has no sentence of its own: %q", code, s)
		}
		if other, twice := sentences[s]; twice {
			t.Errorf("%s and %s are told alike: %q", code, other, s)
		}
		sentences[s] = code
		if strings.Contains(s, "  ") || strings.HasSuffix(s, ":") {
			t.Errorf("%s: %q", code, s)
		}
	}
}

func TestErasedEntrySaysSo(t *testing.T) {
	t.Parallel()
	tell := teller{known: map[principal]string{}, titles: map[office.ID]string{{1}: "Văn thư"}}
	l, _, err := tell.line(journal.Entry{
		Index: 7, At: time.Date(2026, 11, 23, 2, 0, 0, 0, time.UTC), Act: "document.receive", Post: office.ID{1}, Account: office.ID{2}, ErasedBy: 9,
	})
	if err != nil {
		t.Fatal(err)
	}
	want := "Người giữ vị trí Văn thư tiếp nhận văn bản vào hàng đợi (nội dung của mục này đã được xoá theo mục 9; bằng chứng vẫn còn)"
	if l.Text != want || !l.Erased {
		t.Errorf("got %q", l.Text)
	}
}

func TestPayloadOfAnyShapeIsTold(t *testing.T) {
	for _, payload := range []string{
		"", "x", "document/1\n{}\n{}\n", "task/1\n{}\n[1,2]\n", "document/1\n{\"detail\":{\"changes\":3}}\n{\"files\":7,\"version\":\"x\"}\n",
	} {
		e := journal.Entry{Act: "document.correct", Salt: []byte{1}, Payload: []byte(payload)}
		tell := teller{known: map[principal]string{}, titles: map[office.ID]string{}}
		l, _, err := tell.line(e)
		if err != nil || !strings.Contains(l.Text, "sửa thông tin văn bản") {
			t.Errorf("%q: %q, %v", payload, l.Text, err)
		}
	}
}
