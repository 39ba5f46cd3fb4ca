package org

import (
	"context"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"io"
	"runtime"
	"strings"
	"unicode/utf8"

	"golang.org/x/crypto/argon2"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Parameters of argon2id: above the least that OWASP's Password Storage Cheat
// Sheet asks for (46 MiB, 1 pass, 1 lane).
const (
	argonMemory  = 46 << 10 // KiB
	argonPasses  = 2
	argonLanes   = 1
	argonKeySize = 32
	argonSalt    = 16
)

// Limits on the parameters of a stored hash: a row must not be able to eat the
// machine.
const (
	maxArgonMemory = 512 << 10 // KiB
	maxArgonPasses = 10
	maxArgonLanes  = 8
)

// Limits on passwords.
const (
	minPassword = 10  // characters
	maxPassword = 256 // bytes
)

// maxWaiting is how many may queue for a hash before they are sent away.
const maxWaiting = 100

// Secret is a password's hash: argon2id as a PHC string. It prints as dots.
type Secret string

func (Secret) String() string { return "•••" }

// GoString keeps %#v from printing the hash.
func (Secret) GoString() string { return "•••" }

// Passwords hashes and checks passwords, a few at a time, because each takes
// 46 MiB for some tens of milliseconds. It is safe for concurrent use.
type Passwords struct {
	random  io.Reader
	slots   chan struct{} // computing
	waiting chan struct{} // computing or waiting
}

// NewPasswords takes salts from random and computes at most slots hashes at once;
// 0 means one a processor.
func NewPasswords(random io.Reader, slots int) *Passwords {
	if slots <= 0 {
		slots = runtime.GOMAXPROCS(0)
	}
	return &Passwords{
		random:  random,
		slots:   make(chan struct{}, slots),
		waiting: make(chan struct{}, slots+maxWaiting),
	}
}

// Hash hashes a password. It does not judge it: see CheckPassword.
func (p *Passwords) Hash(ctx context.Context, password string) (Secret, error) {
	h := phc{memory: argonMemory, passes: argonPasses, lanes: argonLanes, salt: make([]byte, argonSalt)}
	if _, err := io.ReadFull(p.random, h.salt); err != nil {
		return "", fmt.Errorf("org.Passwords.Hash: no randomness: %w", err)
	}
	err := p.compute(ctx, func() { h.key = h.derive(password, argonKeySize) })
	return h.secret(), err
}

// Check reports whether a password is the one hashed, and whether the hash is
// weaker than today's. Without a hash it works as long and says no, so that an
// unknown login takes the time of a known one.
func (p *Passwords) Check(ctx context.Context, s Secret, password string) (ok, weak bool, err error) {
	h, known := parsePHC(s)
	if !known {
		h = phc{
			memory: argonMemory, passes: argonPasses, lanes: argonLanes,
			salt: make([]byte, argonSalt), key: make([]byte, argonKeySize),
		}
	}
	var key []byte
	if err := p.compute(ctx, func() { key = h.derive(password, len(h.key)) }); err != nil {
		return false, false, err
	}
	same := subtle.ConstantTimeCompare(key, h.key) == 1
	return same && known, h.weak(), nil
}

// compute runs f when there is room.
func (p *Passwords) compute(ctx context.Context, f func()) error {
	select {
	case p.waiting <- struct{}{}:
		defer func() { <-p.waiting }()
	default:
		return tooBusy()
	}
	select {
	case p.slots <- struct{}{}:
		defer func() { <-p.slots }()
	case <-ctx.Done():
		return ctx.Err()
	}
	f()
	return nil
}

func tooBusy() error {
	return office.NewError(office.CodeUnavailable, "org.Passwords",
		"Đang có quá nhiều người đăng nhập cùng lúc. Thử lại sau ít giây.",
		"Too many people are signing in at once. Try again in a few seconds.")
}

// phc is the parts of a PHC string: $argon2id$v=19$m=…,t=…,p=…$salt$key.
type phc struct {
	memory, passes uint32
	lanes          uint8
	salt, key      []byte
}

// derive takes the password in NFC: keyboards differ in how they write accents.
func (h phc) derive(password string, size int) []byte {
	return argon2.IDKey([]byte(vietnamese.NFC(password)), h.salt, h.passes, h.memory, h.lanes, uint32(size))
}

func (h phc) secret() Secret {
	b64 := base64.RawStdEncoding
	return Secret(fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, h.memory, h.passes, h.lanes,
		b64.EncodeToString(h.salt), b64.EncodeToString(h.key)))
}

func (h phc) weak() bool {
	return h.memory < argonMemory || h.passes < argonPasses || len(h.key) < argonKeySize || len(h.salt) < argonSalt
}

func parsePHC(s Secret) (phc, bool) {
	var h phc
	parts := strings.Split(string(s), "$")
	if len(s) > 512 || len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" || parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return h, false
	}
	if n, err := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &h.memory, &h.passes, &h.lanes); err != nil || n != 3 {
		return h, false
	}
	var err1, err2 error
	h.salt, err1 = base64.RawStdEncoding.DecodeString(parts[4])
	h.key, err2 = base64.RawStdEncoding.DecodeString(parts[5])
	sane := h.memory >= 8 && h.memory <= maxArgonMemory && h.passes >= 1 && h.passes <= maxArgonPasses &&
		h.lanes >= 1 && h.lanes <= maxArgonLanes && len(h.salt) >= 8 && len(h.key) >= 16 && len(h.key) <= 64
	return h, err1 == nil && err2 == nil && sane
}

// CheckPassword refuses passwords that are too short, too long, the login itself
// or one character over and over.
func CheckPassword(login, password string) error {
	const op = "org.CheckPassword"
	invalid := func(vi, en string) error { return office.InvalidField(op, "password", vi, en) }
	nfc := vietnamese.NFC(password)
	switch {
	case len(password) > maxPassword:
		return invalid("Mật khẩu quá dài. Dùng tối đa 256 byte.", "The password is too long. Use at most 256 bytes.")
	case !utf8.ValidString(password):
		return invalid("Mật khẩu có ký tự lạ. Gõ lại.", "The password has stray bytes. Type it again.")
	case utf8.RuneCountInString(nfc) < minPassword:
		return invalid("Mật khẩu phải có ít nhất 10 ký tự. Một cụm vài từ vừa dễ nhớ vừa khó đoán.",
			"A password needs at least 10 characters. A phrase of a few words is easy to keep and hard to guess.")
	case strings.EqualFold(nfc, login):
		return invalid("Mật khẩu không được trùng tên đăng nhập.", "The password must not be the login.")
	case strings.Count(nfc, firstRune(nfc)) == utf8.RuneCountInString(nfc):
		return invalid("Mật khẩu không được là một ký tự lặp lại.", "The password must not be one character repeated.")
	}
	return nil
}

func firstRune(s string) string {
	_, n := utf8.DecodeRuneInString(s)
	return s[:n]
}
