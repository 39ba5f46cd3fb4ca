package app

import (
	"context"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store"
)

// ActorOf gives the actor of an account in its first post, for the command line.
func (a *App) ActorOf(ctx context.Context, login string) (office.Actor, error) {
	return a.ActorAt(ctx, login, "")
}

// ActorAt gives the actor of an account in its first post in the agency of a code;
// "" is any.
func (a *App) ActorAt(ctx context.Context, login, agency string) (office.Actor, error) {
	var out office.Actor
	err := a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		account, err := store.Organisation{}.AccountByLogin(tx, login)
		if office.CodeOf(err) == office.CodeNotFound {
			return office.NotFound("app.ActorAt", "Không có tài khoản "+login+".", "There is no account "+login+".")
		}
		if err != nil {
			return err
		}
		seats, err := a.Org.SeatsIn(tx, account.Person, tx.Today())
		if err != nil {
			return err
		}
		for _, s := range seats {
			if agency == "" || s.Agency.Code == agency {
				out, err = a.Org.ActorIn(tx, account.ID, s)
				return err
			}
		}
		if len(seats) > 0 {
			return office.NewError(office.CodeForbidden, "app.ActorAt",
				"Người này không giữ vị trí nào ở cơ quan có mã "+agency+".", "This person holds no post in the agency "+agency+".")
		}
		return office.NewError(office.CodeForbidden, "app.ActorAt", "Người này hiện không giữ vị trí nào.", "This person holds no post.")
	})
	return out, err
}

// RuleSetOf gives the rules by which an agency writes its documents.
func (a *App) RuleSetOf(ctx context.Context, agency office.ID) (org.RuleSet, error) {
	var out org.RuleSet
	err := a.Store.View(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		at, err := store.Organisation{}.AgencyOn(tx, agency, tx.Today())
		out = at.RuleSet
		return err
	})
	return out, err
}

// Founded reports whether the deployment has an agency.
func (a *App) Founded(ctx context.Context) (bool, error) {
	known := false
	err := a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		_, err := store.Organisation{}.Keeper(tx, false)
		if office.CodeOf(err) == office.CodeNotFound {
			return nil
		}
		known = err == nil
		return err
	})
	return known, err
}

// Brand is the name that the login page shows: that of the first agency.
func (a *App) Brand(ctx context.Context) string {
	name := "congvan"
	_ = a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error { // the page shows without it
		id, err := store.Organisation{}.Keeper(tx, false)
		if err != nil {
			return err
		}
		at, err := store.Organisation{}.AgencyOn(tx, id, tx.Today())
		if err == nil {
			name = at.Name
		}
		return err
	})
	return name
}
