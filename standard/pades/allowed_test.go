package pades

import (
	"bytes"
	"slices"
	"testing"
	"time"

	"congvan/standard/pades/pdf"
)

// What may follow a signature, and what is said about it.
func TestAllowedChanges(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	for _, c := range []struct {
		name, code string
		pdf        []byte
	}{
		{"form filled in, unsigned", "unsigned_form_fill", edit(t, o.leader, func(e *editor) {
			r, d := e.fieldRef("so")
			d["V"] = pdf.String("15")
			e.Set(r, d)
		})},
		{"appearance overridden where it stands", "unsigned_form_fill", edit(t, o.leader, func(e *editor) {
			_, d := e.fieldRef("so")
			e.Set(d["AP"].(pdf.Dict)["N"].(pdf.Ref), box())
		})},
		{"validation data added", "unsigned_dss", edit(t, o.sealed, func(e *editor) {
			d := e.root.Clone()
			d["DSS"] = e.Add(pdf.Dict{"Certs": pdf.Array{e.Add(&pdf.Stream{Dict: pdf.Dict{}, Data: o.ca.cert.Raw})}})
			e.Set(e.rootRef, d)
		})},
		{"empty update", "unsigned_revision", edit(t, o.sealed, func(e *editor) { e.Add(pdf.Dict{}) })},
		{"white space at the end", "trailing_space", append(bytes.Clone(o.sealed), "\n\n\n\n"...)},
	} {
		t.Run(c.name, func(t *testing.T) {
			rep := Verify(c.pdf, o.ca.options())
			if rep.Verdict != ValidWithWarning || !slices.Contains(codes(rep), c.code) {
				t.Errorf("got %v, want %s", rep, c.code)
			}
		})
	}
}

// A second signer who brings a visible field of their own is reported.
func TestNewFieldAfterSigning(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	req := SignRequest{Field: "khac", Time: signingTime(), Key: testRSA(), Chain: o.ca.signer(t, "Khác", testRSA())}
	for _, c := range []struct {
		rect Rect
		want Verdict
	}{
		{Rect{}, Valid},
		{Rect{100, 100, 200, 150}, ValidWithWarning},
	} {
		req.Rect, req.Appearance = c.rect, &Appearance{Lines: []string{"Ký bởi: Khác"}}
		out, err := Sign(o.sealed, req)
		if err != nil {
			t.Fatal(err)
		}
		if rep := Verify(out, o.ca.options()); rep.Verdict != c.want || len(rep.Signatures) != 3 {
			t.Errorf("%v: got %v", c.rect, rep)
		}
	}
}

// A certification that permits nothing, and one that locks a field.
func TestModificationRules(t *testing.T) {
	ca := newCA(t)
	prepared, err := Prepare(buildPDF(2), officeFields())
	if err != nil {
		t.Fatal(err)
	}
	fill := SignRequest{
		Field: "dau", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "X", testRSA()),
		Fill: map[string]string{"so": "15"}, Force: true,
	}
	ref := func(method, params string) string {
		return "\n/Reference [<</Type /SigRef /TransformMethod /" + method + " /TransformParams <</Type /TransformParams /V /1.2 " + params + ">>>>]"
	}
	for _, c := range []struct{ name, extra, code string }{
		{"no changes", ref("DocMDP", "/P 1"), "docmdp"},
		{"form filling", ref("DocMDP", "/P 2"), ""},
		{"field locked", ref("FieldMDP", "/Action /Include /Fields [(so)]"), "field_locked"},
		{"other field locked", ref("FieldMDP", "/Action /Include /Fields [(ngay)]"), ""},
		{"all but one locked", ref("FieldMDP", "/Action /Exclude /Fields [(so)]"), ""},
		{"all locked", ref("FieldMDP", "/Action /All"), "field_locked"},
	} {
		t.Run(c.name, func(t *testing.T) {
			signed := forgery{field: "lanhdao", extra: c.extra}.make(t, ca, prepared)
			out, err := Sign(signed, fill)
			if err != nil {
				t.Fatal(err)
			}
			rep := Verify(out, ca.options())
			if c.code == "" && rep.Verdict != Valid || c.code != "" && !slices.Contains(codes(rep), c.code) {
				t.Errorf("got %v, want %q", rep, c.code)
			}
			honest := fill
			honest.Force = false
			if _, err := Sign(signed, honest); (err != nil) != (c.code != "") {
				t.Errorf("without force: %v", err)
			}
		})
	}
}

// Containers by OpenSSL: other attributes, digests and identifiers.
func TestForeignContainers(t *testing.T) {
	ca := newCA(t)
	for _, c := range []struct {
		name string
		args []string
		want Verdict
		code string
	}{
		{"plain", nil, ValidWithWarning, "not_cades"},
		{"without attributes", []string{"-noattr"}, ValidWithWarning, "no_signed_attributes"},
		{"key identifier", []string{"-keyid"}, ValidWithWarning, "not_cades"},
		{"pss", []string{"-keyopt", "rsa_padding_mode:pss"}, ValidWithWarning, "not_cades"},
		{"with content", []string{"-nodetach"}, ValidWithWarning, "content_embedded"},
		{"sha-1", []string{"-md", "sha1"}, Indeterminate, "algorithm_weak"},
		{"md5", []string{"-md", "md5"}, Invalid, "algorithm_forbidden"},
		{"no certificate", []string{"-nocerts"}, Indeterminate, "signer_certificate_missing"},
	} {
		t.Run(c.name, func(t *testing.T) {
			data := forgery{field: "s", subFilter: "adbe.pkcs7.detached", container: opensslSign(ca, c.args...)}.make(t, ca, buildPDF(1))
			rep := Verify(data, ca.options())
			if rep.Verdict != c.want || !slices.Contains(codes(rep), c.code) {
				t.Errorf("got %v, want %s %s", rep, c.want, c.code)
			}
		})
	}
}

// Trust, time and key usage.
func TestTrust(t *testing.T) {
	ca, stranger := newCA(t), newCA(t)
	out, err := Sign(buildPDF(1), SignRequest{Field: "s", Time: signingTime(), Key: testRSA(), Chain: ca.signer(t, "A", testRSA())})
	if err != nil {
		t.Fatal(err)
	}
	late, early := ca.options(), ca.options()
	late.Now, early.Now = late.Now.AddDate(2, 0, 0), early.Now.Add(-24*time.Hour)
	for _, c := range []struct {
		name, code string
		o          VerifyOptions
	}{
		{"stranger", "untrusted", stranger.options()},
		{"expired", "certificate_expired", late},
		{"from the future", "signed_in_future", early},
		{"no roots", "no_roots", VerifyOptions{Now: signingTime()}},
	} {
		rep := Verify(out, c.o)
		if rep.Verdict != Indeterminate || !slices.Contains(codes(rep), c.code) || rep.Signatures[0].Integrity != IntegrityOK {
			t.Errorf("%s: got %v", c.name, rep)
		}
	}
	rep := Verify(out, ca.options())
	if rep.Verdict != Valid || len(rep.Notes) == 0 {
		t.Errorf("got %v with notes %v", rep, rep.Notes)
	}
}
