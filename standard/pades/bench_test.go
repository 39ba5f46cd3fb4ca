package pades

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"testing"
)

// padded is a plain file of about 10 kB.
func padded() []byte { return buildPDF(22) }

func BenchmarkBareRSA(b *testing.B) {
	key, digest := testRSA(), make([]byte, 32)
	for b.Loop() {
		if _, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, digest); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSignInvisible(b *testing.B) {
	ca := newCA(b)
	req := SignRequest{Field: "sig", Time: signingTime(), Key: testRSA(), Chain: ca.signer(b, "Bench", testRSA())}
	input := padded()
	b.ReportMetric(float64(len(input)), "input-bytes")
	for b.Loop() {
		if _, err := Sign(input, req); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkOfficeSeal(b *testing.B) {
	o := runOffice(b, padded())
	req := SignRequest{
		Field: "dau", Time: signingTime(), Key: testRSA(), Chain: o.ca.signer(b, "Seal", testRSA()),
		Appearance: &Appearance{Image: picture(red())}, Fill: map[string]string{"so": "Số 15-TB/TU", "ngay": "Đà Nẵng, ngày 23 tháng 11 năm 2026"},
	}
	for b.Loop() {
		if _, err := Sign(o.leader, req); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkVerify(b *testing.B) {
	o := runOffice(b, padded())
	for b.Loop() {
		if rep := Verify(o.sealed, o.ca.options()); rep.Verdict != Valid {
			b.Fatal(rep)
		}
	}
}
