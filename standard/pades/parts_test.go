package pades

import (
	"bytes"
	"crypto/x509"
	"encoding/hex"
	"encoding/pem"
	"fmt"
	"testing"
)

// parts cuts the last signature out of a file: its container and the bytes it
// signs.
func parts(t testing.TB, pdf []byte) (container, content []byte) {
	t.Helper()
	r := byteRange(t, pdf)
	raw, err := hex.DecodeString(string(pdf[r[1]+1 : r[2]-1]))
	if err != nil {
		t.Fatal(err)
	}
	size := 4 + int(raw[2])<<8 + int(raw[3]) // SEQUENCE with two bytes of length
	return raw[:size], append(bytes.Clone(pdf[:r[1]]), pdf[r[2]:r[2]+r[3]]...)
}

func byteRange(t testing.TB, pdf []byte) (r [4]int) {
	t.Helper()
	i := bytes.LastIndex(pdf, []byte("/ByteRange ["))
	if _, err := fmt.Sscanf(string(pdf[i+12:i+80]), "%d %d %d %d", &r[0], &r[1], &r[2], &r[3]); err != nil {
		t.Fatal(err)
	}
	return r
}

func pemCert(c *x509.Certificate) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: c.Raw})
}

func pemKey(t testing.TB, key any) []byte {
	t.Helper()
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der})
}

// codes lists the reasons of a report.
func codes(r Report) (out []string) {
	for _, x := range r.Reasons {
		out = append(out, x.Code)
	}
	return out
}
