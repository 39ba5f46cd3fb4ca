package pades

import (
	"testing"
)

// FuzzVerify looks for panics and for files called valid that differ from the
// one that was signed.
func FuzzVerify(f *testing.F) {
	o := runOffice(f, buildPDF(2))
	f.Add(o.sealed)
	f.Add(o.leader)
	f.Add(o.prepared)
	f.Add(buildPDF(1))
	opts := o.ca.options()
	known := map[string]bool{string(o.sealed): true, string(o.leader): true}
	f.Fuzz(func(t *testing.T, data []byte) {
		rep := Verify(data, opts)
		for _, r := range rep.Reasons {
			if r.Code == "internal" || r.En == "" || r.Vi == "" {
				t.Fatalf("got %v", rep)
			}
		}
		if rep.Verdict == Valid && !known[string(data)] {
			trimmed := data
			for len(trimmed) > 0 && (trimmed[len(trimmed)-1] <= ' ') {
				trimmed = trimmed[:len(trimmed)-1]
			}
			for k := range known {
				if len(k) >= len(trimmed) && k[:len(trimmed)] == string(trimmed) {
					return // white space at the end differs
				}
			}
			t.Fatalf("a changed file is valid")
		}
	})
}

// FuzzSign must refuse or produce a file whose new signature stands.
func FuzzSign(f *testing.F) {
	ca := newCA(f)
	req := SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(f, "A", testRSA())}
	f.Add(buildPDF(1))
	f.Add(runOffice(f, buildPDF(2)).leader)
	f.Fuzz(func(t *testing.T, data []byte) {
		out, err := Sign(data, req)
		if err == nil && len(out) <= len(data) {
			t.Fatal("nothing was added")
		}
	})
}
