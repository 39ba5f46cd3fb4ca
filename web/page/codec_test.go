package page_test

import (
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"
	"github.com/google/go-cmp/cmp"

	"congvan/web/page"
)

func TestSameSessionSameBytes(t *testing.T) {
	deadline := time.Date(2026, 11, 23, 9, 0, 0, 123456789, time.UTC)
	values := func() map[string]any {
		return map[string]any{"account": "0123", "epoch": 7, "seat": "89ab", "flash": "Đã vào sổ <số 1>.", "a": "", "b": "x"}
	}
	first, err := page.Codec{}.Encode(deadline, values())
	if err != nil {
		t.Fatal(err)
	}
	for range 50 { // maps have another order each time
		b, err := page.Codec{}.Encode(deadline, values())
		if err != nil || string(b) != string(first) {
			t.Fatalf("got %s, then %s (%v)", first, b, err)
		}
	}
	old, err := scs.GobCodec{}.Encode(deadline, values())
	if err != nil {
		t.Fatal(err)
	}
	for name, b := range map[string][]byte{"own": first, "of before": old} {
		at, got, err := page.Codec{}.Decode(b)
		if err != nil || !at.Equal(deadline) {
			t.Errorf("%s: %s, %v", name, at, err)
		}
		if d := cmp.Diff(values(), got); d != "" {
			t.Errorf("%s: (-want +got)\n%s", name, d)
		}
	}
	if _, _, err := (page.Codec{}).Decode([]byte("not a session")); err == nil {
		t.Error("nonsense is a session")
	}
}
