package store

import (
	"time"

	"congvan/office"
	"congvan/office/org"
)

const accountColumns = `id, agency_id, person_id, login, password_hash, epoch, disabled_at, recorded_at`

func scanAccount(a *org.Account, scan func(...any) error) error {
	return scan(&a.ID, &a.Agency, &a.Person, &a.Login, &a.Secret, &a.Epoch, when(&a.DisabledAt), when(&a.RecordedAt))
}

// InsertAccount adds an account.
func (Organisation) InsertAccount(tx office.Tx, a org.Account) error {
	return in(tx).one("Account.Insert", `
		INSERT INTO account (`+accountColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		a.ID, a.Agency, a.Person, a.Login, string(a.Secret), a.Epoch, at(a.DisabledAt), at(a.RecordedAt))
}

// UpdateAccount writes hash, epoch and disabling.
func (Organisation) UpdateAccount(tx office.Tx, a org.Account) error {
	return in(tx).one("Account.Update", `UPDATE account SET password_hash = $1, epoch = $2, disabled_at = $3 WHERE id = $4`,
		string(a.Secret), a.Epoch, at(a.DisabledAt), a.ID)
}

func accounts(t *tx, name, condition string, arg any) ([]org.Account, error) {
	return list(t, name, `SELECT `+accountColumns+` FROM account WHERE `+condition, []any{arg}, scanAccount)
}

// Account reads an account.
func (Organisation) Account(tx office.Tx, id office.ID, lock bool) (org.Account, error) {
	t := in(tx)
	condition := "id = $1"
	if lock {
		condition += t.s.dialect.forUpdate()
	}
	all, err := accounts(t, "Account.Get", condition, id)
	return first("Account.Get", all, err)
}

// AccountByLogin finds an account by its login.
func (Organisation) AccountByLogin(tx office.Tx, login string) (org.Account, error) {
	all, err := accounts(in(tx), "Account.ByLogin", "login = $1", login)
	return first("Account.ByLogin", all, err)
}

// AccountOf finds the account of a person.
func (Organisation) AccountOf(tx office.Tx, person office.ID) (org.Account, error) {
	all, err := accounts(in(tx), "Account.Of", "person_id = $1", person)
	return first("Account.Of", all, err)
}

// AccountStates streams the accounts an agency keeps.
func (Organisation) AccountStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	all, err := accounts(in(tx), "Account.States", "agency_id = $1 ORDER BY id", agency)
	for i := 0; err == nil && i < len(all); i++ {
		err = f(all[i].ID, all[i].State())
	}
	return err
}

// CountFailure counts one more failure of a subject. The statement takes the
// row's lock, so what it returns stays true until commit.
func (Organisation) CountFailure(tx office.Tx, subject string, forget time.Time) (org.Failures, error) {
	t := in(tx)
	f := org.Failures{Subject: subject, LastAt: t.now}
	err := t.row("Failure.Count", `
		INSERT INTO sign_in_failure (subject, failures, locked_until, last_at) VALUES ($1, 1, NULL, $2)
		ON CONFLICT (subject) DO UPDATE SET
			failures = CASE WHEN sign_in_failure.last_at < $3 THEN 1 ELSE sign_in_failure.failures + 1 END,
			last_at = excluded.last_at
		RETURNING failures, locked_until`,
		[]any{subject, at(t.now), at(forget)}, &f.Count, when(&f.LockedUntil))
	return f, err
}

// LockSubject keeps a subject from signing in until a time.
func (Organisation) LockSubject(tx office.Tx, subject string, until time.Time) error {
	return in(tx).one("Failure.Lock", `UPDATE sign_in_failure SET locked_until = $1 WHERE subject = $2`, at(until), subject)
}

// ClearFailures forgets a subject.
func (Organisation) ClearFailures(tx office.Tx, subject string) error {
	_, err := in(tx).exec("Failure.Clear", `DELETE FROM sign_in_failure WHERE subject = $1`, subject)
	return err
}

// Uncount takes one failure back, and the lock it brought.
func (Organisation) Uncount(tx office.Tx, subject string) error {
	_, err := in(tx).exec("Failure.Uncount", `
		UPDATE sign_in_failure SET failures = failures - 1, locked_until = NULL WHERE subject = $1 AND failures > 0`, subject)
	return err
}

// DropFailures deletes what is older than a time.
func (Organisation) DropFailures(tx office.Tx, before time.Time) error {
	_, err := in(tx).exec("Failure.Drop", `DELETE FROM sign_in_failure WHERE last_at < $1`, at(before))
	return err
}
