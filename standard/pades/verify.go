package pades

import (
	"bytes"
	"crypto/x509"
	"errors"
	"fmt"
	"slices"

	"congvan/standard/pades/pdf"
)

// maxSignatures bounds how many signatures one file may carry.
const maxSignatures = 250

// Verify judges every signature of the file. It never fails: what cannot be
// read is itself a verdict. data must not change meanwhile.
func Verify(data []byte, o VerifyOptions) (rep Report) {
	defer func() {
		if p := recover(); p != nil { // a bug of ours must not pass for a good file
			rep = Report{Verdict: Valid}
			rep.judge("internal")
			rep.fill()
		}
	}()
	rep.Verdict = Valid
	v := &verifier{data: data, opts: o, rep: &rep, digests: map[digestKey][]byte{}, forms: map[int]*form{}, chains: map[chainKey][]*x509.Certificate{}}
	v.run()
	rep.fill()
	return rep
}

// fill makes empty lists of missing ones, for JSON.
func (r *Report) fill() {
	if r.Signatures == nil {
		r.Signatures = []SignatureReport{}
	}
	if r.Reasons == nil {
		r.Reasons = []Reason{}
	}
	for i := range r.Signatures {
		s := &r.Signatures[i]
		if s.Reasons == nil {
			s.Reasons = []Reason{}
		}
		if s.Changes == nil {
			s.Changes = []string{}
		}
	}
}

type verifier struct {
	data    []byte
	opts    VerifyOptions
	rep     *Report
	file    *pdf.File
	last    *pdf.View
	form    *form
	found   []*candidate
	digests map[digestKey][]byte
	dss     [][]byte // certificates of the DSS, once read
	dssRead bool
	hashed  int64         // bytes hashed so far
	forms   map[int]*form // by revision
	nodes   int           // form nodes read so far
	chains  map[chainKey][]*x509.Certificate
}

// candidate is a signature on its way to a report.
type candidate struct {
	SignatureReport
	field   *field     // nil for usage rights
	obj     pdf.Object // what /V is: a reference or a dictionary
	dict    pdf.Dict
	signed  *pdf.View // the state that was signed; nil if there is none
	form    *form     // of that state
	ranges  [4]int64
	content []byte // of /Contents
	rules   rules
	odd     bool // the certificate breaks the rules of X.509
}

func (v *verifier) run() {
	f, err := pdf.Open(v.data)
	if err != nil {
		v.unreadable(err)
		return
	}
	v.file, v.last = f, f.Last()
	if f.Encrypted() {
		v.rep.judge("encrypted")
	}
	root := v.last.Root()
	if root == nil {
		v.unreadable(pdf.ErrMalformed)
		return
	}
	if v.form, err = v.formAt(v.last); err != nil {
		v.rep.judge("form_unreadable")
		v.form = &form{}
	}
	v.collect(root)
	if !slices.ContainsFunc(v.found, func(c *candidate) bool { return c.Kind != KindUsageRights }) {
		v.rep.judge("no_signature")
	}
	for _, c := range v.found {
		v.check(c)
	}
	v.compareRevisions()
	v.levels()
	if bytes.Count(v.data, []byte("/ByteRange")) > len(v.found) {
		v.rep.judge("orphan_signature")
	}
	slices.SortStableFunc(v.found, bySigning)
	for _, c := range v.found {
		v.rep.Signatures = append(v.rep.Signatures, c.SignatureReport)
		v.rep.Verdict = worse(v.rep.Verdict, c.Verdict)
		for _, r := range c.Reasons {
			add(&v.rep.Reasons, r)
		}
		for _, n := range c.Notes {
			add(&v.rep.Notes, n)
		}
	}
}

// bySigning orders signatures as they were made; those without a place in the
// history come last.
func bySigning(a, b *candidate) int {
	switch {
	case a.end == b.end:
		return 0
	case b.end == 0 || a.end != 0 && a.end < b.end:
		return -1
	}
	return 1
}

// unreadable judges a file without a usable cross-reference.
func (v *verifier) unreadable(err error) {
	switch {
	case errors.Is(err, pdf.ErrRevisions):
		v.rep.judge("too_many_revisions")
	case errors.Is(err, pdf.ErrLimit):
		v.rep.judge("limit")
	case bytes.Contains(v.data, []byte("/ByteRange")):
		v.rep.judge("malformed")
	default:
		v.rep.judge("unreadable")
		v.rep.judge("no_signature")
	}
}

// collect finds the signatures of the newest state.
func (v *verifier) collect(root pdf.Dict) {
	for _, n := range v.form.all {
		if n.ft == "Sig" && !n.widget && !n.group && n.value != nil {
			v.candidate(n, n.name, n.value)
		}
	}
	if perms := v.last.Dict(root["Perms"]); perms != nil {
		for _, k := range []pdf.Name{"UR3", "UR"} {
			if perms[k] != nil {
				v.candidate(nil, "/Perms/"+string(k), perms[k])
			}
		}
		if perms["DocMDP"] != nil && !v.known(perms["DocMDP"]) {
			v.rep.judge("certification_lost")
		}
	}
}

func (v *verifier) known(o pdf.Object) bool {
	r, ok := o.(pdf.Ref)
	return !ok || slices.ContainsFunc(v.found, func(c *candidate) bool { return sameAtom(c.obj, r) })
}

func (v *verifier) candidate(n *field, name string, value pdf.Object) {
	d := v.last.Dict(value)
	if d == nil && n != nil {
		if o, err := v.last.Resolve(value); o == nil && err == nil {
			return // null: an empty field
		}
	}
	if len(v.found) >= maxSignatures {
		v.rep.judge("limit")
		return
	}
	c := &candidate{field: n, obj: value, dict: d}
	c.Field, c.Verdict, c.Integrity, c.Level = name, Valid, IntegrityUnknown, LevelNone
	c.Kind, c.Covers = KindSignature, CoversRevision
	c.SubFilter = string(d.Name("SubFilter"))
	switch {
	case n == nil:
		c.Kind = KindUsageRights
		c.judge("usage_rights")
	case c.SubFilter == "ETSI.RFC3161":
		c.Kind = KindTimestamp
	}
	c.Reason, c.Location = v.text(d["Reason"]), v.text(d["Location"])
	if o, _ := v.last.Resolve(d["M"]); o != nil {
		if t, ok := parseDate(o); ok {
			c.SigningTime = &t
		}
	}
	if r, ok := value.(pdf.Ref); ok && v.shared(r) {
		c.judge("signature_shared")
	}
	v.found = append(v.found, c)
}

func (v *verifier) shared(r pdf.Ref) bool {
	n := 0
	for _, f := range v.form.all {
		if sameAtom(f.dict["V"], r) {
			n++
		}
	}
	return n > 1
}

func (v *verifier) text(o pdf.Object) string {
	o, _ = v.last.Resolve(o)
	s, _ := o.(pdf.String)
	return decodeText(s[:min(len(s), 1000)])
}

// check judges coverage, container and trust of one signature.
func (v *verifier) check(c *candidate) {
	if c.Kind == KindUsageRights {
		return
	}
	if v.coverage(c) {
		if v.affordable(c) {
			v.container(c)
		} else {
			c.judge("too_complex")
		}
	} else if c.Integrity == IntegrityUnknown && c.Verdict == Invalid {
		c.Integrity = IntegrityBroken
	}
	if c.Certificate != nil {
		c.SignerCN = c.Certificate.Subject.CommonName
		if c.SignerCN == "" {
			c.SignerCN = c.Certificate.Subject.String()
		}
	}
}

// String gives the verdict and the codes that led to it.
func (r Report) String() string {
	s := string(r.Verdict)
	for _, reason := range r.Reasons {
		s += " " + reason.Code
	}
	return fmt.Sprintf("%s (%d signatures)", s, len(r.Signatures))
}
