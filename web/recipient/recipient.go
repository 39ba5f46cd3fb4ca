// Package recipient is the part of a form in which the places a document goes to
// are chosen: agencies of this deployment by group, agencies of the address book,
// and places reached on paper only. Drafting and issuing share it.
//
// It does not judge who may be sent what: office/document and office/exchange do.
package recipient

import (
	"context"
	"slices"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/org"
	"congvan/web/page"
)

// Directory lists the agencies of the deployment; org.Service is one.
type Directory interface {
	AgenciesIn(tx office.Tx, day office.Date) ([]org.AgencyAt, error)
}

// Contacts lists the agencies outside of it; exchange.Service is one.
type Contacts interface {
	Contacts(ctx context.Context, a office.Actor) ([]exchange.Party, error)
}

// Source is where books come from.
type Source struct {
	Acts      office.Acts
	Directory Directory
	Contacts  Contacts
}

// Group is a set of agencies that are often written to together.
type Group struct {
	Key   string
	Title string // “Các đảng ủy phường, xã”
	All   []exchange.Party
}

// Book is whom an agency may write to by exchange.
type Book struct {
	Groups []Group // in order; none is empty
}

// groupOf sorts kinds of agencies into the groups that offices speak of.
func groupOf(k org.AgencyKind) (key, title string) {
	switch k {
	case org.Ward:
		return "ward", "Các đảng ủy phường, xã"
	case org.Committee:
		return "committee", "Các cấp ủy"
	case org.OfficeOf, org.Board:
		return "board", "Các ban, văn phòng cấp ủy"
	case org.Front, org.Mass:
		return "front", "Mặt trận, đoàn thể"
	}
	return "state", "Cơ quan nhà nước"
}

// Book lists whom the actor's agency may write to.
func (s Source) Book(ctx context.Context, a office.Actor) (Book, error) {
	outside, err := s.Contacts.Contacts(ctx, a)
	if err != nil {
		return Book{}, err
	}
	var b Book
	known := map[string]bool{}
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		all, err := s.Directory.AgenciesIn(tx, tx.Today())
		for _, at := range all {
			known[at.Code] = true
			if at.ID != a.Agency && at.Code != "" {
				key, title := groupOf(at.Kind)
				b.add(key, title, exchange.Party{Code: at.Code, Name: at.Name})
			}
		}
		return err
	})
	for _, p := range outside {
		if !known[p.Code] {
			b.add("outside", "Ngoài hệ thống này", p)
		}
	}
	return b, err
}

func (b *Book) add(key, title string, p exchange.Party) {
	i := slices.IndexFunc(b.Groups, func(g Group) bool { return g.Key == key })
	if i < 0 {
		b.Groups = append(b.Groups, Group{Key: key, Title: title})
		i = len(b.Groups) - 1
	}
	b.Groups[i].All = append(b.Groups[i].All, p)
}

// find gives the entry with a code.
func (b Book) find(code string) (exchange.Party, bool) {
	for _, g := range b.Groups {
		for _, p := range g.All {
			if p.Code == code {
				return p, true
			}
		}
	}
	return exchange.Party{}, false
}

// The names of the fields.
const (
	codesField  = "to"      // organ code, many
	groupsField = "togroup" // key of a group, many
	otherField  = "other"   // names, one a line, reached on paper
)

// Parse reads what was chosen, in the order of the book, then the names for
// paper. before are the recipients that the form showed: their names and channels
// stay, and those no longer in the book can be kept.
func Parse(q *page.Request, b Book, before []document.Recipient) []document.Recipient {
	chosen := map[string]bool{}
	for _, c := range q.Texts(codesField) {
		chosen[c] = true
	}
	groups := q.Texts(groupsField)
	var out []document.Recipient
	taken := map[string]bool{}
	take := func(r document.Recipient) {
		if !taken[r.Code] {
			taken[r.Code] = true
			out = append(out, r)
		}
	}
	for _, r := range before {
		if r.Code != "" && chosen[r.Code] {
			take(r)
		}
	}
	for _, g := range b.Groups {
		for _, p := range g.All {
			if chosen[p.Code] || slices.Contains(groups, g.Key) {
				take(document.Recipient{Code: p.Code, Name: p.Name, Channel: document.ByExchange})
			}
		}
	}
	for _, line := range strings.Split(q.Text(otherField), "\n") {
		if name := strings.TrimSpace(line); name != "" {
			out = append(out, document.Recipient{Name: name, Channel: document.OnPaper})
		}
	}
	return out
}

// Picker is the fields with what is chosen. It is a templ.Component.
type Picker struct {
	Book   Book
	Chosen []document.Recipient
	Error  string
}

func (p Picker) has(code string) bool {
	return slices.ContainsFunc(p.Chosen, func(r document.Recipient) bool { return r.Code == code })
}

// count is how many of a group are chosen.
func (p Picker) count(g Group) int {
	n := 0
	for _, x := range g.All {
		if p.has(x.Code) {
			n++
		}
	}
	return n
}

// strangers are chosen ones with a code that the book does not have.
func (p Picker) strangers() []document.Recipient {
	var out []document.Recipient
	for _, r := range p.Chosen {
		if _, ok := p.Book.find(r.Code); !ok && r.Code != "" {
			out = append(out, r)
		}
	}
	return out
}

// others are the names for paper, one a line.
func (p Picker) others() string {
	var out []string
	for _, r := range p.Chosen {
		if r.Code == "" {
			out = append(out, r.Name)
		}
	}
	return strings.Join(out, "\n")
}
