package pades

import (
	"bytes"
	"math/rand"
	"testing"
)

// No single changed byte may leave a file plainly valid. All bytes outside
// the hexadecimal containers and the font are tried, of those a sample.
func TestEveryByteCounts(t *testing.T) {
	ca := newCA(t)
	prepared, err := Prepare(buildPDF(1), []FormField{{Name: "s", Rect: Rect{10, 10, 90, 40}, Kind: SignatureField}})
	if err != nil {
		t.Fatal(err)
	}
	req := SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA())}
	first, err := Sign(prepared, req)
	if err != nil {
		t.Fatal(err)
	}
	req.Field = "t"
	data, err := Sign(first, req)
	if err != nil {
		t.Fatal(err)
	}
	opts := ca.options()
	rng := rand.New(rand.NewSource(1))
	r := byteRange(t, data)
	for i := range data {
		if i > 2000 && (i < r[1]-500 || i > r[1] && i < r[2]-4000) && rng.Intn(20) > 0 {
			continue
		}
		bad := bytes.Clone(data)
		bad[i] ^= 1 << rng.Intn(8)
		rep := Verify(bad, opts)
		if rep.Verdict == Valid && !sameContainers(data, bad) {
			t.Errorf("byte %d: %q became %q, got %v", i, data[i], bad[i], rep)
		}
	}
}

// sameContainers tells whether two files differ only in the case of
// hexadecimal digits, in the white space at their end, or in the version that
// a container gives itself: no signature can cover these and nothing hangs on
// them.
func sameContainers(a, b []byte) bool {
	for i := range min(len(a), len(b)) {
		if a[i] != b[i] && i > 5 && string(a[i-5:i]) == "02010" {
			b = bytes.Clone(b)
			b[i] = a[i]
		}
	}
	return bytes.EqualFold(bytes.TrimRight(a, "\r\n \t\x00"), bytes.TrimRight(b, "\r\n \t\x00"))
}

// Random damage of several bytes is never valid and never slow.
func TestRandomDamage(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	opts := o.ca.options()
	rng := rand.New(rand.NewSource(2))
	for range 300 {
		bad := bytes.Clone(o.sealed)
		for range 1 + rng.Intn(5) {
			bad[rng.Intn(len(bad))] = byte(rng.Intn(256))
		}
		if rep := Verify(bad, opts); rep.Verdict == Valid && !sameContainers(o.sealed, bad) {
			t.Errorf("got %v", rep)
		}
	}
}
