package draft

import (
	"cmp"
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/org"
)

// People answers what drafts need of the organisation: see Directory.
type People struct {
	*org.Service
}

var _ Directory = People{}

// LetterheadIn finds the issuing body by its symbol: the actor's agency, or one
// above it whose documents its office prepares.
func (p People) LetterheadIn(tx office.Tx, body string, unit office.ID, on office.Date) (Letterhead, error) {
	own, err := p.AgencyIn(tx, tx.Actor().Agency, on)
	if err != nil {
		return Letterhead{}, err
	}
	at := own
	for depth := 0; body != "" && at.Symbol != body; depth++ {
		if at.Parent.Zero() || depth > 10 {
			at = own // a body of the agency's own (a council): its name is typed
			break
		}
		if at, err = p.AgencyIn(tx, at.Parent, on); err != nil {
			return Letterhead{}, err
		}
	}
	h := Letterhead{
		Name: at.Name, Called: at.Name, Symbol: at.Symbol, Place: at.Place, RuleKind: format.Kind(at.RuleSet),
		Committee: isCommittee(at), Superior: at.ID != own.ID,
	}
	if !at.Parent.Zero() {
		parent, err := p.AgencyIn(tx, at.Parent, on)
		if err != nil {
			return Letterhead{}, err
		}
		h.Parent, h.Name = above(parent, h.Committee), under(at.Name, parent.Name)
	}
	if unit.Zero() {
		return h, nil
	}
	u, err := p.Store.UnitOn(tx, unit, on)
	if office.CodeOf(err) == office.CodeNotFound {
		return h, nil
	}
	h.UnitSymbol = u.Symbol
	return h, err
}

// isCommittee reports whether an agency decides as a body: a Party committee, a
// people's committee or council; not an office, a board or a department.
func isCommittee(at org.AgencyAt) bool {
	if at.RuleSet == org.StateRules {
		return strings.HasPrefix(at.Name, "Ủy ban nhân dân") || strings.HasPrefix(at.Name, "Uỷ ban nhân dân") ||
			strings.HasPrefix(at.Name, "Hội đồng nhân dân")
	}
	return at.Kind == org.Committee || at.Kind == org.Ward
}

// above is how a superior stands over a letterhead: over a committee stands the
// Party organisation that the higher one leads, over an office the committee.
func above(parent org.AgencyAt, committee bool) string {
	if !committee {
		return parent.Name
	}
	if rest, ok := strings.CutPrefix(parent.Name, "Thành ủy "); ok {
		return "Đảng bộ thành phố " + rest
	}
	if rest, ok := strings.CutPrefix(parent.Name, "Tỉnh ủy "); ok {
		return "Đảng bộ tỉnh " + rest
	}
	return parent.Name
}

// under shortens a name that repeats its superior's: “Văn phòng Thành ủy Đà Nẵng”
// under “Thành ủy Đà Nẵng” is “Văn phòng”.
func under(name, parent string) string {
	if short, ok := strings.CutSuffix(name, " "+parent); ok && short != "" {
		return short
	}
	return name
}

// SignerIn is the holder of a post as a document prints them.
func (p People) SignerIn(tx office.Tx, post office.ID, on office.Date) (document.Signer, error) {
	at, err := p.Store.PostOn(tx, post, on)
	if err != nil {
		return document.Signer{}, err
	}
	held, err := p.Store.HoldingsOfPost(tx, post)
	if err != nil {
		return document.Signer{}, err
	}
	for _, h := range held {
		if h.On(on) {
			who, err := p.Store.Person(tx, h.Person, false)
			return document.Signer{Name: who.Name, Position: at.Title}, err
		}
	}
	return document.Signer{}, office.NotFound("draft.SignerIn", "Vị trí này chưa có người.", "Nobody holds this post.")
}

// LeadersIn lists posts that carry the role Leader and are held, highest first; of
// an office, those who lead the office itself before leaders of the committee that
// it serves.
func (p People) LeadersIn(tx office.Tx, on office.Date) ([]office.ID, error) {
	members, err := p.WithRoleIn(tx, office.Leader)
	if err != nil {
		return nil, err
	}
	at, err := p.AgencyIn(tx, tx.Actor().Agency, on)
	if err != nil {
		return nil, err
	}
	if at.Kind == org.OfficeOf {
		slices.SortStableFunc(members, func(a, b org.Member) int { return cmp.Compare(outsideOffice(a), outsideOffice(b)) })
	}
	out := make([]office.ID, len(members))
	for i, m := range members {
		out[i] = m.Post.ID
	}
	return out, nil
}

// outsideOffice is 0 for a post that leads the office, 1 for others.
func outsideOffice(m org.Member) int {
	if slices.Contains(m.Post.Roles, office.ChiefOfOffice) {
		return 0
	}
	return 1
}
