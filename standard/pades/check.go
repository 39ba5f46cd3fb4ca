package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rsa"
	"crypto/x509"
	"fmt"
)

// checkSigner holds key and certificate against each other before the key is
// used: a signature that nobody could accept must not come into being.
func (r SignRequest) checkSigner() error {
	if r.Key == nil || len(r.Chain) == 0 || r.Chain[0] == nil {
		return refuse(ErrCertificate, "Thiếu khóa hoặc chứng thư số.", "Key or certificate is missing.", nil)
	}
	c := r.Chain[0]
	if !Fits(r.Key, c) {
		return refuse(ErrKey, "Khóa ký không khớp với chứng thư số.", "The key does not fit the certificate.", nil)
	}
	switch k := c.PublicKey.(type) {
	case *rsa.PublicKey:
		if k.N.BitLen() < 2048 {
			return refuse(ErrKey, "Khóa RSA ngắn hơn 2048 bit.", "The RSA key is shorter than 2048 bits.", nil)
		}
	case *ecdsa.PublicKey:
	default:
		return refuse(ErrKey, "Loại khóa này không dùng để ký được.", "This kind of key cannot sign.", nil)
	}
	if len(r.Name)+len(r.Reason)+len(r.Location)+len(r.Field) > maxText {
		return refuse(ErrLimit, "Tên, lý do hoặc nơi ký quá dài.", "Name, reason or location is too long.", nil)
	}
	if r.Time.IsZero() {
		return refuse(ErrCertificate, "Thiếu thời điểm ký.", "The signing time is missing.", nil)
	}
	if r.Time.Before(c.NotBefore) || r.Time.After(c.NotAfter) {
		return refuse(ErrCertificate, fmt.Sprintf("Chứng thư số chỉ có hiệu lực từ %s đến %s.", c.NotBefore.Format("02/01/2006"), c.NotAfter.Format("02/01/2006")),
			fmt.Sprintf("The certificate is valid from %s to %s only.", c.NotBefore.Format("2006-01-02"), c.NotAfter.Format("2006-01-02")), nil)
	}
	if u := c.KeyUsage; u != 0 && u&(x509.KeyUsageDigitalSignature|x509.KeyUsageContentCommitment) == 0 {
		return refuse(ErrCertificate, "Chứng thư số không được cấp để ký văn bản.", "The certificate is not meant for signing.", nil)
	}
	return nil
}

// Fits reports whether a certificate is for the public half of a key. It compares
// the keys, not their encodings, which may differ in form only.
func Fits(key crypto.Signer, c *x509.Certificate) bool {
	pub, ok := c.PublicKey.(interface{ Equal(crypto.PublicKey) bool })
	return ok && pub.Equal(key.Public())
}

// selfCheck verifies what was made: the new signature stands, and none that
// stood before has fallen.
func selfCheck(before, after []byte, r SignRequest) error {
	if !bytes.HasPrefix(after, before) {
		return refuse(ErrSelfCheck, "Tệp sau khi ký không khớp tệp gốc.", "The signed file does not extend the original.", nil)
	}
	rep := Verify(after, VerifyOptions{Now: r.Time})
	stood := map[string]bool{}
	if len(rep.Signatures) > 1 && !r.Force {
		for _, s := range Verify(before, VerifyOptions{Now: r.Time}).Signatures {
			stood[s.Field] = s.Good()
		}
	}
	stands := false
	for _, s := range rep.Signatures {
		if s.Field == r.Field && s.Kind == KindSignature {
			stands = s.Good() && s.Covers == CoversDocument && s.Level == LevelB
		} else if !r.Force && stood[s.Field] && !s.Good() {
			return refuse(ErrPermission, fmt.Sprintf("Việc ký này làm mất hiệu lực chữ ký có trước (%s).", s.Field),
				fmt.Sprintf("This would break the earlier signature %q.", s.Field), nil)
		}
	}
	if !stands {
		return refuse(ErrSelfCheck, "Chữ ký vừa tạo không vượt qua bước tự kiểm tra.", "The new signature failed its own check.", fmt.Errorf("%v", rep))
	}
	return nil
}
