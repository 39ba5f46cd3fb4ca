package pades

import (
	"encoding/json"
	"maps"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// The names that other programs read.
func TestReportJSON(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	raw, err := json.Marshal(Verify(o.sealed, o.ca.options()))
	if err != nil {
		t.Fatal(err)
	}
	var rep struct {
		Verdict    string
		Signatures []map[string]any
		Reasons    []map[string]string
	}
	if err := json.Unmarshal(raw, &rep); err != nil {
		t.Fatal(err)
	}
	got := slices.Sorted(maps.Keys(rep.Signatures[0]))
	want := []string{
		"changes", "covers", "digest", "field", "integrity", "kind", "level", "location", "notes", "reason",
		"reasons", "signer_cn", "signing_time", "sub_filter", "trusted", "verdict",
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if rep.Signatures[0]["signing_time"] != "2026-11-23T09:30:00+07:00" || rep.Verdict != "valid" || rep.Reasons == nil {
		t.Errorf("got %s", raw)
	}
	empty, err := json.Marshal(Verify(nil, VerifyOptions{}))
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(empty, &rep); err != nil || rep.Signatures == nil || rep.Verdict != "indeterminate" {
		t.Errorf("got %s, %v", empty, err)
	}
}

// Every code has both wordings, once.
func TestWordings(t *testing.T) {
	seen := map[string]bool{}
	for _, table := range [][]row{fileRows(), containerRows(), trustRows(), changeRows(), noteRows()} {
		for _, r := range table {
			if r.vi == "" || r.en == "" || r.vi == r.en || seen[r.code] {
				t.Errorf("%s: wording missing or code repeated", r.code)
			}
			seen[r.code] = true
		}
	}
	if v, r := explain("no such code"); v != Invalid || r.Vi == "" {
		t.Errorf("an unknown code must not pass: %v %v", v, r)
	}
}

// A signature that a later revision drops from the form leaves a trace.
func TestSignatureRemoved(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	cut := edit(t, o.leader, func(e *editor) {
		d := e.root.Clone()
		delete(d, "AcroForm")
		e.Set(e.rootRef, d)
	})
	rep := Verify(cut, o.ca.options())
	if rep.Verdict != Indeterminate || !cmp.Equal(codes(rep), []string{"no_signature", "orphan_signature"}) {
		t.Errorf("got %v", rep)
	}
}
