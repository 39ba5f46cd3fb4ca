package store

import (
	"context"
	"crypto/x509"
	"fmt"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/signing"
)

// TrustedRoots keeps the certificates that signatures are judged against. They
// belong to the deployment.
type TrustedRoots struct{ S *Store }

// Add trusts a root; one already there stays as it is. The actor must be one who
// manages keys; who may speak for the deployment is the caller's to check.
func (r TrustedRoots) Add(ctx context.Context, a office.Actor, c *x509.Certificate) error {
	root := signing.Root{SHA256: office.HashOf(c.Raw), Subject: c.Subject.CommonName, Enabled: true}
	return r.S.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ManageKey, access.Object{Kind: signing.KindRoot, Agency: a.Agency}); err != nil {
			return err
		}
		root.RecordedAt = tx.Now()
		n, err := in(tx).exec("TrustedRoots.Add", `
			INSERT INTO trusted_root (sha256, certificate, subject, recorded_at, enabled) VALUES ($1, $2, $3, $4, 1)
			ON CONFLICT (sha256) DO NOTHING`, root.SHA256, c.Raw, root.Subject, at(root.RecordedAt))
		if err != nil || n == 0 {
			return err
		}
		tx.Record(office.Entry{Act: access.ManageKey, Kind: signing.KindRoot, Object: root.ID(), State: root.State()})
		return nil
	})
}

// List gives the roots that are switched on.
func (r TrustedRoots) List(ctx context.Context) ([]*x509.Certificate, error) {
	var out []*x509.Certificate
	err := r.S.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		out, err = list(in(tx), "TrustedRoots.List",
			`SELECT certificate FROM trusted_root WHERE enabled = 1 ORDER BY sha256`, nil,
			func(c **x509.Certificate, scan func(...any) error) error {
				var der []byte
				if err := scan(&der); err != nil {
					return err
				}
				cert, err := x509.ParseCertificate(der)
				if err != nil {
					return fmt.Errorf("trusted root: %w", err)
				}
				*c = cert
				return nil
			})
		return err
	})
	return out, err
}

// States streams every root: they are shared, so the agency does not count. The
// fingerprint is taken of the certificate itself.
func (TrustedRoots) States(tx office.Tx, _ office.ID, f func(office.ID, office.State) error) error {
	return each(in(tx), "TrustedRoots.States",
		`SELECT certificate, subject, recorded_at, enabled FROM trusted_root ORDER BY sha256`, nil,
		func(scan func(...any) error) error {
			var root signing.Root
			var der []byte
			var enabled int
			if err := scan(&der, &root.Subject, when(&root.RecordedAt), &enabled); err != nil {
				return err
			}
			root.SHA256, root.Enabled = office.HashOf(der), enabled != 0
			return f(root.ID(), root.State())
		})
}
