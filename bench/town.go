package main

import (
	"crypto/rand"
	"fmt"
	mrand "math/rand/v2"
	"path/filepath"

	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/office/task"
	"congvan/platform/blob"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
	"congvan/web/page"
)

// town is a database with many agencies in it, for the built program to serve.
type town struct {
	engine string
	dsn    string
	data   string // folder of the server
	// sessions of everybody but administrators: made as the login page makes them
	// once it has checked the password, which takes a tenth of a second each.
	sessions []string
}

// staffing is agencies of one size: as in a city, one large office, some boards and
// many wards.
type staffing struct {
	agencies, people int
}

// staffings gives agencies that have n people together: a large office with 60 of
// 1,000, boards with 16 each, the rest in wards with 8 each.
func staffings(n int) []staffing {
	office, boards := max(8, n*6/100), n/4/16
	rest := max(0, n-office-16*boards)
	s := []staffing{{1, office}, {boards, 16}, {rest / 8, 8}}
	if rest%8 > 0 {
		s = append(s, staffing{1, max(4, rest%8)})
	}
	return s
}

// mason builds a town.
type mason struct {
	*bench
	town      *town
	store     *store.Store
	org       *org.Service
	documents *document.Service
	tasks     *task.Service
	secret    org.Secret
	words     writer
	first     office.Actor // administrator of the first agency
	door      *page.Site
	written   int64
}

// townDocuments is how many documents a town has in all.
const townDocuments = 10_000

// newTown makes agencies with n people and documents on paper for them, one in 20
// of which still waits for a direction.
func (b *bench) newTown(engine, name string, n int) (*town, error) {
	t := &town{engine: engine, data: filepath.Join(b.dir, name+"-"+engine)}
	var err error
	if t.dsn, err = b.address(engine, name); err != nil {
		return nil, err
	}
	s, err := store.Open(b.ctx, store.Config{DSN: t.dsn})
	if err != nil {
		return nil, err
	}
	defer s.Close()
	blobs, err := blob.Open(filepath.Join(t.data, "files"))
	if err != nil {
		return nil, err
	}
	m := &mason{bench: b, town: t, store: s, words: writer{random: mrand.New(mrand.NewPCG(2026, 7))}} //nolint:gosec // the same town each time
	m.org = &org.Service{Acts: s, Store: store.Organisation{}, Passwords: org.NewPasswords(rand.Reader, 1)}
	if m.documents, err = documentsOf(s, blobs); err != nil {
		return nil, err
	}
	m.door = &page.Site{Sessions: scs.New()}
	m.door.Sessions.Store, m.door.Sessions.Codec = s.Sessions(), page.Codec{}
	m.tasks = &task.Service{Acts: s, Store: store.Tasks{}, Documents: m.documents, Directory: m.org, Rules: m.org}
	if m.secret, err = m.org.Passwords.Hash(b.ctx, storetest.Password); err != nil {
		return nil, err
	}
	number := 0
	for _, size := range staffings(n) {
		for range size.agencies {
			number++
			if err := m.agency(number, size.people, townDocuments*size.people/n); err != nil {
				return nil, fmt.Errorf("agency %d: %w", number, err)
			}
		}
	}
	return t, nil
}

// agency founds an agency with so many people and documents.
func (m *mason) agency(number, people, documents int) error {
	by := office.SystemActor(office.ID{})
	if number > 1 {
		by = m.first
	}
	out, err := m.org.Found(m.ctx, by, org.FoundInput{From: storetest.Since(), PersonName: "Lương Công Trí", Agency: org.AgencyFacts{
		Name: fmt.Sprintf("Đảng ủy phường số %d", number), Code: fmt.Sprintf("A10.%03d", number), CodeScheme: org.SchemeOwn,
		Symbol: "ĐU", Kind: org.Ward, RuleSet: org.PartyRules, Place: "Đà Nẵng", Rank: number,
	}})
	if err != nil {
		return err
	}
	admin := office.Actor{Agency: out.Agency, Person: out.Person, Post: out.Post, Roles: []office.Role{office.SystemAdmin}}
	if number == 1 {
		m.first = admin
	}
	var staff []office.Actor
	err = m.store.Act(m.ctx, admin, func(tx office.Tx) error {
		staff = nil
		for i := range people {
			a, err := m.person(tx, number, i)
			if err != nil {
				return err
			}
			staff = append(staff, a)
		}
		return nil
	})
	if err != nil {
		return err
	}
	for _, a := range staff {
		if err := m.signIn(a); err != nil {
			return err
		}
	}
	return m.fill(staff, documents)
}

func (m *mason) signIn(a office.Actor) error {
	ctx, err := m.door.Sessions.Load(m.ctx, "")
	if err != nil {
		return err
	}
	const firstEpoch = 1
	if err := m.door.SignIn(ctx, a.Account, firstEpoch); err != nil {
		return err
	}
	token, _, err := m.door.Sessions.Commit(ctx)
	m.town.sessions = append(m.town.sessions, token)
	return err
}

// clerkAt is the place of the records clerk among the people of an agency.
const clerkAt = 2

// person appoints the i-th person: a leader, the chief of office, a clerk in every
// dozen, a head, and specialists.
func (m *mason) person(tx office.Tx, agency, i int) (office.Actor, error) {
	title, role := "Chuyên viên", office.Specialist
	switch {
	case i == 0:
		title, role = "Bí thư", office.Leader
	case i == 1:
		title, role = "Chánh Văn phòng", office.ChiefOfOffice
	case i%12 == clerkAt:
		title, role = "Văn thư", office.RecordsClerk
	case i%12 == 3:
		title, role = "Trưởng phòng", office.DivisionHead
	}
	return employ(tx, m.org, employment{
		post:  org.PostFacts{Title: title, Roles: []office.Role{role}, Rank: 10 + i},
		name:  fmt.Sprintf("Nguyễn Văn %d của cơ quan %d", i+1, agency),
		login: fmt.Sprintf("nguoi%d.coquan%d", i+1, agency), secret: m.secret,
	})
}

// fill registers documents in bulk; each may be read by one specialist.
func (m *mason) fill(staff []office.Actor, documents int) error {
	clerk := staff[clerkAt]
	for _, k := range []document.Kind{document.Incoming, document.Outgoing, document.Internal} {
		if _, err := m.documents.OpenRegister(m.ctx, clerk, k, "Sổ văn bản"); err != nil {
			return err
		}
	}
	const batch = 500
	for from := 0; from < documents; from += batch {
		err := m.store.Act(m.ctx, clerk, func(tx office.Tx) error {
			for i := from; i < min(from+batch, documents); i++ {
				if err := m.document(tx, staff, i); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *mason) document(tx office.Tx, staff []office.Actor, i int) error {
	m.written++
	f := arrived(m.written)
	f.Subject = m.words.subject(int(m.written))
	d, err := m.documents.RegisterPaperIn(tx, f)
	if err != nil {
		return err
	}
	if err := m.documents.GrantIn(tx, d.ID, staff[i%len(staff)].Post); err != nil {
		return err
	}
	if i%20 != 0 {
		return nil
	}
	return m.tasks.AfterRegister(tx, d)
}
