package pades

import (
	"testing"
)

// FuzzVerify looks for panics, endless work and findings without wording. (That
// no changed file is valid is TestEveryByteCounts: the keys differ by run.)
func FuzzVerify(f *testing.F) {
	o := runOffice(f, buildPDF(2))
	f.Add(o.sealed)
	f.Add(o.leader)
	f.Add(o.prepared)
	f.Add(buildPDF(1))
	opts := o.ca.options()
	f.Fuzz(func(t *testing.T, data []byte) {
		rep := Verify(data, opts)
		for _, r := range rep.Reasons {
			if r.Code == "internal" || r.En == "" || r.Vi == "" {
				t.Fatalf("got %v", rep)
			}
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
