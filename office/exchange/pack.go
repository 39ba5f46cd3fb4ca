package exchange

import (
	"context"
	"fmt"
	"io"

	"congvan/office"
)

// pack is everything a package is written from.
type pack struct {
	agency    office.ID
	manifest  Manifest
	text      string
	signature string
	key       ServiceKey
	attest    Attest
	header    []byte
}

// write streams the package: no attachment is held in memory.
func (p pack) write(ctx context.Context, w io.Writer, files Files) error {
	parts := newPartWriter(w)
	for _, x := range []struct {
		name string
		data []byte
	}{
		{partManifest, []byte(p.text)},
		{partSignature, []byte(p.signature)},
		{partCertificate, chainPEM(p.key.Chain)},
		{partJournal, []byte(p.attest.Text())},
		{partHeader, p.header},
	} {
		if err := parts.put(x.name, x.data); err != nil {
			return err
		}
	}
	for _, f := range p.manifest.Files {
		if err := p.file(ctx, parts, files, f); err != nil {
			return err
		}
	}
	return parts.tar.Close()
}

func (p pack) file(ctx context.Context, parts *partWriter, files Files, f ManifestFile) error {
	r, size, err := files.Open(ctx, p.agency, f.SHA256)
	if err != nil {
		return err
	}
	defer r.Close()
	if size != f.Size {
		return fmt.Errorf("exchange: stored bytes of %s were changed", f.SHA256)
	}
	return parts.stream(partFiles+f.ContentID, f.Size, f.SHA256, r)
}

// front is what stands before the attachments of a package.
type front struct {
	manifest  Manifest
	text      string
	signature string
	notice    Notice // certificate and attest, as in a notice
	parts     *partReader
}

func (f front) digest() office.Hash { return office.HashOf([]byte(f.text)) }

// readFront reads the parts before the header; nothing in them is judged.
func readFront(r io.Reader) (front, error) {
	f := front{parts: newPartReader(r)}
	text, err := f.parts.small(partManifest, maxManifest)
	if err != nil {
		return f, err
	}
	f.text = string(text)
	if f.manifest, err = ParseManifest(f.text); err != nil {
		return f, err
	}
	signature, err := f.parts.small(partSignature, maxSmallPart)
	if err != nil {
		return f, err
	}
	f.signature = string(signature)
	cert, err := f.parts.small(partCertificate, maxSmallPart)
	if err != nil {
		return f, err
	}
	if f.notice.Chain, err = parseChain(cert); err != nil {
		return f, err
	}
	attest, err := f.parts.small(partJournal, maxSmallPart)
	if err != nil {
		return f, err
	}
	f.notice.Attest, err = ParseAttest(string(attest))
	return f, err
}
