package signing_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/standard/pades"
)

func TestFromApprovedToIssued(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		if got := d.queue(d.Leader, task.Sign); !slices.Contains(got, doc.ID) {
			d.t.Fatalf("the leader's queue %v lacks the document", got)
		}
		d.refusedEarly(doc)

		doc = d.signed(doc)
		want(d, "state", doc.State, document.Signed)
		want(d, "the leader's queue", d.queue(d.Leader, task.Sign), nil)
		want(d, "the clerk's queue", d.queue(d.Clerk, task.Issue), []office.ID{doc.ID})
		d.whole(doc, 1)

		doc = d.numbered(doc)
		want(d, "state", doc.State, document.Numbered)
		want(d, "number", doc.Number, 1)
		want(d, "code", doc.ReferenceCode, "01-CV/VPTU")
		want(d, "date", doc.IssuedDate, office.Date{Year: 2026, Month: 11, Day: 23})

		doc, err := d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
		d.must(err)
		want(d, "state", doc.State, document.Sealed)

		doc, err = d.sign.Issue(ctx(), d.Clerk, choice(doc))
		d.must(err)
		want(d, "state", doc.State, document.Issued)
		want(d, "handed over", *d.sent, []office.ID{doc.ID})
		want(d, "the clerk's queue", d.queue(d.Clerk, task.Issue), nil)
		d.whole(doc, 2)
		text := strings.Join(strings.Fields(oracle(d.t, d.main(doc), "pdftotext", "-layout", "FILE", "-")), " ")
		for _, says := range []string{"Số 01-CV/VPTU", "Đà Nẵng, ngày 23 tháng 11 năm 2026"} {
			if !strings.Contains(text, says) {
				d.t.Errorf("the issued PDF does not say %q:\n%s", says, text)
			}
		}
		reading, err := d.documents.Detail(ctx(), d.Clerk, doc.ID)
		d.must(err)
		main, _ := doc.Main()
		r, _ := reading.Reading(main.SHA256)
		want(d, "kept verdict", r.Verdict, document.Verdict(pades.Valid))
		d.verified()
	})
}

// refusedEarly: steps out of their order are conflicts, and change nothing.
func (d *desk) refusedEarly(doc document.Document) {
	d.t.Helper()
	_, err := d.sign.Number(ctx(), d.Clerk, choice(doc), 0)
	d.refused(err, office.CodeConflict, "Đã duyệt, chờ ký")
	_, err = d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
	d.refused(err, office.CodeConflict, "Đã duyệt, chờ ký")
	_, err = d.sign.Issue(ctx(), d.Clerk, choice(doc))
	d.refused(err, office.CodeConflict, "")
	want(d, "unchanged", d.get(doc.ID), doc)
}

// whole judges a signed file by three programs.
func (d *desk) whole(doc document.Document, signatures int) {
	d.t.Helper()
	pdf := d.main(doc)
	sig := oracle(d.t, pdf, "pdfsig", "-nocert", "FILE")
	if n := strings.Count(sig, "ETSI.CAdES.detached"); n != signatures {
		d.t.Errorf("pdfsig finds %d PAdES signatures, want %d:\n%s", n, signatures, sig)
	}
	if n := strings.Count(sig, "Signature is Valid"); n != signatures {
		d.t.Errorf("pdfsig finds %d of them valid, want %d:\n%s", n, signatures, sig)
	}
	if check := oracle(d.t, pdf, "qpdf", "--check", "FILE"); !strings.Contains(check, "No syntax or stream encoding errors") {
		d.t.Errorf("qpdf: %s", check)
	}
	roots, err := d.sign.Roots(ctx())
	d.must(err)
	r := pades.Verify(pdf, pades.VerifyOptions{Roots: roots, Now: d.clock.Now()})
	if r.Verdict != pades.Valid || len(r.Signatures) != signatures {
		d.t.Errorf("verdict %s of %d signatures, want valid and %d: %+v", r.Verdict, len(r.Signatures), signatures, r)
	}
}

func want[T any](d *desk, what string, got, want T) {
	d.t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		d.t.Errorf("%s: %s", what, diff)
	}
}

// An internal document may be issued without a seal; what goes out may not.
func TestIssueNeedsASeal(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.numbered(d.signed(d.approved(subject)))
		_, err := d.sign.Issue(ctx(), d.Clerk, choice(doc))
		d.refused(err, office.CodeConflict, "")
		want(d, "nothing was sent", *d.sent, nil)
		_, err = d.sign.Seal(ctx(), d.Specialist, choice(doc), sealPIN)
		d.refused(err, office.CodeForbidden, "")
		_, err = d.sign.Number(ctx(), d.Specialist, choice(doc), 0)
		d.refused(err, office.CodeForbidden, "")
		_, err = d.sign.Issue(ctx(), d.Specialist, choice(doc))
		d.refused(err, office.CodeForbidden, "")
		d.verified()
	})
}

// When the document cannot be handed to its recipients, it is not issued.
func TestIssueIsWholeOrNot(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.numbered(d.signed(d.approved("thư " + unsendable)))
		doc, err := d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
		d.must(err)
		if _, err := d.sign.Issue(ctx(), d.Clerk, choice(doc)); err == nil {
			d.t.Fatal("issued without being sent")
		}
		want(d, "unchanged", d.get(doc.ID), doc)
		want(d, "still with the clerk", d.queue(d.Clerk, task.Issue), []office.ID{doc.ID})
		d.verified()
	})
}

func TestChoicesAreChecked(t *testing.T) {
	each(t, func(d *desk) {
		_, err := d.sign.SignMany(ctx(), d.Leader, nil, pin)
		d.refused(err, office.CodeInvalid, "Chọn ít nhất một")
		_, err = d.sign.SignMany(ctx(), d.Leader, make([]signing.Choice, 501), pin)
		d.refused(err, office.CodeInvalid, "tối đa 500")
	})
}
