package store

import (
	"time"

	"congvan/office"
	"congvan/office/signing"
)

// SigningKeys keeps personal and seal keys.
type SigningKeys struct{}

const keyColumns = `id, agency_id, kind, person_id, subject, certificate, chain, not_after, sealed_key, image,
	failures, locked_until, revoked_at, recorded_at`

func scanKey(k *signing.Key, scan func(...any) error) error {
	return scan(&k.ID, &k.Agency, &k.Kind, &k.Person, &k.Subject, &k.Certificate, &k.Chain, when(&k.NotAfter),
		&k.Sealed, &k.Image, &k.Failures, when(&k.LockedUntil), when(&k.RevokedAt), when(&k.RecordedAt))
}

// Insert keeps a new key.
func (SigningKeys) Insert(tx office.Tx, k signing.Key) error {
	return in(tx).one("SigningKeys.Insert", `
		INSERT INTO signing_key (`+keyColumns+`)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)`,
		k.ID, k.Agency, string(k.Kind), k.Person, k.Subject, k.Certificate, k.Chain, at(k.NotAfter), k.Sealed, k.Image,
		k.Failures, at(k.LockedUntil), at(k.RevokedAt), at(k.RecordedAt))
}

// Of gives the newest key of a kind that was not revoked; person is zero for a seal.
func (SigningKeys) Of(tx office.Tx, agency office.ID, kind signing.KeyKind, person office.ID) (signing.Key, error) {
	query, args := `SELECT `+keyColumns+` FROM signing_key WHERE agency_id = $1 AND kind = $2 AND revoked_at IS NULL`,
		[]any{agency, string(kind)}
	if !person.Zero() {
		query += ` AND person_id = $3`
		args = append(args, person)
	}
	keys, err := list(in(tx), "SigningKeys.Of", query+` ORDER BY recorded_at DESC, id DESC LIMIT 1`, args, scanKey)
	if err != nil {
		return signing.Key{}, err
	}
	if len(keys) == 0 {
		return signing.Key{}, office.NotFound("store.SigningKeys.Of",
			"Chưa có khoá ký trong hệ thống. Báo quản trị để nạp khoá.",
			"There is no signing key in the system. Ask the administrator to add one.")
	}
	return keys[0], nil
}

// List gives an agency's keys, those that end first on top.
func (SigningKeys) List(tx office.Tx, agency office.ID) ([]signing.Key, error) {
	return list(in(tx), "SigningKeys.List",
		`SELECT `+keyColumns+` FROM signing_key WHERE agency_id = $1 ORDER BY not_after, id`, []any{agency}, scanKey)
}

// Revoke ends a key.
func (SigningKeys) Revoke(tx office.Tx, id office.ID, when time.Time) error {
	return in(tx).one("SigningKeys.Revoke",
		`UPDATE signing_key SET revoked_at = $1 WHERE id = $2 AND revoked_at IS NULL`, at(when), id)
}

// SetFailures writes the count of wrong PINs and the lock that follows from it.
func (SigningKeys) SetFailures(tx office.Tx, id office.ID, failures int, lockedUntil time.Time) error {
	return in(tx).one("SigningKeys.SetFailures",
		`UPDATE signing_key SET failures = $1, locked_until = $2 WHERE id = $3`, failures, at(lockedUntil), id)
}

// CountFailure adds a wrong PIN, also beside other nodes, and gives the count.
func (SigningKeys) CountFailure(tx office.Tx, id office.ID) (int, error) {
	var n int
	err := in(tx).row("SigningKeys.CountFailure",
		`UPDATE signing_key SET failures = failures + 1 WHERE id = $1 RETURNING failures`, []any{id}, &n)
	return n, err
}

// States streams every key of an agency.
func (SigningKeys) States(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "SigningKeys.States",
		`SELECT `+keyColumns+` FROM signing_key WHERE agency_id = $1 ORDER BY id`, []any{agency},
		func(scan func(...any) error) error {
			var k signing.Key
			if err := scanKey(&k, scan); err != nil {
				return err
			}
			return f(k.ID, k.State())
		})
}
