package signing_test

import (
	"io"
	"strings"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/signing"
	"congvan/standard/pades"
)

// A draft that lost what the template gave it cannot be prepared; the message
// says what to put back.
func TestPrepareSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	d := newDesk(t, t.TempDir()+"/congvan.db")
	doc, err := d.drafts.Create(ctx(), d.Specialist, draft.CreateInput{
		Kind: document.Outgoing, Fields: document.DraftFields{TypeCode: "CV", Subject: subject},
	})
	d.must(err)
	c, err := d.drafts.DOCX(ctx(), d.Specialist, doc.ID, 0)
	d.must(err)
	defer c.File.Close()
	docx, err := io.ReadAll(c.File)
	d.must(err)

	prepare := func(docx []byte) ([]byte, error) {
		pdf, err := made.ToPDF(ctx(), docx)
		d.must(err)
		return d.sign.Prepare(ctx(), pdf)
	}
	pdf, err := prepare(docx)
	d.must(err)
	fields, err := pades.Fields(pdf)
	d.must(err)
	names := map[string]bool{}
	for _, f := range fields {
		names[f.Name] = true
	}
	for _, name := range []string{"so", "chu_ky_lanh_dao", "dau_co_quan"} {
		if !names[name] {
			t.Errorf("the prepared PDF has no field %s: %v", name, names)
		}
	}
	if r := pades.Verify(pdf, pades.VerifyOptions{Now: d.clock.Now()}); len(r.Signatures) != 0 {
		t.Errorf("%d signatures before anybody signed", len(r.Signatures))
	}

	_, err = prepare(rewritten(t, docx, func(s string) string { return strings.Replace(s, ">Số ", ">Công văn ", 1) }))
	d.refused(err, office.CodeInvalid, "“Số …”")
	_, err = prepare(rewritten(t, docx, func(s string) string { return strings.ReplaceAll(s, "Nơi nhận", "Gửi") }))
	d.refused(err, office.CodeInvalid, "“Nơi nhận”")
	_, err = prepare(rewritten(t, docx, dated))
	d.refused(err, office.CodeInvalid, "Để trống ngày")
	_, err = d.sign.Prepare(ctx(), []byte("%PDF-1.7 nothing"))
	if err == nil {
		t.Error("a broken PDF was prepared")
	}
}

// dated writes a date into the blanks of the template.
func dated(xml string) string {
	at := strings.Index(xml, ", ngày</w:t>")
	for _, n := range []string{" 23 ", " 11 ", " 2026"} {
		blank := at + strings.Index(xml[at:], `"preserve">`) + len(`"preserve">`)
		end := blank + strings.Index(xml[blank:], "<")
		xml = xml[:blank] + n + xml[end:]
		at = blank + len(n)
	}
	return xml
}

// A file that was never prepared has no place to sign: it is refused, not
// signed somewhere.
func TestSigningNeedsThePlace(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		// As if it had been prepared by another program.
		plain, err := made.ToPDF(ctx(), d.docx(doc.ID))
		d.must(err)
		hash, size, err := d.blobs.Put(ctx(), d.Agency, strings.NewReader(string(plain)), 1<<20)
		d.must(err)
		d.must(d.store.Act(ctx(), d.Leader, func(tx office.Tx) error {
			if _, err := d.documents.SetStateIn(tx, doc.ID, document.Approved, document.Draft, "draft.return", nil); err != nil {
				return err
			}
			main, _ := doc.Main()
			main.SHA256, main.Size = hash, size
			doc, err = d.documents.AdvanceIn(tx, doc.ID, document.Advance{To: document.Approved, Act: "draft.agree", Main: &main})
			return err
		}))
		r, err := d.sign.SignMany(ctx(), d.Leader, []signing.Choice{choice(doc)}, pin)
		d.must(err)
		d.refused(r[0].Err, office.CodeSigning, "")
		want(d, "state", d.get(doc.ID).State, document.Approved)
		d.verified()
	})
}

func (d *desk) docx(doc office.ID) []byte {
	d.t.Helper()
	c, err := d.drafts.DOCX(ctx(), d.Specialist, doc, 0)
	d.must(err)
	defer c.File.Close()
	b, err := io.ReadAll(c.File)
	d.must(err)
	return b
}
