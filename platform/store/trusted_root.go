package store

import (
	"context"
	"crypto/sha256"
	"crypto/x509"
	"fmt"

	"congvan/office"
)

// TrustedRoots keeps the certificates that signatures are judged against. They
// belong to the deployment.
type TrustedRoots struct{ S *Store }

// Add trusts a root; one already there is switched on.
func (r TrustedRoots) Add(ctx context.Context, c *x509.Certificate) error {
	sum := sha256.Sum256(c.Raw)
	return r.S.Act(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		_, err := in(tx).exec("TrustedRoots.Add", `
			INSERT INTO trusted_root (sha256, certificate, subject, recorded_at, enabled) VALUES ($1, $2, $3, $4, 1)
			ON CONFLICT (sha256) DO UPDATE SET enabled = 1`, sum[:], c.Raw, c.Subject.CommonName, at(tx.Now()))
		return err
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
