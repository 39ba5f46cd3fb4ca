package app

import (
	"bytes"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"io"
	"os"
	"strconv"
	"time"

	"congvan/platform/convert"
	"congvan/standard/pades"
)

// VerifyChild is the child process that judges the signatures of one PDF. Its
// arguments are the time to judge at (RFC 3339), the size of the PDF in bytes
// (-1 when unknown) and paths of PEM files with trusted roots; the PDF comes on
// stdin and the pades.Report leaves as JSON on stdout.
const VerifyChild = "verify"

// Children are the limited children of this program besides those of convert.
func Children() map[string]convert.ChildFunc {
	return map[string]convert.ChildFunc{VerifyChild: verifyChild}
}

func verifyChild(args []string, stdin io.Reader, stdout io.Writer) error {
	if len(args) < 2 {
		return errors.New("verify: want the time and the size")
	}
	now, err := time.Parse(time.RFC3339Nano, args[0])
	if err != nil {
		return err
	}
	size, err := strconv.ParseInt(args[1], 10, 64)
	if err != nil {
		return err
	}
	var roots []*x509.Certificate
	for _, path := range args[2:] {
		b, err := os.ReadFile(path)
		if err != nil {
			return err
		}
		certs, err := ParseCertificates(b)
		if err != nil {
			return err
		}
		roots = append(roots, certs...)
	}
	data, err := readSized(stdin, size)
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(pades.Verify(data, pades.VerifyOptions{Roots: roots, Now: now}))
}

// readSized reads all of r, which must not be longer than it was said to be,
// without the spare room that a growing buffer needs.
func readSized(r io.Reader, size int64) ([]byte, error) {
	limit := int64(maxVerify)
	var b bytes.Buffer
	if size >= 0 {
		limit = min(size, maxVerify)
		b.Grow(int(limit) + bytes.MinRead)
	}
	n, err := b.ReadFrom(io.LimitReader(r, limit+1))
	if err == nil && n > limit {
		err = &convert.Error{Code: convert.TooLarge, Op: VerifyChild, Vi: "Tệp PDF quá lớn.", En: "The PDF is too large."}
	}
	return b.Bytes(), err
}

// ParseCertificates reads the certificates of a PEM text, or of DER ones one
// after the other. Other PEM blocks are passed over; none at all is an error.
func ParseCertificates(b []byte) ([]*x509.Certificate, error) {
	if !bytes.Contains(b, []byte("-----BEGIN")) {
		certs, err := x509.ParseCertificates(b)
		if err == nil && len(certs) == 0 {
			err = errors.New("no certificate")
		}
		return certs, err
	}
	var out []*x509.Certificate
	for rest := b; ; {
		var block *pem.Block
		if block, rest = pem.Decode(rest); block == nil {
			break
		}
		if block.Type != "CERTIFICATE" && block.Type != "TRUSTED CERTIFICATE" {
			continue
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	if len(out) == 0 {
		return nil, errors.New("no certificate")
	}
	return out, nil
}
