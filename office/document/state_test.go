package document_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office/document"
)

// The whole table of moves, written a second time as words.
func TestMoves(t *testing.T) {
	allowed := map[string]bool{}
	for _, m := range []string{
		"incoming received registered", "incoming received refused", "incoming registered cancelled",
	} {
		allowed[m] = true
	}
	for _, k := range []string{"outgoing", "internal"} {
		for _, m := range []string{
			"draft approved", "approved draft", "approved signed", "signed numbered", "numbered sealed", "sealed issued",
			"draft cancelled", "approved cancelled", "signed cancelled", "numbered cancelled", "sealed cancelled",
		} {
			allowed[k+" "+m] = true
		}
	}
	allowed["internal numbered issued"] = true // no seal needed
	all := append(document.States(document.Incoming), document.States(document.Outgoing)...)
	for _, k := range []document.Kind{document.Incoming, document.Outgoing, document.Internal} {
		for _, from := range all {
			for _, to := range all {
				name := string(k) + " " + string(from) + " " + string(to)
				if got := document.CanMove(k, from, to); got != allowed[name] {
					t.Errorf("%s: %v, want %v", name, got, allowed[name])
				}
			}
		}
	}
}

func TestReferenceKeys(t *testing.T) {
	for code, want := range map[string]string{
		"15-TB/TU": "15-tb-tu", "Số 05-NQ/ĐU": "5-nq-du", "số: 15/TB/TU": "15-tb-tu", "127/QĐ-UBND": "127-qd-ubnd",
		"30/2020/NĐ-CP": "30-2020-nd-cp", "": "", "  ": "", "00-X/Y": "0-x-y", "Công điện": "cong-dien",
	} {
		if got := document.ReferenceKey(code); got != want {
			t.Errorf("key of %q is %q, want %q", code, got, want)
		}
		if again := document.ReferenceKey(want); again != want {
			t.Errorf("key of the key %q is %q", want, again)
		}
	}
	type split struct {
		Number   int64
		Notation string
	}
	for code, want := range map[string]split{
		"15-TB/TU": {15, "TB/TU"}, "127/QĐ-UBND": {127, "QĐ-UBND"}, "Số 05-NQ/ĐU": {5, "NQ/ĐU"},
		"Giấy mời": {0, "Giấy mời"}, "12345678901-X/Y": {0, "12345678901-X/Y"}, "": {},
	} {
		n, notation := document.SplitCode(code)
		if diff := cmp.Diff(want, split{n, notation}); diff != "" {
			t.Errorf("%q: %s", code, diff)
		}
	}
}

func FuzzReferenceKey(f *testing.F) {
	f.Add("Số 05-NQ/ĐU")
	f.Add("127/QĐ-UBND")
	f.Fuzz(func(t *testing.T, s string) {
		document.SplitCode(s)
		if k := document.ReferenceKey(s); document.ReferenceKey(k) != k && len(k) < 20 {
			// A second "so" or a number behind it may go as well; it must end.
			for range 20 {
				k = document.ReferenceKey(k)
			}
			if document.ReferenceKey(k) != k {
				t.Errorf("%q never settles", s)
			}
		}
	})
}
