package app

import (
	"context"
	"encoding/binary"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/exchange"
	"congvan/office/format"
	"congvan/office/org"
	"congvan/office/signing"
)

// directory answers what drafts and signing ask about the organisation beyond
// what org itself answers.
type directory struct{ *org.Service }

func (d directory) PlaceIn(tx office.Tx, agency office.ID) (string, error) {
	at, err := d.Store.AgencyOn(tx, agency, tx.Today())
	return at.Place, err
}

// LetterheadIn heads a document of the agency itself, or of the committee above
// an office (body is then the committee's symbol).
func (d directory) LetterheadIn(tx office.Tx, body string, unit office.ID, on office.Date) (draft.Letterhead, error) {
	var out draft.Letterhead
	at, err := d.Store.AgencyOn(tx, tx.Actor().Agency, on)
	if err != nil {
		return out, err
	}
	var parent org.AgencyAt
	superior := false
	if !at.Parent.Zero() {
		if parent, err = d.Store.AgencyOn(tx, at.Parent, on); err != nil {
			return out, err
		}
	}
	if body != "" && body != at.Symbol {
		if at.Kind != org.OfficeOf || body != parent.Symbol {
			return out, office.InvalidField("app.LetterheadIn", "body",
				"Cơ quan không ban hành văn bản dưới ký hiệu này.", "The agency issues nothing under this symbol.")
		}
		at, parent, superior = parent, org.AgencyAt{}, true
	}
	out = draft.Letterhead{
		Parent: parent.Name, Name: at.Name, Called: at.Name, Symbol: at.Symbol, Place: at.Place,
		RuleKind: format.Kind(at.RuleSet), Committee: collective(at), Superior: superior,
	}
	if parent.Name != "" {
		out.Name = strings.TrimSpace(strings.TrimSuffix(at.Name, parent.Name))
	}
	if !unit.Zero() {
		u, err := d.Store.UnitOn(tx, unit, on)
		if err != nil && office.CodeOf(err) != office.CodeNotFound {
			return out, err
		}
		out.UnitSymbol = u.Symbol
	}
	return out, nil
}

// collective reports whether leaders sign on behalf of a body (T/M, TM.): of a
// committee or a people's committee; the head of an advisory body signs directly.
func collective(at org.AgencyAt) bool {
	return at.RuleSet == org.StateRules || at.Kind == org.Committee || at.Kind == org.Ward
}

func (d directory) SignerIn(tx office.Tx, post office.ID, on office.Date) (document.Signer, error) {
	members, err := d.Store.MembersOn(tx, tx.Actor().Agency, on)
	if err != nil {
		return document.Signer{}, err
	}
	for _, m := range members {
		if m.Post.ID == post && !m.Vacant() {
			return document.Signer{Name: m.Name, Position: m.Post.Title}, nil
		}
	}
	return document.Signer{}, office.NotFound("app.SignerIn", "Vị trí này chưa có người giữ.", "Nobody holds this post.")
}

func (d directory) LeadersIn(tx office.Tx, on office.Date) ([]office.ID, error) {
	members, err := d.Store.MembersOn(tx, tx.Actor().Agency, on)
	if err != nil {
		return nil, err
	}
	var out []office.ID
	for _, m := range members {
		if !m.Vacant() && hasRole(m.Post.Roles, office.Leader) {
			out = append(out, m.Post.ID)
		}
	}
	return out, nil
}

func hasRole(roles []office.Role, r office.Role) bool {
	for _, x := range roles {
		if x == r {
			return true
		}
	}
	return false
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
