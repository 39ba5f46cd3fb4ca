package demo

import (
	"bytes"
	"context"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/exchange"
	"congvan/office/org"
	"congvan/platform/store"
)

// Connect enters each of the two offices in the other's address book, its
// certificate pinned. Addresses change with every start, so this is done at each;
// what is right already stays.
func Connect(ctx context.Context, main, peer *app.App, mainAddress, peerAddress string) error {
	here, err := adminOf(ctx, main, OfficeCode)
	if err != nil {
		return err
	}
	there, err := adminOf(ctx, peer, PeerCode)
	if err != nil {
		return err
	}
	if err := enter(ctx, main, here, peer, there, peerAddress); err != nil {
		return err
	}
	return enter(ctx, peer, there, main, here, mainAddress)
}

// admin is an agency with the actor of its administrator.
type admin struct {
	agency org.AgencyAt
	actor  office.Actor
}

func adminOf(ctx context.Context, a *app.App, code string) (admin, error) {
	var out admin
	err := a.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		account, err := store.Organisation{}.AccountByLogin(tx, "quantri")
		if err != nil {
			return err
		}
		s, err := a.Org.SessionIn(tx, org.Ticket{Account: account.ID, Epoch: account.Epoch})
		if err != nil {
			return err
		}
		out.actor = s.Actor
		out.agency, err = a.Org.AgencyByCodeIn(tx, code, tx.Today())
		return err
	})
	return out, err
}

func enter(ctx context.Context, at *app.App, by admin, from *app.App, other admin, address string) error {
	key, err := from.Keys.ServiceKey(other.agency.ID)
	if err != nil {
		return err
	}
	certificate := key.Certificate().Raw
	known, err := at.Exchange.Peers(ctx, by.actor)
	if err != nil {
		return err
	}
	for _, p := range known {
		if p.Code == other.agency.Code && p.Address == address && bytes.Equal(p.Certificate, certificate) {
			return nil
		}
	}
	_, err = at.Exchange.SavePeer(ctx, by.actor, exchange.PeerInput{
		Code: other.agency.Code, Name: other.agency.Name, Transport: exchange.HTTPS, Address: address, Certificate: certificate,
	})
	return err
}
