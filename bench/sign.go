package main

import (
	"crypto"
	"crypto/rand"
	"crypto/rsa"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"time"

	"congvan/standard/pades"
)

// measureSign: an invisible PAdES B-B signature against the bare key, then the
// whole step of the signing queue for a seal, without its disk.
func measureSign(b *bench) error {
	now := time.Now()
	s, err := newSigner("Văn phòng Thành ủy", now)
	if err != nil {
		return err
	}
	input, digest := pdfOf(10_000), make([]byte, 32)
	request := pades.SignRequest{Field: "sig", Time: now, Key: s.key, Chain: s.chain}
	size := 0
	ours, bare, err := duel(b.slice, func() error {
		out, err := pades.Sign(input, request)
		size = len(out) - len(input)
		return err
	}, func() error {
		_, err := rsa.SignPKCS1v15(rand.Reader, s.key, crypto.SHA256, digest)
		return err
	})
	if err != nil {
		return err
	}
	b.add("sign", fmt.Sprintf("PAdES B-B, invisible, RSA-2048, PDF of %d bytes in memory", len(input)),
		ours.String(), bare.String()+" crypto/rsa alone", slower(ours, bare), "≤ 2 ×")
	b.add("sign", "bytes that signature adds", fmt.Sprintf("%d", size), "", "", "≤ 12 kB")
	return b.seal(s, now)
}

// seal measures what signing.Seal does between reading and storing the file.
func (b *bench) seal(s signer, now time.Time) error {
	leader, err := b.signedByLeader(s, now)
	if err != nil {
		return err
	}
	request := pades.SignRequest{
		Field: "dau", Time: now, Key: s.key, Chain: s.chain, Appearance: &pades.Appearance{Image: stamp(400)},
		Fill: map[string]string{"so": "Số 15-TB/TU", "ngay": "Đà Nẵng, ngày 23 tháng 11 năm 2026"},
	}
	size := 0
	var ours times
	err = repeat(b.slice, func() error {
		if _, err := pades.Fields(leader); err != nil {
			return err
		}
		out, err := pades.Sign(leader, request)
		if err != nil {
			return err
		}
		size = len(out) - len(leader)
		return judged(out, s, now)
	}, &ours)
	if err != nil {
		return err
	}
	b.add("sign", "seal: fill number and date, image of 400 × 400, sign, verify all; in memory", ours.String(), "", "", "≤ 10 ms with storing")
	b.add("sign", "bytes that sealing adds, image and fill included", fmt.Sprintf("%d", size), "", "", "")
	return nil
}

func judged(pdf []byte, s signer, now time.Time) error {
	r := pades.Verify(pdf, pades.VerifyOptions{Roots: s.chain[1:], Now: now})
	if r.Verdict != pades.Valid {
		return fmt.Errorf("verdict %s", r)
	}
	return nil
}

func (b *bench) signedByLeader(s signer, now time.Time) ([]byte, error) {
	prepared, err := pades.Prepare(pdfOf(10_000), fields())
	if err != nil {
		return nil, err
	}
	return pades.Sign(prepared, pades.SignRequest{
		Field: "lanhdao", Time: now, Key: s.key, Chain: s.chain, Appearance: &pades.Appearance{Image: stamp(300)}, Reason: "Ký duyệt",
	})
}

// measureVerify: our verdict on files in memory, and by our program as a process,
// against pdfsig as a process on the same files.
func measureVerify(b *bench) error {
	now := time.Now()
	s, err := newSigner("Văn phòng Thành ủy", now)
	if err != nil {
		return err
	}
	two, err := b.sealed(s, now)
	if err != nil {
		return err
	}
	large, err := pades.Sign(pdfOf(5_000_000), pades.SignRequest{Field: "sig", Time: now, Key: s.key, Chain: s.chain})
	if err != nil {
		return err
	}
	roots := filepath.Join(b.dir, "roots")
	if err := os.MkdirAll(roots, 0o700); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(roots, "root.cer"), s.root.Raw, 0o600); err != nil {
		return err
	}
	for _, f := range []struct {
		name string
		pdf  []byte
	}{{"two signatures, fields and images", two}, {"one signature", large}} {
		path := filepath.Join(b.dir, "signed.pdf")
		if err := os.WriteFile(path, f.pdf, 0o600); err != nil {
			return err
		}
		what := fmt.Sprintf("%s, %d kB", f.name, len(f.pdf)/1000)
		if err := b.verifyOne(what, path, f.pdf, s, now, roots); err != nil {
			return err
		}
	}
	return nil
}

func (b *bench) sealed(s signer, now time.Time) ([]byte, error) {
	leader, err := b.signedByLeader(s, now)
	if err != nil {
		return nil, err
	}
	return pades.Sign(leader, pades.SignRequest{
		Field: "dau", Time: now, Key: s.key, Chain: s.chain, Appearance: &pades.Appearance{Image: stamp(400)},
		Fill: map[string]string{"so": "Số 15-TB/TU", "ngay": "Đà Nẵng, ngày 23 tháng 11 năm 2026"},
	})
}

func (b *bench) verifyOne(what, path string, pdf []byte, s signer, now time.Time, roots string) error {
	pdfsig := func() error { return tool("Signature is Valid.", "pdfsig", "-nocert", path) }
	ours, theirs, err := duel(b.slice, func() error { return judged(pdf, s, now) }, pdfsig)
	if err != nil {
		return err
	}
	b.add("verify", what+"; in memory, trust included", ours.String(), theirs.String()+" pdfsig -nocert, process start included", slower(ours, theirs), "≤ 1 ×")
	if _, err := os.Stat(b.binary); err != nil {
		fmt.Fprintf(b.out, "  %s is not built: verify as a process is left out\n", b.binary)
		return nil
	}
	ours, theirs, err = duel(b.slice, func() error { return tool(`"valid"`, b.binary, "verify", "--json", "--roots", roots, path) }, pdfsig)
	if err != nil {
		return err
	}
	b.add("verify", what+"; `congvan verify` as a process", ours.String(), theirs.String()+" pdfsig, the same", slower(ours, theirs), "≤ 1 ×")
	return nil
}

// tool runs a program that must say want.
func tool(want, name string, args ...string) error {
	out, err := exec.Command(name, args...).CombinedOutput()
	if err != nil || !strings.Contains(string(out), want) {
		return fmt.Errorf("%s %v: %w: %.400s", name, args, err, out)
	}
	return nil
}
