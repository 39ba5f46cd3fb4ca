package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// Limits of a login, in characters.
const (
	minLogin = 3
	maxLogin = 64
)

// Account is what a person signs in with. Its agency is the one that keeps the
// person's record.
type Account struct {
	ID         office.ID
	Agency     office.ID
	Person     office.ID
	Login      string
	Secret     Secret
	Epoch      int // sessions opened under an earlier one are over
	DisabledAt time.Time
	RecordedAt time.Time
}

type accountV1 struct {
	ID         office.ID `json:"id"`
	Agency     office.ID `json:"agency"`
	Person     office.ID `json:"person"`
	Login      string    `json:"login"`
	Secret     string    `json:"secret"` // SHA-256 of the salted hash: the journal must not keep the hash itself
	Epoch      int       `json:"epoch"`
	DisabledAt time.Time `json:"disabled_at"`
	RecordedAt time.Time `json:"recorded_at"`
}

// State is what the journal commits to.
func (a Account) State() office.State {
	sum := sha256.Sum256([]byte(a.Secret))
	return office.Canonical("account/1", accountV1{
		ID: a.ID, Agency: a.Agency, Person: a.Person, Login: a.Login, Secret: hex.EncodeToString(sum[:]),
		Epoch: a.Epoch, DisabledAt: a.DisabledAt, RecordedAt: a.RecordedAt,
	})
}

// CleanLogin gives a login in its kept form: lower case, unaccented letters,
// digits and . _ - @.
func CleanLogin(s string) (string, error) {
	if len(s) <= 4*maxLogin {
		s = strings.ToLower(strings.TrimSpace(s))
	}
	stray := strings.ContainsFunc(s, func(r rune) bool {
		return !('a' <= r && r <= 'z' || '0' <= r && r <= '9' || strings.ContainsRune("._-@", r))
	})
	if stray || len(s) < minLogin || len(s) > maxLogin {
		return "", office.InvalidField("org.CleanLogin", "login",
			"Tên đăng nhập có 3–64 ký tự: chữ không dấu, số và các dấu . _ - @",
			"A login has 3–64 characters: unaccented letters, digits and . _ - @")
	}
	return s, nil
}

// CreateAccountInput opens an account for a person whose record the actor's
// agency keeps. Secret is the hash of a password already judged by CheckPassword.
type CreateAccountInput struct {
	Person office.ID
	Login  string
	Secret Secret
}

// CreateAccount opens an account and gives its id.
func (s *Service) CreateAccount(ctx context.Context, a office.Actor, person office.ID, login, password string) (office.ID, error) {
	secret, err := s.hashNew(ctx, "org.CreateAccount", login, password)
	if err != nil {
		return office.ID{}, err
	}
	return made(ctx, s, a, CreateAccountInput{Person: person, Login: login, Secret: secret}, s.CreateAccountIn)
}

// hashNew judges and hashes a new password. It runs before the act: hashing
// takes longer than rows may be locked.
func (s *Service) hashNew(ctx context.Context, op, login, password string) (Secret, error) {
	login, err := CleanLogin(login)
	if err == nil {
		err = CheckPassword(login, password)
	}
	if err != nil {
		return "", err
	}
	secret, err := s.Passwords.Hash(ctx, password)
	return secret, office.Wrap(op, err)
}

// CreateAccountIn is CreateAccount inside the caller's act.
func (s *Service) CreateAccountIn(tx office.Tx, in CreateAccountInput) (office.ID, error) {
	o := access.Object{Kind: KindAccount, Agency: tx.Actor().Agency}
	if err := access.Require(tx.Actor(), access.ManageAccount, o); err != nil {
		return office.ID{}, err
	}
	return s.createAccount(tx, in)
}

func (s *Service) createAccount(tx office.Tx, in CreateAccountInput) (office.ID, error) {
	const op = "org.CreateAccount"
	login, err := CleanLogin(in.Login)
	if err != nil {
		return office.ID{}, err
	}
	if _, ok := parsePHC(in.Secret); !ok {
		return office.ID{}, office.Invalid(op, "Chưa có mật khẩu.", "There is no password.")
	}
	p, err := s.Store.Person(tx, in.Person, true)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && p.Agency != tx.Actor().Agency {
		return office.ID{}, notHere(op)
	}
	if err != nil {
		return office.ID{}, err
	}
	if err := s.isFree(tx, op, p, login); err != nil {
		return office.ID{}, err
	}
	a := Account{
		ID: tx.NewID(), Agency: p.Agency, Person: p.ID, Login: login, Secret: in.Secret, Epoch: 1, RecordedAt: tx.Now(),
	}
	if err := s.Store.InsertAccount(tx, a); err != nil {
		return office.ID{}, err
	}
	tx.Record(office.Entry{Act: access.ManageAccount, Kind: KindAccount, Object: a.ID, State: a.State()})
	return a.ID, nil
}

func (s *Service) isFree(tx office.Tx, op string, p Person, login string) error {
	_, err := s.Store.AccountByLogin(tx, login)
	if err == nil {
		return &office.Error{
			Code: office.CodeDuplicate, Op: op, Field: "login",
			Vi: "Tên đăng nhập này đã có người dùng. Chọn tên khác.", En: "This login is taken. Choose another.",
		}
	}
	if err := ignoreNotFound(err); err != nil {
		return err
	}
	had, err := s.Store.AccountOf(tx, p.ID)
	if err == nil {
		return &office.Error{
			Code: office.CodeDuplicate, Op: op, Field: "person",
			Vi: "Đ/c " + p.Name + " đã có tài khoản " + had.Login + ".", En: p.Name + " has the account " + had.Login + " already.",
		}
	}
	return ignoreNotFound(err)
}

// ResetPassword gives an account a new password and ends its sessions.
func (s *Service) ResetPassword(ctx context.Context, a office.Actor, account office.ID, password string) error {
	const op = "org.ResetPassword"
	var old Account
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		old, err = s.account(tx, op, account, false)
		return err
	})
	if err != nil {
		return err
	}
	secret, err := s.hashNew(ctx, op, old.Login, password)
	if err != nil {
		return err
	}
	return s.changeAccount(ctx, a, op, account, func(_ office.Tx, acc *Account) {
		acc.Secret, acc.Epoch = secret, acc.Epoch+1
	})
}

// DisableAccount keeps an account from signing in and ends its sessions.
func (s *Service) DisableAccount(ctx context.Context, a office.Actor, account office.ID) error {
	return s.changeAccount(ctx, a, "org.DisableAccount", account, func(tx office.Tx, acc *Account) {
		if acc.DisabledAt.IsZero() {
			acc.DisabledAt, acc.Epoch = tx.Now(), acc.Epoch+1
		}
	})
}

// EnableAccount lets a disabled account sign in again.
func (s *Service) EnableAccount(ctx context.Context, a office.Actor, account office.ID) error {
	return s.changeAccount(ctx, a, "org.EnableAccount", account, func(_ office.Tx, acc *Account) {
		acc.DisabledAt = time.Time{}
	})
}

func (s *Service) changeAccount(ctx context.Context, a office.Actor, op string, id office.ID, change func(office.Tx, *Account)) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		acc, err := s.account(tx, op, id, true)
		if err != nil {
			return err
		}
		change(tx, &acc)
		return s.saveAccount(tx, access.ManageAccount, acc)
	})
}

func (s *Service) saveAccount(tx office.Tx, act office.ActCode, a Account) error {
	if err := s.Store.UpdateAccount(tx, a); err != nil {
		return err
	}
	tx.Record(office.Entry{Act: act, Kind: KindAccount, Object: a.ID, State: a.State()})
	return nil
}

// account reads an account that the actor may manage.
func (s *Service) account(tx office.Tx, op string, id office.ID, lock bool) (Account, error) {
	acc, err := s.Store.Account(tx, id, lock)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && acc.Agency != tx.Actor().Agency {
		return Account{}, notHere(op)
	}
	if err != nil {
		return Account{}, err
	}
	o := access.Object{Kind: KindAccount, ID: acc.ID, Agency: acc.Agency}
	return acc, access.Require(tx.Actor(), access.ManageAccount, o)
}

// AccountOfIn gives the account of a person of the actor's agency, for whoever
// manages accounts; office.CodeNotFound when there is none.
func (s *Service) AccountOfIn(tx office.Tx, person office.ID) (Account, error) {
	acc, err := s.Store.AccountOf(tx, person)
	if err != nil {
		return Account{}, err
	}
	return s.account(tx, "org.AccountOf", acc.ID, false)
}
