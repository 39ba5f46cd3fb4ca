package exchange

import (
	"bytes"
	"crypto/x509"
	"fmt"
	"io"
)

// MaxNotice bounds a notice in bytes.
const MaxNotice = 256 << 10

// Notice is the small message between agencies: a receipt (or none, as the
// answer to a receipt) with the writer's certificate and attest.
type Notice struct {
	Receipt string // signed note; "" in the answer to a receipt
	Chain   []*x509.Certificate
	Attest  Attest
}

// Encode writes the notice as an ustar archive: receipt, certificate.pem, journal.
func (n Notice) Encode() ([]byte, error) {
	var b bytes.Buffer
	w := newPartWriter(&b)
	for _, p := range []struct {
		name string
		data []byte
	}{{partReceipt, []byte(n.Receipt)}, {partCertificate, chainPEM(n.Chain)}, {partJournal, []byte(n.Attest.Text())}} {
		if err := w.put(p.name, p.data); err != nil {
			return nil, fmt.Errorf("exchange.Notice.Encode: %w", err)
		}
	}
	if err := w.tar.Close(); err != nil {
		return nil, fmt.Errorf("exchange.Notice.Encode: %w", err)
	}
	return b.Bytes(), nil
}

// ReadNotice reads a notice of at most MaxNotice bytes; nothing in it is judged.
func ReadNotice(r io.Reader) (Notice, error) {
	p := newPartReader(io.LimitReader(r, MaxNotice))
	receipt, err := p.small(partReceipt, maxReceipt)
	if err != nil {
		return Notice{}, err
	}
	cert, err := p.small(partCertificate, maxSmallPart)
	if err != nil {
		return Notice{}, err
	}
	journal, err := p.small(partJournal, maxSmallPart)
	if err != nil {
		return Notice{}, err
	}
	if err := p.end(); err != nil {
		return Notice{}, err
	}
	n := Notice{Receipt: string(receipt)}
	if n.Chain, err = parseChain(cert); err != nil {
		return Notice{}, err
	}
	if n.Attest, err = ParseAttest(string(journal)); err != nil {
		return Notice{}, err
	}
	return n, nil
}
