package main

import (
	"bytes"
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"crypto/x509/pkix"
	"fmt"
	"image"
	"image/color"
	"math/big"
	"time"

	"congvan/standard/pades"
)

// pdfOf makes a plain PDF of two pages and about size bytes.
func pdfOf(size int) []byte {
	var b bytes.Buffer
	var at []int
	obj := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n", len(at))
		fmt.Fprintf(&b, format, args...)
		b.WriteString("\nendobj\n")
	}
	b.WriteString("%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
	obj("<</Type /Catalog /Pages 2 0 R>>")
	obj("<</Type /Pages /Count 2 /Kids [4 0 R 6 0 R]>>")
	obj("<</Type /Font /Subtype /Type1 /BaseFont /Times-Roman>>")
	for page := range 2 {
		var text bytes.Buffer
		text.WriteString("BT /F1 11 Tf 13 TL 72 700 Td\n")
		for line := 0; text.Len() < (size-1100)/2; line++ {
			fmt.Fprintf(&text, "(Page %d, line %d of a notice that carries the words of an office.) Tj T*\n", page+1, line+1)
		}
		text.WriteString("ET")
		obj("<</Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources <</Font <</F1 3 0 R>>>> /Contents %d 0 R>>", 5+2*page)
		obj("<</Length %d>>\nstream\n%s\nendstream", text.Len(), text.Bytes())
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f\r\n", len(at)+1)
	for _, o := range at {
		fmt.Fprintf(&b, "%010d 00000 n\r\n", o)
	}
	id := fmt.Sprintf("<%032x>", size)
	fmt.Fprintf(&b, "trailer\n<</Size %d /Root 1 0 R /ID [%s %s]>>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, id, id, start)
	return b.Bytes()
}

// stamp is a red ring on transparent ground, as seals are.
func stamp(side int) image.Image {
	m := image.NewNRGBA(image.Rect(0, 0, side, side))
	r := side / 2
	for x := range side {
		for y := range side {
			if d := (x-r)*(x-r) + (y-r)*(y-r); d < r*r*81/100 && d > r*r*49/100 {
				m.SetNRGBA(x, y, color.NRGBA{R: 220, A: 140})
			}
		}
	}
	return m
}

// signer is an RSA-2048 key with a certificate of a root of its own.
type signer struct {
	key   *rsa.PrivateKey
	chain []*x509.Certificate
	root  *x509.Certificate
}

func newSigner(name string, now time.Time) (signer, error) {
	var s signer
	var err error
	rootKey, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return s, err
	}
	root := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "Bench Root"},
		NotBefore: now.AddDate(-1, 0, 0), NotAfter: now.AddDate(9, 0, 0),
		IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}
	if s.root, err = certify(root, root, rootKey.Public(), rootKey); err != nil {
		return s, err
	}
	if s.key, err = rsa.GenerateKey(rand.Reader, 2048); err != nil {
		return s, err
	}
	leaf := &x509.Certificate{
		SerialNumber: big.NewInt(2), Subject: pkix.Name{CommonName: name, Country: []string{"VN"}},
		NotBefore: now.AddDate(0, -1, 0), NotAfter: now.AddDate(1, 0, 0),
		KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}
	own, err := certify(leaf, s.root, s.key.Public(), rootKey)
	s.chain = []*x509.Certificate{own, s.root}
	return s, err
}

func certify(template, parent *x509.Certificate, key crypto.PublicKey, by crypto.Signer) (*x509.Certificate, error) {
	der, err := x509.CreateCertificate(rand.Reader, template, parent, key, by)
	if err != nil {
		return nil, err
	}
	return x509.ParseCertificate(der)
}

// fields are those of an office's document: number, date, leader, seal.
func fields() []pades.FormField {
	return []pades.FormField{
		{Name: "so", Page: 0, Rect: pades.Rect{X0: 120, Y0: 740, X1: 260, Y1: 758}, Kind: pades.TextField, FontSize: 13},
		{Name: "ngay", Page: 0, Rect: pades.Rect{X0: 300, Y0: 740, X1: 540, Y1: 758}, Kind: pades.TextField, FontSize: 13, Italic: true, Align: pades.Center},
		{Name: "lanhdao", Page: 1, Rect: pades.Rect{X0: 350, Y0: 120, X1: 500, Y1: 190}, Kind: pades.SignatureField},
		{Name: "dau", Page: 1, Rect: pades.Rect{X0: 300, Y0: 110, X1: 400, Y1: 210}, Kind: pades.SignatureField},
	}
}
