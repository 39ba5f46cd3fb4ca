package exchange

import (
	"archive/tar"
	"bytes"
	"crypto/x509"
	"encoding/pem"
	"fmt"
	"io"

	"congvan/office"
)

// The parts of messages, in the order in which they travel.
const (
	partManifest    = "manifest"
	partSignature   = "signature"
	partReceipt     = "receipt"
	partCertificate = "certificate.pem"
	partJournal     = "journal"
	partHeader      = "header.xml"
	partFiles       = "files/"
)

// partWriter writes parts as regular files of an ustar archive.
type partWriter struct{ tar *tar.Writer }

func newPartWriter(w io.Writer) *partWriter { return &partWriter{tar.NewWriter(w)} }

func (w *partWriter) open(name string, size int64) error {
	return w.tar.WriteHeader(&tar.Header{
		Typeflag: tar.TypeReg, Name: name, Size: size, Mode: 0o600, Format: tar.FormatUSTAR,
	})
}

func (w *partWriter) put(name string, data []byte) error {
	if err := w.open(name, int64(len(data))); err != nil {
		return err
	}
	_, err := w.tar.Write(data)
	return err
}

// stream copies exactly size bytes and checks that they have the hash: what was
// changed on our own disk is not sent.
func (w *partWriter) stream(name string, size int64, h office.Hash, r io.Reader) error {
	if err := w.open(name, size); err != nil {
		return err
	}
	sum := newSum(r)
	n, err := io.Copy(w.tar, io.LimitReader(sum, size+1))
	if err == nil && (n != size || sum.hash() != h) {
		err = fmt.Errorf("exchange: stored bytes of %s were changed", h)
	}
	return err
}

// partReader reads parts in the expected order. Only plain ustar files are
// parts: links, sparse files and extensions are refused.
type partReader struct{ tar *tar.Reader }

func newPartReader(r io.Reader) *partReader { return &partReader{tar.NewReader(r)} }

// next opens the part of the given name and gives its size.
func (r *partReader) next(name string) (int64, error) {
	h, err := r.tar.Next()
	if err == io.EOF {
		return 0, fmt.Errorf("exchange: part %q is missing", name)
	}
	if err != nil {
		return 0, fmt.Errorf("exchange: part %q: %w", name, err)
	}
	if h.Format != tar.FormatUSTAR || h.Typeflag != tar.TypeReg || h.Name != name {
		return 0, fmt.Errorf("exchange: part %q where %q should be", clip(h.Name), name)
	}
	return h.Size, nil
}

// small reads a part of at most limit bytes.
func (r *partReader) small(name string, limit int64) ([]byte, error) {
	size, err := r.next(name)
	if err != nil {
		return nil, err
	}
	if size > limit {
		return nil, fmt.Errorf("exchange: part %q has %d bytes, at most %d", name, size, limit)
	}
	data, err := io.ReadAll(r.tar)
	if err != nil {
		return nil, fmt.Errorf("exchange: part %q: %w", name, err)
	}
	return data, nil
}

func (r *partReader) end() error {
	if h, err := r.tar.Next(); err == nil {
		return fmt.Errorf("exchange: part %q too many", clip(h.Name))
	} else if err != io.EOF {
		return fmt.Errorf("exchange: end: %w", err)
	}
	return nil
}

func chainPEM(chain []*x509.Certificate) []byte {
	var b bytes.Buffer
	for _, c := range chain {
		_ = pem.Encode(&b, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}) // a buffer takes everything
	}
	return b.Bytes()
}

// maxChain bounds the certificates of a chain.
const maxChain = 6

func parseChain(data []byte) ([]*x509.Certificate, error) {
	var chain []*x509.Certificate
	for len(data) > 0 {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		if len(chain) == maxChain {
			return nil, fmt.Errorf("exchange: more than %d certificates", maxChain)
		}
		c, err := x509.ParseCertificate(block.Bytes)
		if err != nil {
			return nil, fmt.Errorf("exchange: certificate: %w", err)
		}
		chain, data = append(chain, c), rest
	}
	if len(chain) == 0 {
		return nil, fmt.Errorf("exchange: no certificate")
	}
	return chain, nil
}
