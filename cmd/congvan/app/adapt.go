package app

import (
	"context"
	"encoding/binary"
	"io"
	"os"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/exchange"
	"congvan/office/format"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/platform/store"
	"congvan/standard/vietnamese"
)

// directory answers what tasks, drafts and signing ask about the organisation.
type directory struct{ org *org.Service }

func (d directory) NameIn(tx office.Tx, h task.Holder, on office.Date) (string, bool, error) {
	return d.org.NameIn(tx, org.PrincipalKind(h.Kind), h.ID, on)
}

func (d directory) CalendarIn(tx office.Tx) (*vietnamese.Calendar, error) {
	return d.org.CalendarIn(tx)
}

func (d directory) PlaceIn(tx office.Tx, agency office.ID) (string, error) {
	at, err := d.org.Store.AgencyOn(tx, agency, tx.Today())
	return at.Place, err
}

// LetterheadIn heads a document of the agency itself, or of the committee above
// an office (body is then the committee's symbol).
func (d directory) LetterheadIn(tx office.Tx, body string, unit office.ID, on office.Date) (draft.Letterhead, error) {
	var out draft.Letterhead
	at, err := d.org.Store.AgencyOn(tx, tx.Actor().Agency, on)
	if err != nil {
		return out, err
	}
	var parent org.AgencyAt
	if !at.Parent.Zero() {
		if parent, err = d.org.Store.AgencyOn(tx, at.Parent, on); err != nil {
			return out, err
		}
	}
	if body != "" && body != at.Symbol {
		if at.Kind != org.OfficeOf || body != parent.Symbol {
			return out, office.InvalidField("app.LetterheadIn", "body",
				"Cơ quan không ban hành văn bản dưới ký hiệu này.", "The agency issues nothing under this symbol.")
		}
		at, parent = parent, org.AgencyAt{}
	}
	out = draft.Letterhead{
		Parent: parent.Name, Name: at.Name, Called: at.Name, Symbol: at.Symbol, Place: at.Place,
		RuleKind: format.Kind(at.RuleSet), Capacity: capacityOf(at),
	}
	if parent.Name != "" {
		out.Name = strings.TrimSpace(strings.TrimSuffix(at.Name, parent.Name))
	}
	if !unit.Zero() {
		u, err := d.org.Store.UnitOn(tx, unit, on)
		if err != nil && office.CodeOf(err) != office.CodeNotFound {
			return out, err
		}
		out.UnitSymbol = u.Symbol
	}
	return out, nil
}

// capacityOf is how the first leader of a body usually signs (regulations: the
// head of an advisory body signs directly, a committee's leader on its behalf).
func capacityOf(at org.AgencyAt) string {
	switch {
	case at.RuleSet == org.StateRules:
		return "TM. ỦY BAN NHÂN DÂN"
	case at.Kind == org.Committee || at.Kind == org.Ward:
		return "T/M BAN THƯỜNG VỤ"
	}
	return ""
}

func (d directory) SignerIn(tx office.Tx, post office.ID, on office.Date) (document.Signer, error) {
	members, err := d.org.Store.MembersOn(tx, tx.Actor().Agency, on)
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
	members, err := d.org.Store.MembersOn(tx, tx.Actor().Agency, on)
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

// heads reads journal heads for exchange.
type heads struct{ journals store.Journal }

func (h heads) Newest(tx office.Tx, agency office.ID) (string, int64, error) {
	head, err := h.journals.NewestHead(tx, agency)
	return head.Note, head.Size, err
}

func (h heads) ConsistencyProof(tx office.Tx, agency office.ID, newer, older int64) (tlog.TreeProof, error) {
	return journal.ProveConsistency(newer, older, h.journals.Hashes(tx, agency))
}

// spool keeps bytes that were not looked at yet in DATA/tmp.
type spool struct{ data string }

func (s spool) Create() (exchange.SpoolFile, error) {
	dir := s.data + "/tmp"
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	f, err := os.CreateTemp(dir, "spool-*")
	if err != nil {
		return nil, err
	}
	return spoolFile{f}, nil
}

type spoolFile struct{ *os.File }

func (f spoolFile) Close() error {
	err := f.File.Close()
	_ = os.Remove(f.Name())
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
