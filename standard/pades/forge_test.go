package pades

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"congvan/standard/pades/cms"
	"congvan/standard/pades/pdf"
)

// forgery signs a file in ways that Sign never would.
type forgery struct {
	field     string
	subFilter string                                    // instead of ETSI.CAdES.detached
	extra     string                                    // more entries of the signature dictionary
	slack     int64                                     // bytes after /Contents left out of the range
	container func(t testing.TB, content []byte) []byte // nil: an honest one by the test CA
}

func (f forgery) make(t testing.TB, ca *testCA, data []byte) []byte {
	t.Helper()
	if f.container == nil {
		f.container = honest(ca)
	}
	e, err := newEditor(data)
	if err != nil {
		t.Fatal(err)
	}
	const room = 12_000
	r := SignRequest{Field: f.field, Time: signingTime(), Chain: ca.signer(t, "Forger", testRSA())}
	text, h := r.dictionary(room)
	if f.subFilter != "" {
		text = swap(&h, text, "ETSI.CAdES.detached", f.subFilter)
	}
	text = swap(&h, text, "\n/ByteRange ", f.extra+"\n/ByteRange ")
	text += strings.Repeat(" ", int(f.slack)) // the widened gap ends inside the object
	ref := e.Add(pdf.Raw(text))
	if err := e.attach(r, ref); err != nil {
		t.Fatal(err)
	}
	out, at := e.Bytes(0)
	start := at[ref] + int64(len(fmt.Sprintf("%d 0 obj\n", ref.Num)))
	gap, after := start+int64(h.contentsAt), start+int64(h.contentsEnd)+f.slack
	copy(out[start+int64(h.rangeAt):], fmt.Sprintf("[0 %d %d %d", gap, after, int64(len(out))-after))
	content := append(bytes.Clone(out[:gap]), out[after:]...)
	pdf.AppendHex(out[gap+1:gap+1], f.container(t, content))
	return out
}

// swap replaces text before the holes and moves them along.
func swap(h *holes, text, from, to string) string {
	n := len(to) - len(from)
	h.rangeAt, h.rangeEnd, h.contentsAt, h.contentsEnd = h.rangeAt+n, h.rangeEnd+n, h.contentsAt+n, h.contentsEnd+n
	return strings.Replace(text, from, to, 1)
}

func honest(ca *testCA) func(testing.TB, []byte) []byte {
	return func(t testing.TB, content []byte) []byte {
		t.Helper()
		key := testRSA()
		job := cms.Request{Hash: digestFor(key), Key: key, Chain: ca.signer(t, "Forger", key)[:1]}
		d := job.Hash.New()
		d.Write(content)
		der, err := cms.Sign(d.Sum(nil), job)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
}

// opensslSign makes a container with OpenSSL and the given options.
func opensslSign(ca *testCA, args ...string) func(testing.TB, []byte) []byte {
	return func(tb testing.TB, content []byte) []byte {
		t := tb.(*testing.T)
		t.Helper()
		out := filepath.Join(t.TempDir(), "cms.der")
		key := save(t, pemKey(t, testRSA()))
		cert := save(t, pemCert(ca.signer(t, "OpenSSL", testRSA())[0]))
		mustTool(t, "openssl", append([]string{
			"cms", "-sign", "-binary", "-outform", "DER", "-nosmimecap",
			"-signer", cert, "-inkey", key, "-in", save(t, content), "-out", out,
		}, args...)...)
		der, err := os.ReadFile(out)
		if err != nil {
			t.Fatal(err)
		}
		return der
	}
}

// edit appends an update that f makes, as an attacker or another program would.
func edit(t testing.TB, data []byte, f func(e *editor)) []byte {
	t.Helper()
	e, err := newEditor(data)
	if err != nil {
		t.Fatal(err)
	}
	f(e)
	out, _ := e.Bytes(0)
	return out
}
