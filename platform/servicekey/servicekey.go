// Package servicekey keeps the service keys of a deployment's agencies: the
// unattended keys for TLS between servers, package manifests, receipts and
// journal heads.
//
// Each agency has one Ed25519 key and one X.509 certificate over it, in one PEM
// file (mode 0600) named after the agency, or in the environment, or, for several
// nodes, on a shelf that they share. It is not for the keys of people and seals:
// those need a PIN and live in office/signing.
package servicekey

import (
	"crypto/ed25519"
	"crypto/tls"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
	"congvan/office/exchange"
)

// EnvPrefix + the agency's id in upper case with _ for - names the environment
// variable that holds an agency's PEM, in place of a file.
const EnvPrefix = "CONGVAN_SERVICE_KEY_"

// Ring holds the keys in memory. It is safe for concurrent use.
type Ring struct {
	dir string
	mu  sync.RWMutex
	key map[office.ID]held // guarded by mu
	sni map[string]office.ID

	pems   map[office.ID][]byte // of the folder, as read at the start
	shared *shared              // nil for a server of its own
}

type held struct {
	exchange.ServiceKey
	private ed25519.PrivateKey
}

// Open reads every key of the folder, made when it is not there, and of environ
// (as os.Environ gives it; nil for none). A key that others may read is refused.
func Open(dir string, environ []string) (*Ring, error) {
	r := &Ring{dir: dir, key: map[office.ID]held{}, sni: map[string]office.ID{}, pems: map[office.ID][]byte{}}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("servicekey.Open: %w", err)
	}
	entries, err := os.ReadDir(dir)
	if err != nil {
		return nil, fmt.Errorf("servicekey.Open: %w", err)
	}
	for _, e := range entries {
		name, ok := strings.CutSuffix(e.Name(), ".pem")
		id, err := office.ParseID(name)
		if !ok || err != nil || id.Zero() {
			continue // not one of ours
		}
		data, err := readPrivate(filepath.Join(dir, e.Name()))
		if err != nil {
			return nil, err
		}
		if err := r.add(id, data); err != nil {
			return nil, fmt.Errorf("servicekey.Open: %s: %w", e.Name(), err)
		}
		r.pems[id] = data
	}
	for _, v := range environ {
		name, value, _ := strings.Cut(v, "=")
		rest, ok := strings.CutPrefix(name, EnvPrefix)
		if !ok {
			continue
		}
		id, err := office.ParseID(strings.ToLower(strings.ReplaceAll(rest, "_", "-")))
		if err == nil {
			err = r.add(id, []byte(value))
		}
		if err != nil {
			return nil, fmt.Errorf("servicekey.Open: variable %s: %w", name, err)
		}
	}
	return r, nil
}

const maxFile = 64 << 10

func readPrivate(path string) ([]byte, error) {
	info, err := os.Stat(path)
	if err != nil {
		return nil, fmt.Errorf("servicekey.Open: %w", err)
	}
	if info.Mode().Perm()&0o077 != 0 || info.Size() > maxFile {
		return nil, office.Invalid("servicekey.Open",
			"Tệp khoá dịch vụ "+path+" đang mở cho người khác đọc. Chạy: chmod 600 "+path,
			"The service key file "+path+" can be read by others. Run: chmod 600 "+path)
	}
	return os.ReadFile(path)
}

// add parses PEM: one PKCS#8 PRIVATE KEY (Ed25519) and its certificates, the
// service certificate first.
func (r *Ring) add(agency office.ID, data []byte) error {
	h, err := parse(data)
	if err != nil {
		return err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	r.key[agency] = h
	r.sni[exchange.ServerName(exchange.OrganCodeOf(h.Certificate()))] = agency
	return nil
}

func parse(data []byte) (held, error) {
	var h held
	for {
		block, rest := pem.Decode(data)
		if block == nil {
			break
		}
		data = rest
		switch block.Type {
		case "PRIVATE KEY":
			key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
			if err != nil {
				return h, fmt.Errorf("private key: %w", err)
			}
			private, ok := key.(ed25519.PrivateKey)
			if !ok {
				return h, errors.New("the private key is not Ed25519")
			}
			h.private = private
		case "CERTIFICATE":
			c, err := x509.ParseCertificate(block.Bytes)
			if err != nil {
				return h, fmt.Errorf("certificate: %w", err)
			}
			h.Chain = append(h.Chain, c)
		}
	}
	if h.private == nil || len(h.Chain) == 0 {
		return h, errors.New("needs a PRIVATE KEY and a CERTIFICATE")
	}
	public, ok := h.Certificate().PublicKey.(ed25519.PublicKey)
	if !ok || !public.Equal(h.private.Public()) {
		return h, errors.New("the certificate is not for this private key")
	}
	code := exchange.OrganCodeOf(h.Certificate())
	if code == "" {
		return h, errors.New("the certificate names no organ code")
	}
	var err error
	h.Signer, err = signer(code, h.private)
	return h, err
}

// signer makes the note signer of an Ed25519 key.
func signer(code string, private ed25519.PrivateKey) (note.Signer, error) {
	name := exchange.KeyName(code)
	public, err := note.NewEd25519VerifierKey(name, private.Public().(ed25519.PublicKey))
	if err != nil {
		return nil, err
	}
	hash := strings.Split(strings.TrimPrefix(public, name+"+"), "+")[0]
	seed := append([]byte{1}, private.Seed()...) // 1: Ed25519, as C2SP signed-note has it
	return note.NewSigner("PRIVATE+KEY+" + name + "+" + hash + "+" + base64.StdEncoding.EncodeToString(seed))
}

// ServiceKey gives an agency's key; office.CodeNotFound when it has none.
func (r *Ring) ServiceKey(agency office.ID) (exchange.ServiceKey, error) {
	h, err := r.get(agency)
	return h.ServiceKey, err
}

// Signer gives the note signer of an agency, for journal heads.
func (r *Ring) Signer(agency office.ID) (note.Signer, error) {
	h, err := r.get(agency)
	return h.Signer, err
}

// TLS gives an agency's certificate and key for connections.
func (r *Ring) TLS(agency office.ID) (tls.Certificate, error) {
	h, err := r.get(agency)
	if err != nil {
		return tls.Certificate{}, err
	}
	c := tls.Certificate{PrivateKey: h.private, Leaf: h.Certificate()}
	for _, x := range h.Chain {
		c.Certificate = append(c.Certificate, x.Raw)
	}
	return c, nil
}

// ByServerName finds the agency that a connection asks for.
func (r *Ring) ByServerName(name string) (office.ID, bool) {
	id, ok := r.byServerName(name)
	if !ok && r.shared != nil {
		r.look(office.ID{}) // of all agencies
		id, ok = r.byServerName(name)
	}
	return id, ok
}

func (r *Ring) byServerName(name string) (office.ID, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	id, ok := r.sni[name]
	return id, ok
}

func (r *Ring) held(agency office.ID) (held, bool) {
	r.mu.RLock()
	defer r.mu.RUnlock()
	h, ok := r.key[agency]
	return h, ok
}

func (r *Ring) get(agency office.ID) (held, error) {
	h, ok := r.held(agency)
	if !ok && r.shared != nil {
		r.look(agency)
		h, ok = r.held(agency)
	}
	if !ok {
		return h, office.NotFound("servicekey.Ring",
			"Cơ quan chưa có khoá dịch vụ. Quản trị tạo khoá trong phần liên thông.", "The agency has no service key.")
	}
	return h, nil
}

// Has reports whether the agency has a key.
func (r *Ring) Has(agency office.ID) bool {
	_, err := r.get(agency)
	return err == nil
}
