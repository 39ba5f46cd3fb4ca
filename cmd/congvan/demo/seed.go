package demo

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"fmt"
	mrand "math/rand/v2"
	"runtime"
	"strings"
	"time"
	"unicode"

	"golang.org/x/sync/errgroup"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/platform/servicekey"
	"congvan/standard/vietnamese"
)

// What everyone in the demo signs in with, and the PIN of every key.
const (
	Password = "congvan-demo"
	PIN      = "123456"
)

// City is a demo server with its people.
type City struct {
	App    *app.App
	Staffs map[string]*Staff // by agency code
	Order  []string          // agency codes in the order of the directory
}

// Staff is who works in one agency, as actors.
type Staff struct {
	Agency Agency
	ID     office.ID
	Admin  office.Actor
	ByRole map[office.Role][]office.Actor
	Units  map[string]office.ID
	Heads  map[string]office.Actor // by unit
	People map[string][]office.Actor
	Names  map[office.ID]string // of people
	Logins []Login
}

// Login is an account of the demo.
type Login struct{ Account, Name, Title, Agency string }

// First is somebody who carries a role.
func (s *Staff) First(r office.Role) office.Actor { return s.ByRole[r][0] }

// post describes a post to fill.
type post struct {
	unit, title, login string
	roles              []office.Role
}

// since is the day the demo's organisation begins: the two-tier reform.
func since() office.Date { return office.Date{Year: 2025, Month: time.July, Day: 1} }

// builder makes a city, the same for the same seed.
type builder struct {
	app    *app.App
	ca     *CA
	author *servicekey.Authority
	names  *names
	secret org.Secret
	extra  int // people beside those every agency has, spread over all
	city   *City
	keys   *errgroup.Group
}

// Seed makes agencies, units, people, registers, terms and keys on an empty
// server, with about as many people as asked for and at least those every agency
// needs. The first agency keeps what the deployment shares.
func Seed(ctx context.Context, a *app.App, agencies []Agency, ca *CA, author *servicekey.Authority, seed uint64, people int) (*City, error) {
	secret, err := a.Org.Passwords.Hash(ctx, Password)
	if err != nil {
		return nil, err
	}
	b := &builder{
		app: a, ca: ca, author: author, names: newNames(mrand.New(mrand.NewPCG(seed, 1))), secret: secret,
		city: &City{App: a, Staffs: map[string]*Staff{}}, keys: &errgroup.Group{},
	}
	for _, ag := range agencies {
		people -= len(postsOf(ag)) + 1 // and its administrator
	}
	b.extra = max(0, people) / len(agencies)
	b.keys.SetLimit(runtime.GOMAXPROCS(0))
	by := office.SystemActor(office.ID{})
	for i, ag := range agencies {
		s, err := b.agency(ctx, by, ag, i+1)
		if err != nil {
			return nil, fmt.Errorf("demo: %s: %w", ag.Name, err)
		}
		if i == 0 {
			by = s.Admin
			if err := a.Roots.Add(ctx, by, ca.Root()); err != nil {
				return nil, err
			}
		}
	}
	return b.city, b.keys.Wait()
}

func (b *builder) agency(ctx context.Context, by office.Actor, ag Agency, rank int) (*Staff, error) {
	facts := org.AgencyFacts{
		Name: ag.Name, ShortName: ag.Short, Code: ag.Code, CodeScheme: org.SchemeQD20, Symbol: ag.Symbol,
		Kind: org.AgencyKind(ag.Kind), RuleSet: org.RuleSet(ag.RuleSet), Place: placeOf(ag), Rank: rank,
	}
	if p := b.city.Staffs[ag.Parent]; p != nil {
		facts.Parent = p.ID
	}
	adminName := b.names.next()
	out, err := b.app.Org.Found(ctx, by, org.FoundInput{Agency: facts, From: since(), PersonName: adminName})
	if err != nil {
		return nil, err
	}
	s := &Staff{
		Agency: ag, ID: out.Agency, ByRole: map[office.Role][]office.Actor{}, Units: map[string]office.ID{},
		Heads: map[string]office.Actor{}, People: map[string][]office.Actor{}, Names: map[office.ID]string{out.Person: adminName},
	}
	b.city.Staffs[ag.Code] = s
	b.city.Order = append(b.city.Order, ag.Code)
	admin := office.Actor{Agency: out.Agency, Person: out.Person, Post: out.Post, Roles: []office.Role{office.SystemAdmin}}
	err = b.app.Store.Act(ctx, admin, func(tx office.Tx) error {
		s.Admin, err = b.open(tx, s, out.Person, out.Holding, adminName, "Quản trị hệ thống", "quantri")
		return err
	})
	if err != nil {
		return nil, err
	}
	err = b.app.Store.Act(ctx, s.Admin, func(tx office.Tx) error { return b.fill(tx, s) })
	if err != nil {
		return nil, err
	}
	_, err = b.app.Keys.Ensure(servicekey.Request{
		Agency: s.ID, Code: ag.Code, Name: ag.Name, Now: b.app.Clock(), Issuer: b.author, Random: rand.Reader,
	})
	if err != nil {
		return nil, err
	}
	return s, b.giveKeys(ctx, s)
}

// fill makes units, posts, people, registers and the present term.
func (b *builder) fill(tx office.Tx, s *Staff) error {
	for i, name := range unitsOf(s.Agency) {
		id, err := b.app.Org.CreateUnitIn(tx, org.CreateUnitInput{
			From: since(), Unit: org.UnitFacts{Name: name, Symbol: initials(name), Rank: i + 1},
		})
		if err != nil {
			return err
		}
		s.Units[name] = id
	}
	for i, p := range postsOf(s.Agency) {
		if err := b.post(tx, s, p, i+1); err != nil {
			return fmt.Errorf("%s: %w", p.title, err)
		}
	}
	if err := b.staff(tx, s); err != nil {
		return err
	}
	for _, k := range []document.Kind{document.Incoming, document.Outgoing, document.Internal} {
		if _, err := b.app.Documents.OpenRegisterIn(tx, k, registerName(k)); err != nil {
			return err
		}
	}
	if s.Agency.RuleSet != string(org.PartyRules) {
		return nil
	}
	for _, c := range congresses() {
		if _, err := b.app.Documents.AddCongressIn(tx, c); err != nil {
			return err
		}
	}
	return nil
}

// congresses begin the terms that the demo's numbers run in.
func congresses() []document.Congress {
	return []document.Congress{
		{Code: "2020-2025", Opens: office.Date{Year: 2020, Month: 10, Day: 20}, Closes: office.Date{Year: 2020, Month: 10, Day: 22}},
		{Code: "2025-2030", Opens: office.Date{Year: 2025, Month: 7, Day: 28}, Closes: office.Date{Year: 2025, Month: 7, Day: 30}},
	}
}

func registerName(k document.Kind) string {
	switch k {
	case document.Incoming:
		return "Sổ văn bản đến"
	case document.Outgoing:
		return "Sổ văn bản đi"
	}
	return "Sổ văn bản nội bộ"
}

func (b *builder) post(tx office.Tx, s *Staff, p post, rank int) error {
	id, err := b.app.Org.CreatePostIn(tx, org.CreatePostInput{
		From: since(), Post: org.PostFacts{Unit: s.Units[p.unit], Title: p.title, Roles: p.roles, Rank: rank},
	})
	if err != nil {
		return err
	}
	name := b.names.next()
	person, err := b.app.Org.CreatePersonIn(tx, org.CreatePersonInput{Name: name})
	if err != nil {
		return err
	}
	holding, err := b.app.Org.AppointIn(tx, org.AppointInput{Post: id, Person: person, From: since()})
	if err != nil {
		return err
	}
	actor, err := b.open(tx, s, person, holding, name, p.title, p.login)
	if err != nil {
		return err
	}
	s.Names[person] = name
	for _, r := range p.roles {
		s.ByRole[r] = append(s.ByRole[r], actor)
		if r == office.DivisionHead {
			s.Heads[p.unit] = actor
		}
	}
	s.People[p.unit] = append(s.People[p.unit], actor)
	return nil
}

func (b *builder) open(tx office.Tx, s *Staff, person, holding office.ID, name, title, login string) (office.Actor, error) {
	if s.Agency.Code != OfficeCode && s.Agency.Code != PeerCode {
		login += "." + loginSuffix(s.Agency)
	}
	account, err := b.app.Org.CreateAccountIn(tx, org.CreateAccountInput{Person: person, Login: login, Secret: b.secret})
	if err != nil {
		return office.Actor{}, err
	}
	seat, err := b.app.Org.SeatIn(tx, person, holding, tx.Today())
	if err != nil {
		return office.Actor{}, err
	}
	s.Logins = append(s.Logins, Login{login, name, title, s.Agency.Short})
	return b.app.Org.ActorIn(tx, account, seat)
}

// loginSuffix names an agency in a login: letters and digits of its short name.
func loginSuffix(ag Agency) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, vietnamese.Fold(ag.Short))
}

// giveKeys makes the seal and the first leader's key of an agency, in the
// background: sealing a key under a PIN is slow on purpose.
func (b *builder) giveKeys(ctx context.Context, s *Staff) error {
	image, err := sealImage()
	if err != nil {
		return err
	}
	give := func(kind signing.KeyKind, person office.ID, name string, image []byte) {
		b.keys.Go(func() error {
			main := s.Agency.Code == OfficeCode || s.Agency.Code == PeerCode
			key, chain, err := b.ca.Issue(name, s.Agency.Name, main)
			if err != nil {
				return err
			}
			_, err = b.app.Signing.AddKey(ctx, s.Admin, signing.AddKeyInput{
				Kind: kind, Person: person, Key: key, Chain: chain, Image: image, PIN: PIN,
			})
			return err
		})
	}
	give(signing.Seal, office.ID{}, s.Agency.Name, image)
	for _, l := range s.ByRole[office.Leader] {
		image, err := signatureImage(binary.BigEndian.Uint64(l.Person[8:]))
		if err != nil {
			return err
		}
		give(signing.Personal, l.Person, s.Names[l.Person], image)
	}
	return nil
}

func initials(name string) string {
	var b strings.Builder
	for _, w := range strings.Fields(name) {
		r := []rune(w)[0]
		if unicode.IsLetter(r) {
			b.WriteRune(unicode.ToUpper(r))
		}
	}
	return b.String()
}

func placeOf(ag Agency) string {
	if strings.HasPrefix(ag.Code, "H48") {
		return "Quảng Ngãi"
	}
	if ag.Kind == string(org.Ward) {
		for _, prefix := range []string{"Đảng ủy phường ", "Đảng ủy xã ", "Đảng ủy đặc khu "} {
			if rest, ok := strings.CutPrefix(ag.Short, prefix); ok {
				return rest
			}
		}
	}
	return "Đà Nẵng"
}

// staff makes the specialists that an agency has beside the posts everyone has.
func (b *builder) staff(tx office.Tx, s *Staff) error {
	units := unitsOf(s.Agency)
	for i := range b.extra {
		p := post{title: "Chuyên viên", login: fmt.Sprintf("canbo%d", i+1), roles: []office.Role{office.Specialist}}
		if len(units) > 0 {
			p.unit = units[i%max(1, len(units)-1)] // not the records unit
		}
		if err := b.post(tx, s, p, 100+i); err != nil {
			return err
		}
	}
	return nil
}
