package org_test

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

const desk = "192.0.2.10:51234"

func (w *world) signIn(login, password, address string) error {
	_, err := w.Org.SignIn(ctx(), login, password, address)
	return err
}

func message(err error) string {
	var e *office.Error
	if errors.As(err, &e) {
		return e.Vi
	}
	return ""
}

func TestSignIn(t *testing.T) {
	each(t, func(w *world) {
		account, err := w.Org.SignIn(ctx(), " VoDinhLoc ", storetest.Password, desk)
		w.ok(err)
		if account.ID != w.Chief.Account || account.Person != w.Chief.Person {
			t.Errorf("signed in as %s", account.Login)
		}
		session, err := w.Org.Session(ctx(), org.Ticket{Account: account.ID, Epoch: account.Epoch})
		w.ok(err)
		if session.Actor.Post != w.Chief.Post || session.Person.Name != "Võ Đình Lộc" || session.Moved {
			t.Errorf("the session is %+v", session)
		}
		w.ok(w.Org.SignOut(ctx(), account.ID))
		w.verified()
	})
}

// What is wrong is never told: unknown login, wrong password, disabled account
// and a login that cannot be give the same error.
func TestSignInTellsNothing(t *testing.T) {
	each(t, func(w *world) {
		w.ok(w.Org.DisableAccount(ctx(), w.Admin, w.Archivist.Account))
		want := message(w.signIn("vodinhloc", "sai-mat-khau", desk))
		if want == "" {
			t.Fatal("no message")
		}
		for name, err := range map[string]error{
			"unknown":    w.signIn("khongcoai", storetest.Password, desk),
			"disabled":   w.signIn("huynhquocbao", storetest.Password, desk),
			"empty":      w.signIn("", "", desk),
			"impossible": w.signIn("a b'; DROP TABLE account--", "x", desk),
			"endless":    w.signIn(strings.Repeat("x", 1<<20), strings.Repeat("y", 1<<20), desk),
			"bad bytes":  w.signIn("vodinhloc", "\xff\xfe\x00", desk),
		} {
			if office.CodeOf(err) != office.CodeInvalid || message(err) != want {
				t.Errorf("%s: got %q (%v)", name, office.CodeOf(err), err)
			}
		}
		w.ok(w.Org.EnableAccount(ctx(), w.Admin, w.Archivist.Account))
		w.ok(w.signIn("huynhquocbao", storetest.Password, desk))
		w.verified()
	})
}

// A password typed with combining accents is the same password.
func TestPasswordInAnyUnicodeForm(t *testing.T) {
	each(t, func(w *world) {
		composed, decomposed := "mật khẩu của Lộc", "ma\u0323\u0302t kha\u0302\u0309u cu\u0309a Lo\u0323\u0302c"
		w.ok(w.Org.ResetPassword(ctx(), w.Admin, w.Chief.Account, composed))
		w.ok(w.signIn("vodinhloc", decomposed, desk))
		w.refused(w.signIn("vodinhloc", "mat khau cua Loc", desk), office.CodeInvalid)
	})
}

func TestLoginIsThrottled(t *testing.T) {
	each(t, func(w *world) {
		w.Org.Throttle = org.Throttle{LoginFree: 3, AddressFree: 100, First: time.Minute, Longest: 4 * time.Minute, Forget: time.Hour}
		start := storetest.Monday()
		fail := func() error { return w.signIn("vodinhloc", "sai-mat-khau", desk) }
		for i := range 3 {
			w.clock.Set(start.Add(time.Duration(i) * time.Second))
			w.refused(fail(), office.CodeInvalid)
		}
		// Locked now, for the right password too, from any address; others are not.
		err := w.signIn("vodinhloc", storetest.Password, "198.51.100.7")
		w.refused(err, office.CodeForbidden)
		if !errors.Is(err, org.ErrThrottled) || !strings.Contains(message(err), "09:14") {
			t.Errorf("locked until when? %q", message(err))
		}
		w.ok(w.signIn("tranvanan", storetest.Password, desk))

		w.clock.Set(start.Add(62 * time.Second)) // one more guess, then twice as long
		w.refused(fail(), office.CodeInvalid)
		w.clock.Set(start.Add(62*time.Second + 90*time.Second))
		w.refused(fail(), office.CodeForbidden)
		w.clock.Set(start.Add(62*time.Second + 121*time.Second))
		w.ok(w.signIn("vodinhloc", storetest.Password, desk))
		w.refused(fail(), office.CodeInvalid) // signing in wiped the slate: three free again
		w.refused(fail(), office.CodeInvalid)
		w.ok(w.signIn("vodinhloc", storetest.Password, desk))
	})
}

func TestAddressIsThrottled(t *testing.T) {
	each(t, func(w *world) {
		w.Org.Throttle = org.Throttle{LoginFree: 100, AddressFree: 4, First: time.Minute, Longest: time.Minute, Forget: time.Hour}
		w.ok(w.signIn("tranvanan", storetest.Password, "[2001:db8::1]:443")) // success counts nothing
		for _, login := range []string{"a.a", "b.b", "c.c", "d.d"} {
			w.refused(w.signIn(login, "sai-mat-khau", "2001:db8::"+login[:1]), office.CodeInvalid)
		}
		err := w.signIn("tranvanan", storetest.Password, "2001:db8::ffff:1") // same /64
		if !errors.Is(err, org.ErrThrottled) {
			t.Errorf("the address is not throttled: %v", err)
		}
		w.ok(w.signIn("tranvanan", storetest.Password, "2001:db8:0:1::1")) // another network
		w.clock.Set(storetest.Monday().Add(2 * time.Minute))
		w.ok(w.signIn("tranvanan", storetest.Password, "2001:db8::1"))
	})
}

// Guesses made at the same time cannot slip past the throttle.
func TestThrottleHoldsAgainstParallelGuesses(t *testing.T) {
	each(t, func(w *world) {
		var wrong, locked, other int
		var mu sync.Mutex
		var group sync.WaitGroup
		for range 20 {
			group.Go(func() {
				err := w.signIn("vodinhloc", "sai-mat-khau", desk)
				mu.Lock()
				defer mu.Unlock()
				switch {
				case errors.Is(err, org.ErrThrottled):
					locked++
				case office.CodeOf(err) == office.CodeInvalid:
					wrong++
				default:
					other++
					t.Log(err)
				}
			})
		}
		group.Wait()
		if wrong != 5 || locked != 15 || other != 0 {
			t.Errorf("of 20 guesses at once %d were looked at, %d locked out, %d failed; want 5, 15, 0", wrong, locked, other)
		}
	})
}

func TestChangePassword(t *testing.T) {
	each(t, func(w *world) {
		next := "một mật khẩu mới"
		_, err := w.Org.ChangePassword(ctx(), w.Chief, "sai-mat-khau", next, desk)
		w.refused(err, office.CodeInvalid)
		_, err = w.Org.ChangePassword(ctx(), w.Chief, storetest.Password, "ngắn", desk)
		w.refused(err, office.CodeInvalid)
		before := org.Ticket{Account: w.Chief.Account, Epoch: 1}
		if _, err := w.Org.Session(ctx(), before); err != nil {
			t.Fatal(err)
		}
		account, err := w.Org.ChangePassword(ctx(), w.Chief, storetest.Password, next, desk)
		w.ok(err)
		if _, err := w.Org.Session(ctx(), before); !errors.Is(err, org.ErrSignedOut) {
			t.Errorf("an old session goes on: %v", err)
		}
		_, err = w.Org.Session(ctx(), org.Ticket{Account: account.ID, Epoch: account.Epoch})
		w.ok(err)
		w.refused(w.signIn("vodinhloc", storetest.Password, desk), office.CodeInvalid)
		w.ok(w.signIn("vodinhloc", next, desk))
		w.verified()
	})
}

func TestAccounts(t *testing.T) {
	each(t, func(w *world) {
		person, err := w.Org.CreatePerson(ctx(), w.Admin, org.CreatePersonInput{Name: "Trương Mỹ Lệ"})
		w.ok(err)
		create := func(a office.Actor, login, password string) error {
			_, err := w.Org.CreateAccount(ctx(), a, person, login, password)
			return err
		}
		for name, password := range map[string]string{
			"short": "chín ký t", "the login": "truongmyle", "repeated": "aaaaaaaaaaaa", "long": strings.Repeat("dài", 100), "bytes": "\xff\xfe123456789",
		} {
			if err := create(w.Admin, "truongmyle", password); office.CodeOf(err) != office.CodeInvalid {
				t.Errorf("%s password: %v", name, err)
			}
		}
		for _, login := range []string{"", "ab", "có dấu", "a b c", strings.Repeat("a", 65), "x\x00yz"} {
			if err := create(w.Admin, login, storetest.Password); office.CodeOf(err) != office.CodeInvalid {
				t.Errorf("login %q: %v", login, err)
			}
		}
		w.refused(create(w.Clerk, "truongmyle", storetest.Password), office.CodeForbidden)
		w.refused(create(w.OtherAdmin, "truongmyle", storetest.Password), office.CodeNotFound)
		w.refused(create(w.Admin, "VoDinhLoc", storetest.Password), office.CodeDuplicate)
		w.ok(create(w.Admin, "TruongMyLe", storetest.Password))
		w.refused(create(w.Admin, "khac", storetest.Password), office.CodeDuplicate)
		w.refused(w.signIn("truongmyle", storetest.Password, desk), office.CodeForbidden) // holds no post

		w.refused(w.Org.ResetPassword(ctx(), w.OtherAdmin, w.Chief.Account, "chiếm tài khoản này"), office.CodeNotFound)
		w.refused(w.Org.DisableAccount(ctx(), w.Leader, w.Chief.Account), office.CodeForbidden)
		w.ok(w.Org.DisableAccount(ctx(), w.Admin, w.Chief.Account))
		if _, err := w.Org.Session(ctx(), org.Ticket{Account: w.Chief.Account, Epoch: 1}); !errors.Is(err, org.ErrSignedOut) {
			t.Errorf("a disabled account's session goes on: %v", err)
		}
		w.verified()
	})
}

// The hash of a weaker day is made anew at the next sign-in.
func TestWeakHashIsRenewed(t *testing.T) {
	each(t, func(w *world) {
		weak := org.WeakSecretForTest(storetest.Password)
		w.ok(w.store.Act(ctx(), w.Admin, func(tx office.Tx) error {
			a, err := store.Organisation{}.Account(tx, w.Chief.Account, true)
			if err != nil {
				return err
			}
			a.Secret = weak
			return org.SaveAccountForTest(w.Org, tx, a)
		}))
		w.ok(w.signIn("vodinhloc", storetest.Password, desk))
		w.view(w.Admin, func(tx office.Tx) {
			a, err := store.Organisation{}.Account(tx, w.Chief.Account, false)
			w.ok(err)
			if a.Secret == weak || !strings.HasPrefix(string(a.Secret), "$argon2id$v=19$m=47104,t=2,p=1$") {
				t.Errorf("the hash is still %q", string(a.Secret))
			}
		})
		w.ok(w.signIn("vodinhloc", storetest.Password, desk))
		w.verified()
	})
}

// Nothing of a password's hash reaches the journal.
func TestJournalKeepsNoHash(t *testing.T) {
	each(t, func(w *world) {
		w.view(w.Admin, func(tx office.Tx) {
			a, err := store.Organisation{}.Account(tx, w.Chief.Account, false)
			w.ok(err)
			if a.Secret == "" || strings.Contains(string(a.State().JSON), "argon2") {
				t.Errorf("the state is %s", a.State().JSON)
			}
		})
	})
}

func TestCancelledSignIn(t *testing.T) {
	each(t, func(w *world) {
		gone, cancel := context.WithCancel(ctx())
		cancel()
		if _, err := w.Org.SignIn(gone, "vodinhloc", storetest.Password, desk); err == nil {
			t.Error("signed in for somebody who left")
		}
	})
}
