package org

import (
	"context"
	"errors"

	"congvan/office"
	"congvan/office/access"
)

// ErrThrottled is wrapped in the error of SignIn while a login or an address has
// to wait.
var ErrThrottled = errors.New("throttled")

// SignIn checks a login and a password that came from an address (of the network,
// with or without port) and journals the sign-in with the agency that keeps the
// account. Errors: office.CodeInvalid for a wrong login or password or a disabled
// account, without telling which; office.CodeForbidden wrapping ErrThrottled while
// locked, or when the person holds no post; office.CodeUnavailable when too many
// sign in at once.
func (s *Service) SignIn(ctx context.Context, login, password, address string) (Account, error) {
	login, _ = CleanLogin(login) // "" for what no login can be: unknown like any other
	if err := s.attempt(ctx, login, address); err != nil {
		return Account{}, err
	}
	account, err := s.lookUp(ctx, login)
	if err != nil {
		return Account{}, err
	}
	if len(password) > maxPassword {
		password = ""
	}
	ok, weak, err := s.Passwords.Check(ctx, account.Secret, password)
	if err != nil {
		return Account{}, office.Wrap("org.SignIn", err)
	}
	if !ok || !account.DisabledAt.IsZero() {
		return Account{}, wrongPassword("org.SignIn")
	}
	var stronger Secret
	if weak {
		if stronger, err = s.Passwords.Hash(ctx, password); err != nil {
			return Account{}, office.Wrap("org.SignIn", err)
		}
	}
	var seats []Seat
	err = s.Acts.Act(ctx, accountActor(account), func(tx office.Tx) error {
		if err := s.succeed(tx, login, address); err != nil {
			return err
		}
		if account, err = s.opened(tx, account, stronger); err != nil {
			return err
		}
		seats, err = s.SeatsIn(tx, account.Person, tx.Today())
		return err
	})
	if err == nil && len(seats) == 0 {
		err = noPost()
	}
	if err != nil {
		return Account{}, err
	}
	return account, nil
}

// accountActor is the owner of an account, acting on the account alone.
func accountActor(a Account) office.Actor {
	return office.Actor{Agency: a.Agency, Account: a.ID, Person: a.Person, Principals: []office.ID{a.Person}}
}

// lookUp finds the account, or the zero account.
func (s *Service) lookUp(ctx context.Context, login string) (account Account, err error) {
	err = s.Acts.View(ctx, office.Actor{}, func(tx office.Tx) error {
		account, err = s.Store.AccountByLogin(tx, login)
		return ignoreNotFound(err)
	})
	return account, err
}

// opened journals a sign-in. The account may have changed since its password was
// checked.
func (s *Service) opened(tx office.Tx, checked Account, stronger Secret) (Account, error) {
	acc, err := s.Store.Account(tx, checked.ID, true)
	if err != nil {
		return Account{}, err
	}
	if acc.Epoch != checked.Epoch || !acc.DisabledAt.IsZero() {
		return Account{}, wrongPassword("org.SignIn")
	}
	o := access.Object{Kind: KindAccount, ID: acc.ID, Agency: acc.Agency, Holders: []office.ID{acc.Person}}
	if err := access.Require(tx.Actor(), access.SignIn, o); err != nil {
		return Account{}, err
	}
	if stronger != "" {
		acc.Secret = stronger
		return acc, s.saveAccount(tx, access.SignIn, acc)
	}
	tx.Record(office.Entry{Act: access.SignIn, Kind: KindAccount, Object: acc.ID, State: acc.State()})
	return acc, nil
}

func wrongPassword(op string) error {
	return office.Invalid(op, "Tên đăng nhập hoặc mật khẩu không đúng. Kiểm tra bộ gõ và phím Caps Lock rồi thử lại.",
		"The login or the password is wrong. Check the keyboard and Caps Lock, then try again.")
}

// SignOut journals the end of a session.
func (s *Service) SignOut(ctx context.Context, account office.ID) error {
	acc, err := s.ownAccount(ctx, account)
	if err != nil {
		return err
	}
	return s.Acts.Act(ctx, accountActor(acc), func(tx office.Tx) error {
		acc, err := s.Store.Account(tx, account, true)
		if err != nil {
			return err
		}
		o := access.Object{Kind: KindAccount, ID: acc.ID, Agency: acc.Agency, Holders: []office.ID{acc.Person}}
		if err := access.Require(tx.Actor(), access.SignOut, o); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.SignOut, Kind: KindAccount, Object: acc.ID, State: acc.State()})
		return nil
	})
}

func (s *Service) ownAccount(ctx context.Context, id office.ID) (acc Account, err error) {
	err = s.Acts.View(ctx, office.Actor{Account: id}, func(tx office.Tx) error {
		acc, err = s.Store.Account(tx, id, false)
		return err
	})
	return acc, err
}

// ChangePassword lets the actor change the own password, knowing the old one. All
// other sessions end; the returned account carries the epoch for the present one.
// Wrong old passwords count as failed sign-ins.
func (s *Service) ChangePassword(ctx context.Context, a office.Actor, old, password, address string) (Account, error) {
	const op = "org.ChangePassword"
	acc, err := s.ownAccount(ctx, a.Account)
	if err != nil {
		return Account{}, err
	}
	if err := CheckPassword(acc.Login, password); err != nil {
		return Account{}, err
	}
	if err := s.attempt(ctx, acc.Login, address); err != nil {
		return Account{}, err
	}
	if ok, _, err := s.Passwords.Check(ctx, acc.Secret, old); err != nil || !ok {
		if err != nil {
			return Account{}, office.Wrap(op, err)
		}
		return Account{}, office.InvalidField(op, "old", "Mật khẩu hiện tại không đúng.", "The present password is wrong.")
	}
	secret, err := s.Passwords.Hash(ctx, password)
	if err != nil {
		return Account{}, office.Wrap(op, err)
	}
	err = s.Acts.Act(ctx, accountActor(acc), func(tx office.Tx) error {
		if err := s.succeed(tx, acc.Login, address); err != nil {
			return err
		}
		now, err := s.Store.Account(tx, acc.ID, true)
		if err != nil {
			return err
		}
		if now.Epoch != acc.Epoch || !now.DisabledAt.IsZero() {
			return office.Conflict(op, "Mật khẩu vừa được đổi ở nơi khác. Đăng nhập lại.", "The password was just changed elsewhere. Sign in again.")
		}
		o := access.Object{Kind: KindAccount, ID: now.ID, Agency: now.Agency, Holders: []office.ID{now.Person}}
		if err := access.Require(tx.Actor(), access.ChangePassword, o); err != nil {
			return err
		}
		now.Secret, now.Epoch = secret, now.Epoch+1
		acc = now
		return s.saveAccount(tx, access.ChangePassword, now)
	})
	return acc, err
}
