package app

import (
	"context"
	"encoding/binary"
	"io"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/platform/convert"
	"congvan/standard/vietnamese"
)

// places names the place that stands before the date.
type places struct{ *org.Service }

func (p places) PlaceIn(tx office.Tx, agency office.ID) (string, error) {
	at, err := p.Store.AgencyOn(tx, agency, tx.Today())
	return at.Place, err
}

// converter makes PDF and keeps what the tool says in words for people.
type converter struct{ tools *convert.Tools }

func (c converter) ToPDF(ctx context.Context, docx []byte) ([]byte, error) {
	pdf, err := c.tools.ToPDF(ctx, docx)
	if err != nil {
		return nil, ConversionError("app.ToPDF", err)
	}
	return pdf, nil
}

// issuers knows agencies by the names that documents print: those of the
// deployment and those in the agency's address book.
type issuers struct {
	org      *org.Service
	exchange *exchange.Service
}

func (i issuers) known(tx office.Tx, printed string) (office.ID, document.Issuer, error) {
	wanted := vietnamese.Fold(printed)
	agencies, err := i.org.AgenciesIn(tx, tx.Today())
	if err != nil {
		return office.ID{}, document.Issuer{}, err
	}
	for _, a := range agencies {
		if vietnamese.Fold(a.Name) == wanted || vietnamese.Fold(a.Called()) == wanted {
			return a.ID, document.Issuer{Name: a.Name, Code: a.Code, Symbol: a.Symbol, RuleSet: string(a.RuleSet)}, nil
		}
	}
	peers, err := i.exchange.Store.Peers(tx, tx.Actor().Agency)
	if err != nil {
		return office.ID{}, document.Issuer{}, err
	}
	for _, p := range peers {
		if vietnamese.Fold(p.Name) == wanted {
			return office.ID{}, document.Issuer{Name: p.Name, Code: p.Code}, nil
		}
	}
	return office.ID{}, document.Issuer{}, nil
}

// preparer lets drafts end with a PDF that signing can fill.
type preparer struct{ signing *signing.Service }

func (p preparer) Prepare(ctx context.Context, pdf []byte, _ document.Document) ([]byte, error) {
	return p.signing.Prepare(ctx, pdf)
}

// sender hands issued documents to exchange.
type sender struct{ exchange *exchange.Service }

func (s sender) SendIn(tx office.Tx, d document.Document) error {
	var to []exchange.Party
	for _, r := range d.Recipients {
		if r.Channel == document.ByExchange {
			to = append(to, exchange.Party{Code: r.Code, Name: r.Name})
		}
	}
	if len(to) == 0 {
		return nil
	}
	_, err := s.exchange.SendIn(tx, d.ID, to)
	return err
}

// idMaker makes UUIDv7 ids for things that need one before an act opens.
func (a *App) idMaker(random io.Reader) func() office.ID {
	return func() office.ID {
		var id office.ID
		binary.BigEndian.PutUint64(id[:8], uint64(a.Clock().UnixMilli())<<16)
		if _, err := io.ReadFull(random, id[6:]); err != nil {
			panic("app: no randomness: " + err.Error())
		}
		id[6] = id[6]&0x0f | 0x70
		id[8] = id[8]&0x3f | 0x80
		return id
	}
}
