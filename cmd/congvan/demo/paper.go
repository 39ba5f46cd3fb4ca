package demo

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"fmt"
	"math/rand/v2"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// paper makes the signed PDF files of an archive. A letter is set once for every
// sender and subject; each file of it gets its own number, date and signature, as
// issuing does.
type paper struct {
	maker
	bases []base
}

// base is a letter with room for number, date and signature.
type base struct {
	from   *Staff
	sample sample
	pdf    []byte
	key    crypto.Signer
	chain  []*x509.Certificate
}

// letters is how many letters are set; LibreOffice takes its time for each.
const letters = 24

func newPaper(ctx context.Context, c *City, ca *CA, rules format.Rules, files int) (*paper, error) {
	p := &paper{maker: maker{city: c, ca: ca, rules: rules, r: rand.New(rand.NewPCG(1, 1)), now: c.App.Clock()}}
	for i := range min(letters, files) {
		b, err := p.set(ctx, samples()[i%len(samples())])
		if err != nil {
			return nil, fmt.Errorf("demo: letter %d: %w", i+1, err)
		}
		p.bases = append(p.bases, b)
	}
	return p, nil
}

func (p *paper) set(ctx context.Context, s sample) (base, error) {
	from := p.sender()
	docx, err := p.docx(from, s, letterhead{date: vietnamese.DateOf(p.now)})
	if err != nil {
		return base{}, err
	}
	pdf, err := p.city.App.Tools.ToPDF(ctx, docx)
	if err == nil {
		pdf, err = p.city.App.Signing.Prepare(ctx, pdf)
	}
	if err != nil {
		return base{}, err
	}
	key, chain, err := p.ca.Issue(from.Agency.Name, from.Agency.Name, false)
	return base{from, s, pdf, key, chain}, err
}

// file gives a row its PDF; the header fields become those of the letter.
func (p *paper) file(ctx context.Context, to *Staff, f *document.Form, l *document.Legacy) error {
	b := p.bases[l.Row%len(p.bases)]
	if b.from == to { // nobody writes to themselves
		return nil
	}
	ag := b.from.Agency
	number := 1000 + l.Row
	set, _ := p.rules.Find(format.Kind(ag.RuleSet), f.IssuedDate)
	code, err := format.FormatCode(set, format.TypeCode(b.sample.typ), number, ag.Symbol, unitSymbol(ag)...)
	if err != nil {
		return err
	}
	leader := b.from.First(office.Leader)
	f.RuleSet, f.TypeCode, f.ReferenceCode, f.Subject = ag.RuleSet, b.sample.typ, code, b.sample.subject
	f.IssuingAgency, f.IssuingCode, f.IssuingName = b.from.ID, ag.Code, ag.Name
	f.Signer = document.Signer{Name: b.from.Names[leader.Person], Position: headTitle(ag)}
	pdf, err := pades.Sign(b.pdf, pades.SignRequest{
		Field: "chu_ky_lanh_dao", Time: p.now.In(vietnamese.Location()), Key: b.key, Chain: b.chain, Reason: "Ký duyệt",
		Fill: map[string]string{
			"so": fmt.Sprint(number), "ngay": fmt.Sprintf("%02d", f.IssuedDate.Day),
			"thang": fmt.Sprintf("%02d", int(f.IssuedDate.Month)), "nam": fmt.Sprint(f.IssuedDate.Year),
		},
	})
	if err != nil {
		return err
	}
	return p.keep(ctx, to.First(office.RecordsClerk), l, pdf)
}

// keep looks at a file and stores it, as every upload is.
func (p *paper) keep(ctx context.Context, clerk office.Actor, l *document.Legacy, pdf []byte) error {
	s := p.city.App.Documents
	looked, err := s.Inspect(ctx, []document.Upload{{Name: fmt.Sprintf("van-ban-%06d.pdf", l.Row), File: bytes.NewReader(pdf)}})
	if err != nil {
		return err
	}
	ready, err := s.Keep(ctx, clerk, looked)
	if err != nil {
		return err
	}
	l.File, l.Text = &ready[0], ""
	return nil
}
