package exchange_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/exchange"
)

func manifest() exchange.Manifest {
	return exchange.Manifest{
		Envelope: office.ID{1, 2, 3}, Replaces: office.ID{9}, From: "H17.12", To: "000.00.01.H17",
		Sent: time.Date(2026, 11, 23, 1, 2, 3, 4000, time.UTC), RuleSet: "party", TypeCode: "CV",
		Reference: "15-CV/TU", Issuer: "Thành ủy “Sông Mơ”\nhai dòng", Header: office.HashOf([]byte("h")), HeaderSize: 1,
		Files: []exchange.ManifestFile{
			{ContentID: "1-aa", SHA256: office.HashOf([]byte("a")), Size: 1, Role: exchange.MainFile},
			{ContentID: "2-bb", SHA256: office.HashOf(nil), Size: 0, Role: exchange.AnnexFile},
		},
	}
}

func TestManifestRoundTrip(t *testing.T) {
	want := manifest()
	got, err := exchange.ParseManifest(want.Text())
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestManifestRefusesWhatIsNotCanonical(t *testing.T) {
	good := manifest().Text()
	for name, bad := range map[string]string{
		"empty":            "",
		"no line break":    strings.TrimSuffix(good, "\n"),
		"line too many":    good + "more\n",
		"windows breaks":   strings.ReplaceAll(good, "\n", "\r\n"),
		"leading zero":     strings.Replace(good, "classification 0", "classification 00", 1),
		"unknown level":    strings.Replace(good, "classification 0", "classification 7", 1),
		"negative level":   strings.Replace(good, "classification 0", "classification -1", 1),
		"other order":      strings.Replace(good, "rules \"party\"\ntype \"CV\"", "type \"CV\"\nrules \"party\"", 1),
		"escaped letter":   strings.Replace(good, `"H17.12"`, `"\u0048\u0031\u0037.12"`, 1),
		"negative size":    strings.Replace(good, " 0 annex", " -1 annex", 1),
		"role":             strings.Replace(good, " annex", " docx", 1),
		"path as id":       strings.Replace(good, "1-aa", "../aa", 1),
		"no sender":        strings.Replace(good, `from "H17.12"`, `from ""`, 1),
		"no envelope":      strings.Replace(good, "envelope 01020300-0000-0000-0000-000000000000", "envelope -", 1),
		"upper-case id":    strings.Replace(good, "replaces 09", "replaces 0A", 1),
		"far too long":     good + strings.Repeat("file 1-a "+office.Hash{1}.String()+" 1 annex\n", 2000),
		"another language": strings.Replace(good, "congvan/package/1", "congvan/package/2", 1),
	} {
		if m, err := exchange.ParseManifest(bad); err == nil {
			t.Errorf("%s: taken as %+v", name, m)
		}
	}
}

func testKey(t *testing.T) (note.Signer, note.Verifier) {
	t.Helper()
	skey, vkey, err := note.GenerateKey(randomReader(), exchange.KeyName("H17.12"))
	check(t, err)
	s, err := note.NewSigner(skey)
	check(t, err)
	v, err := note.NewVerifier(vkey)
	check(t, err)
	return s, v
}

func TestReceiptRoundTripAndSameBytes(t *testing.T) {
	s, v := testKey(t)
	want := exchange.Statement{
		From: "H17.12", To: "H17.1", Envelope: office.ID{7}, Manifest: office.HashOf(nil), Number: 2, Status: exchange.Refused,
		At: time.Date(2026, 11, 23, 1, 2, 3, 4000, time.UTC), Reason: "Sai địa chỉ,\ngửi lại\n\n— ai đó",
	}
	a, err := exchange.SignReceipt(want, s)
	check(t, err)
	b, err := exchange.SignReceipt(want, s)
	check(t, err)
	if a != b {
		t.Error("two signatures over one statement differ")
	}
	got, err := exchange.OpenReceipt(a, v)
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	if _, err := exchange.OpenReceipt(strings.Replace(a, "number 2", "number 3", 1), v); err == nil {
		t.Error("a changed receipt was believed")
	}
	_, stranger := testKey(t)
	if _, err := exchange.OpenReceipt(a, stranger); err == nil {
		t.Error("another's receipt was believed")
	}
	for _, bad := range []exchange.Status{exchange.Queued, exchange.Sent, "13", "07", ""} {
		x := want
		x.Status = bad
		signed, err := exchange.SignReceipt(x, s)
		check(t, err)
		if _, err := exchange.OpenReceipt(signed, v); err == nil {
			t.Errorf("status %q was taken", string(bad))
		}
	}
}

func TestAttestRoundTrip(t *testing.T) {
	want := exchange.Attest{
		Head: "origin\n5\nroot\n\n— name sig\n", Holds: []int64{3, 12},
		Proofs: []exchange.Proof{{Older: 4, Hashes: tlog.TreeProof{{1}, {2}}}, {Older: 5}},
	}
	got, err := exchange.ParseAttest(want.Text())
	check(t, err)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
	empty, err := exchange.ParseAttest(exchange.Attest{}.Text())
	check(t, err)
	if diff := cmp.Diff(exchange.Attest{}, empty); diff != "" {
		t.Errorf("empty (-want +got):\n%s", diff)
	}
}

func TestStatusMoves(t *testing.T) {
	all := exchange.Statuses()
	for _, from := range all {
		for _, to := range all {
			want := false
			switch {
			case to == exchange.Refused:
				want = from == exchange.Queued || from == exchange.Sent || from == exchange.Arrived
			case from != exchange.Refused:
				want = index(all, to) > index(all, from)
			}
			if got := from.CanBecome(to); got != want {
				t.Errorf("%q → %q: %v, want %v", from, to, got, want)
			}
		}
		if !from.Valid() {
			t.Errorf("%q is not valid", string(from))
		}
	}
}

func index(all []exchange.Status, s exchange.Status) int {
	for i, x := range all {
		if x == s {
			return i
		}
	}
	return -1
}

func FuzzParseManifest(f *testing.F) {
	f.Add(manifest().Text())
	f.Add("congvan/package/1\n")
	f.Fuzz(func(t *testing.T, text string) {
		m, err := exchange.ParseManifest(text)
		if err == nil && m.Text() != text {
			t.Errorf("taken but not canonical: %q", text)
		}
	})
}

func FuzzReadNotice(f *testing.F) {
	b, err := exchange.Notice{Receipt: "x"}.Encode()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(b)
	f.Fuzz(func(_ *testing.T, data []byte) {
		_, _ = exchange.ReadNotice(bytes.NewReader(data)) // must not panic or hang
	})
}

func FuzzParseAttest(f *testing.F) {
	f.Add(exchange.Attest{Head: "a\n1\nb\n", Holds: []int64{1}, Proofs: []exchange.Proof{{Older: 1}}}.Text())
	f.Fuzz(func(t *testing.T, text string) {
		a, err := exchange.ParseAttest(text)
		if err != nil {
			return
		}
		again, err := exchange.ParseAttest(a.Text())
		if err != nil || cmp.Diff(a, again) != "" {
			t.Errorf("not stable: %q: %v", text, err)
		}
	})
}
