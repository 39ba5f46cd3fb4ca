// Package office holds the few words that every part of the office shares:
// identities, actors, errors, dates, urgency, classification and the
// transaction an act runs in.
//
// It is not a place for rules: those live in the package of the thing they
// rule. It knows no SQL, no HTTP and no template.
package office

import (
	"crypto/sha256"
	"database/sql/driver"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"congvan/standard/vietnamese"
)

// ID identifies anything the office keeps: a UUID, version 7 where it is made
// for a new thing (RFC 9562 §5.7), stored as 16 bytes on both engines.
type ID [16]byte

// Zero reports whether the ID names nothing.
func (id ID) Zero() bool { return id == ID{} }

// String gives the canonical 36-character form, or "" for the zero ID.
func (id ID) String() string {
	if id.Zero() {
		return ""
	}
	var b [36]byte
	hex.Encode(b[0:8], id[0:4])
	hex.Encode(b[9:13], id[4:6])
	hex.Encode(b[14:18], id[6:8])
	hex.Encode(b[19:23], id[8:10])
	hex.Encode(b[24:36], id[10:16])
	b[8], b[13], b[18], b[23] = '-', '-', '-', '-'
	return string(b[:])
}

// ParseID reads the canonical form. "" gives the zero ID.
func ParseID(s string) (ID, error) {
	var id ID
	if s == "" {
		return id, nil
	}
	raw := strings.ReplaceAll(s, "-", "")
	if len(s) != 36 || len(raw) != 32 {
		return id, Invalid("office.ParseID", "Mã định danh không đúng.", "The identifier is malformed.")
	}
	if _, err := hex.Decode(id[:], []byte(raw)); err != nil {
		return ID{}, Invalid("office.ParseID", "Mã định danh không đúng.", "The identifier is malformed.")
	}
	return id, nil
}

// MarshalText writes the canonical form, so that IDs read well in JSON.
func (id ID) MarshalText() ([]byte, error) { return []byte(id.String()), nil }

// UnmarshalText reads the canonical form.
func (id *ID) UnmarshalText(b []byte) error {
	v, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = v
	return nil
}

// Value stores the ID as 16 bytes, the zero ID as NULL.
func (id ID) Value() (driver.Value, error) {
	if id.Zero() {
		return nil, nil
	}
	return id[:], nil
}

// Scan reads 16 bytes or NULL.
func (id *ID) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*id = ID{}
		return nil
	case []byte:
		if len(v) == 16 {
			copy(id[:], v)
			return nil
		}
	}
	return fmt.Errorf("office.ID: cannot scan %T", src)
}

// RoleID is the principal that stands for everyone who holds a role in an
// agency: derived, so that a reader row may name it before anyone has it.
func RoleID(agency ID, r Role) ID {
	sum := sha256.Sum256(append(append([]byte("congvan role\x00"), agency[:]...), string(r)...))
	var id ID
	copy(id[:], sum[:16])
	id[6] = id[6]&0x0f | 0x80 // version 8: custom (RFC 9562 §5.8)
	id[8] = id[8]&0x3f | 0x80
	return id
}

// Hash is the SHA-256 of a file's bytes: its name in the blob store.
type Hash [32]byte

// HashOf hashes b.
func HashOf(b []byte) Hash { return sha256.Sum256(b) }

// Zero reports whether h names no file.
func (h Hash) Zero() bool { return h == Hash{} }

// String gives 64 hex digits, or "" for the zero hash.
func (h Hash) String() string {
	if h.Zero() {
		return ""
	}
	return hex.EncodeToString(h[:])
}

// ParseHash reads 64 hex digits.
func ParseHash(s string) (Hash, error) {
	var h Hash
	b, err := hex.DecodeString(s)
	if err != nil || len(b) != len(h) {
		return h, Invalid("office.ParseHash", "Mã băm của tệp không đúng.", "The file hash is malformed.")
	}
	copy(h[:], b)
	return h, nil
}

// MarshalText writes hex.
func (h Hash) MarshalText() ([]byte, error) { return []byte(h.String()), nil }

// UnmarshalText reads hex, "" as zero.
func (h *Hash) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		*h = Hash{}
		return nil
	}
	v, err := ParseHash(string(b))
	if err != nil {
		return err
	}
	*h = v
	return nil
}

// Value stores the hash as 32 bytes, zero as NULL.
func (h Hash) Value() (driver.Value, error) {
	if h.Zero() {
		return nil, nil
	}
	return h[:], nil
}

// Scan reads 32 bytes or NULL.
func (h *Hash) Scan(src any) error {
	switch v := src.(type) {
	case nil:
		*h = Hash{}
		return nil
	case []byte:
		if len(v) == len(h) {
			copy(h[:], v)
			return nil
		}
	}
	return fmt.Errorf("office.Hash: cannot scan %T", src)
}

// Date is a day of the calendar, without a time zone.
type Date = vietnamese.Date

// Clock tells the time. Tests give their own.
type Clock func() time.Time

// Urgency says how fast a document travels (độ khẩn; Priority 0–4 of QCVN 102).
type Urgency int

// The urgencies, slowest first.
const (
	Normal       Urgency = iota // Thường
	Urgent                      // Khẩn
	VeryUrgent                  // Thượng khẩn
	Express                     // Hoả tốc
	TimedExpress                // Hoả tốc hẹn giờ
)

// Valid reports whether u is one of the five.
func (u Urgency) Valid() bool { return u >= Normal && u <= TimedExpress }

// String gives the Vietnamese word.
func (u Urgency) String() string {
	if !u.Valid() {
		return "?"
	}
	return [...]string{"Thường", "Khẩn", "Thượng khẩn", "Hoả tốc", "Hoả tốc hẹn giờ"}[u]
}

// Classification is the level of a State secret (độ mật; Luật 117/2025/QH15).
type Classification int

// The levels, lowest first. Only Open may enter under the profile "open".
const (
	Open         Classification = iota // Thường
	Confidential                       // Mật
	Secret                             // Tối mật
	TopSecret                          // Tuyệt mật
)

// Valid reports whether c is one of the four.
func (c Classification) Valid() bool { return c >= Open && c <= TopSecret }

// String gives the Vietnamese word.
func (c Classification) String() string {
	if !c.Valid() {
		return "?"
	}
	return [...]string{"Thường", "Mật", "Tối mật", "Tuyệt mật"}[c]
}
