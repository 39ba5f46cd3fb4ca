package pades

import (
	"bytes"
	"crypto"
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/x509"
	"fmt"
	"io"
	"strings"
	"time"

	"congvan/standard/pades/cms"
	"congvan/standard/pades/pdf"
)

// SignRequest says who signs what and how it looks.
type SignRequest struct {
	Field      string            // an empty signature field, or the name of a new one
	Page       int               // of a new field, from 0
	Rect       Rect              // of a new field; empty for an invisible one
	Fill       map[string]string // text fields to fill and lock in the same revision
	Appearance *Appearance       // nil: nothing is drawn
	Name       string            // of the signer; "" takes the certificate's
	Reason     string
	Location   string
	Time       time.Time // claimed signing time, stored in /M with its zone
	Key        crypto.Signer
	Chain      []*x509.Certificate // signer first; a self-signed root is left out
	PSS        bool                // RSASSA-PSS instead of PKCS #1 v1.5
	Rand       io.Reader           // nil: crypto/rand
	Force      bool                // sign although an earlier signature forbids it and will fall
}

// Sign adds a PAdES B-B signature (ETSI.CAdES.detached) over the whole file as
// one incremental update and checks the result before returning it. Earlier
// bytes stay as they are. Errors: *Error.
func Sign(data []byte, r SignRequest) ([]byte, error) {
	if err := r.checkSigner(); err != nil {
		return nil, err
	}
	e, err := newEditor(data)
	if err != nil {
		return nil, err
	}
	if err := e.fill(r.Fill); err != nil {
		return nil, refusePDF(err)
	}
	hash := digestFor(r.Key)
	job := cms.Request{Hash: hash, Key: r.Key, Chain: withoutRoot(r.Chain), PSS: r.PSS, Rand: r.Rand}
	if job.Rand == nil {
		job.Rand = rand.Reader
	}
	reserve := job.MaxSize()
	sig, holes := r.dictionary(reserve)
	ref := e.Add(pdf.Raw(sig))
	if err := e.attach(r, ref); err != nil {
		return nil, refusePDF(err)
	}
	out, at := e.Bytes(2 * reserve)
	start := at[ref] + int64(len(fmt.Sprintf("%d %d obj\n", ref.Num, ref.Gen)))
	if err := seal(out, start, holes, job); err != nil {
		return nil, err
	}
	if err := selfCheck(data, out, r); err != nil {
		return nil, err
	}
	return out, nil
}

// holes are the places in the signature dictionary that are filled at last,
// relative to its start.
type holes struct{ rangeAt, rangeEnd, contentsAt, contentsEnd int }

// dictionary writes the signature dictionary (EN 319 142-1, 5.3) with room
// for the ranges and for a container of size bytes.
func (r SignRequest) dictionary(size int) (string, holes) {
	var h holes
	var b bytes.Buffer
	b.WriteString("<</Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n/M ")
	b.Write(pdf.Append(nil, formatDate(r.Time)))
	name := r.Name
	if name == "" {
		name = r.Chain[0].Subject.CommonName
	}
	for _, kv := range []struct{ k, v string }{{"Name", name}, {"Reason", r.Reason}, {"Location", r.Location}} {
		if kv.v != "" {
			fmt.Fprintf(&b, "\n/%s %s", kv.k, pdf.Append(nil, encodeText(kv.v)))
		}
	}
	b.WriteString("\n/ByteRange ")
	h.rangeAt = b.Len()
	b.WriteString("[0 " + string(bytes.Repeat([]byte{' '}, 36)) + "]")
	h.rangeEnd = b.Len()
	b.WriteString("\n/Contents ")
	h.contentsAt = b.Len()
	b.WriteByte('<')
	b.Write(bytes.Repeat([]byte{'0'}, 2*size))
	b.WriteByte('>')
	h.contentsEnd = b.Len()
	b.WriteString("\n>>")
	return b.String(), h
}

// attach puts the signature into its field, making the field if need be.
func (e *editor) attach(r SignRequest, sig pdf.Ref) error {
	f := e.form.find(r.Field)
	if f == nil {
		return e.attachNew(r, sig)
	}
	w, ok := f.place()
	if f.ft != "Sig" || !ok {
		return refuse(ErrField, fmt.Sprintf("Trường %q không phải là trường chữ ký dùng được.", r.Field), fmt.Sprintf("The field %q is no usable signature field.", r.Field), nil)
	}
	if o, err := e.Resolve(f.value); o != nil || err != nil {
		return refuse(ErrField, fmt.Sprintf("Trường %q đã có chữ ký.", r.Field), fmt.Sprintf("The field %q is already signed.", r.Field), nil)
	}
	d := f.dict.Clone()
	d["V"] = sig
	e.Set(f.ref, d)
	if rect, ok := readRect(e, w.dict["Rect"]); ok && !rect.Empty() && r.Appearance != nil {
		n, err := e.draw(r.Appearance, rect)
		if err != nil {
			return err
		}
		if w != f {
			d = w.dict.Clone()
		}
		d["AP"] = pdf.Dict{"N": n}
		e.Set(w.ref, d)
	}
	e.markSigned()
	return nil
}

func (e *editor) attachNew(r SignRequest, sig pdf.Ref) error {
	if r.Field == "" || strings.Contains(r.Field, ".") {
		return refuse(ErrField, "Tên trường chữ ký trống hoặc có dấu chấm.", "The name of the signature field is empty or has a dot.", nil)
	}
	d := pdf.Dict{
		"Type": pdf.Name("Annot"), "Subtype": pdf.Name("Widget"), "FT": pdf.Name("Sig"), "T": encodeText(r.Field),
		"F": pdf.Int(annotPrint | annotLocked), "V": sig, "Rect": Rect{}.array(),
	}
	if !r.Rect.Empty() {
		d["Rect"] = r.Rect.array()
		if r.Appearance != nil {
			n, err := e.draw(r.Appearance, r.Rect)
			if err != nil {
				return err
			}
			d["AP"] = pdf.Dict{"N": n}
		}
	}
	if _, err := e.addWidget(r.Page, d); err != nil {
		return err
	}
	e.markSigned()
	return nil
}

// seal fills in the ranges, signs, and puts the container into its place.
func seal(out []byte, start int64, h holes, job cms.Request) error {
	gap, after := start+int64(h.contentsAt), start+int64(h.contentsEnd)
	ranges := fmt.Sprintf("[0 %d %d %d", gap, after, int64(len(out))-after)
	slot := out[start+int64(h.rangeAt) : start+int64(h.rangeEnd)]
	if len(ranges) >= len(slot) {
		return refuse(ErrLimit, "Tệp PDF quá lớn.", "The PDF is too large.", nil)
	}
	copy(slot, ranges)
	w := job.Hash.New()
	w.Write(out[:gap])
	w.Write(out[after:])
	der, err := cms.Sign(w.Sum(nil), job)
	if err != nil {
		return refuse(ErrKey, "Khóa ký không thực hiện được việc ký.", "The key could not sign.", err)
	}
	if 2*len(der) > int(after-gap)-2 {
		return refuse(ErrLimit, "Chữ ký lớn hơn chỗ dành cho nó.", "The signature is larger than its place.", nil)
	}
	pdf.AppendHex(out[gap+1:gap+1], der)
	return nil
}

// digestFor picks SHA-256, or SHA-384 for a key of more than 256 bits on a curve.
func digestFor(key crypto.Signer) crypto.Hash {
	if k, ok := key.Public().(*ecdsa.PublicKey); ok {
		switch bits := k.Curve.Params().BitSize; {
		case bits > 384:
			return crypto.SHA512
		case bits > 256:
			return crypto.SHA384
		}
	}
	return crypto.SHA256
}

func withoutRoot(chain []*x509.Certificate) []*x509.Certificate {
	out := chain[:1:1]
	for _, c := range chain[1:] {
		if !bytes.Equal(c.RawIssuer, c.RawSubject) {
			out = append(out, c)
		}
	}
	return out
}
