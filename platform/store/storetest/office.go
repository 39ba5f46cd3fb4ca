package storetest

import (
	"context"
	"crypto/rand"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store"
)

// Password is what everyone in City signs in with.
const Password = "thu-nghiem-cong-van"

// City is two small agencies that exist since 01/01/2021: the office of a city's
// Party committee with someone in every role, and a board it corresponds with.
// All people are invented.
type City struct {
	Org *org.Service

	Agency         office.ID // Văn phòng Thành ủy, code A10.01, symbol VPTU; keeps what is shared
	General        office.ID // its unit Phòng Tổng hợp: Head, Specialist, Clerk, Archivist
	Administration office.ID // its unit Phòng Quản trị: Colleague

	Leader     office.Actor // lehoangminh, Phó Bí thư Thường trực Thành ủy, outside units
	Chief      office.Actor // vodinhloc, Chánh Văn phòng, outside units
	Head       office.Actor // nguyenthuha, Trưởng phòng Tổng hợp
	Specialist office.Actor // tranvanan, Chuyên viên
	Colleague  office.Actor // dangkimoanh, Chuyên viên
	Clerk      office.Actor // phamthuylinh, Văn thư
	Archivist  office.Actor // huynhquocbao, Lưu trữ viên
	Admin      office.Actor // quantri, Quản trị hệ thống

	Other           office.ID // Ban Tuyên giáo và Dân vận Thành ủy, code A10.02, symbol BTGDVTU
	OtherLeader     office.Actor
	OtherSpecialist office.Actor
	OtherClerk      office.Actor
	OtherAdmin      office.Actor
}

var testSecret = sync.OnceValues(func() (org.Secret, error) { // hashing is slow on purpose
	return org.NewPasswords(rand.Reader, 1).Hash(context.Background(), Password)
})

// Office builds City through the use cases of office/org.
func Office(t testing.TB, s *store.Store) *City {
	t.Helper()
	service := &org.Service{Acts: s, Store: store.Organisation{}, Passwords: org.NewPasswords(rand.Reader, 2)}
	b := &builder{t: t, service: service}
	c := &City{Org: service}

	c.Agency, c.Admin = b.found(office.SystemActor(office.ID{}), org.AgencyFacts{
		Name: "Văn phòng Thành ủy", Code: "A10.01", CodeScheme: org.SchemeOwn, Symbol: "VPTU",
		Kind: org.OfficeOf, RuleSet: org.PartyRules, Place: "Đà Nẵng", Rank: 1,
	}, "Lương Công Trí", "quantri")
	b.act(c.Admin, func(tx office.Tx) {
		c.General = b.unit(tx, "Phòng Tổng hợp", 1)
		c.Administration = b.unit(tx, "Phòng Quản trị", 2)
		c.Leader = b.member(tx, office.ID{}, "Phó Bí thư Thường trực Thành ủy", 1, "Lê Hoàng Minh", "lehoangminh", office.Leader)
		c.Chief = b.member(tx, office.ID{}, "Chánh Văn phòng", 2, "Võ Đình Lộc", "vodinhloc", office.ChiefOfOffice)
		c.Head = b.member(tx, c.General, "Trưởng phòng Tổng hợp", 10, "Nguyễn Thu Hà", "nguyenthuha", office.DivisionHead)
		c.Specialist = b.member(tx, c.General, "Chuyên viên", 20, "Trần Văn An", "tranvanan", office.Specialist)
		c.Colleague = b.member(tx, c.Administration, "Chuyên viên", 20, "Đặng Kim Oanh", "dangkimoanh", office.Specialist)
		c.Clerk = b.member(tx, c.General, "Văn thư", 30, "Phạm Thùy Linh", "phamthuylinh", office.RecordsClerk)
		c.Archivist = b.member(tx, c.General, "Lưu trữ viên", 31, "Huỳnh Quốc Bảo", "huynhquocbao", office.Archivist)
	})

	c.Other, c.OtherAdmin = b.found(c.Admin, org.AgencyFacts{
		Name: "Ban Tuyên giáo và Dân vận Thành ủy", ShortName: "Ban Tuyên giáo và Dân vận", Code: "A10.02",
		CodeScheme: org.SchemeOwn, Symbol: "BTGDVTU", Kind: org.Board, RuleSet: org.PartyRules, Place: "Đà Nẵng", Rank: 2,
	}, "Mai Xuân Phúc", "quantri.btg")
	b.act(c.OtherAdmin, func(tx office.Tx) {
		c.OtherLeader = b.member(tx, office.ID{}, "Trưởng ban", 1, "Bùi Thanh Tùng", "buithanhtung", office.Leader)
		c.OtherSpecialist = b.member(tx, office.ID{}, "Chuyên viên", 20, "Đỗ Ngọc Diệp", "dongocdiep", office.Specialist)
		c.OtherClerk = b.member(tx, office.ID{}, "Văn thư", 30, "Hồ Thị Mơ", "hothimo", office.RecordsClerk)
	})
	return c
}

// Since is the day on which everything in City begins.
func Since() office.Date { return office.Date{Year: 2021, Month: time.January, Day: 1} }

type builder struct {
	t       testing.TB
	service *org.Service
}

func (b *builder) must(err error) {
	b.t.Helper()
	if err != nil {
		b.t.Fatalf("storetest.Office: %v", err)
	}
}

func (b *builder) act(a office.Actor, f func(tx office.Tx)) {
	b.t.Helper()
	b.must(b.service.Acts.Act(context.Background(), a, func(tx office.Tx) error {
		f(tx)
		return nil
	}))
}

// found makes an agency and gives its administrator.
func (b *builder) found(by office.Actor, facts org.AgencyFacts, name, login string) (office.ID, office.Actor) {
	b.t.Helper()
	out, err := b.service.Found(context.Background(), by, org.FoundInput{Agency: facts, From: Since(), PersonName: name})
	b.must(err)
	admin := office.Actor{Agency: out.Agency, Person: out.Person, Post: out.Post, Roles: []office.Role{office.SystemAdmin}}
	b.act(admin, func(tx office.Tx) { admin = b.open(tx, out.Person, out.Holding, login) })
	return out.Agency, admin
}

func (b *builder) unit(tx office.Tx, name string, rank int) office.ID {
	b.t.Helper()
	id, err := b.service.CreateUnitIn(tx, org.CreateUnitInput{From: Since(), Unit: org.UnitFacts{Name: name, Rank: rank}})
	b.must(err)
	return id
}

// member makes a post with someone in it who has an account.
func (b *builder) member(tx office.Tx, unit office.ID, title string, rank int, name, login string, roles ...office.Role) office.Actor {
	b.t.Helper()
	post, err := b.service.CreatePostIn(tx, org.CreatePostInput{
		From: Since(), Post: org.PostFacts{Unit: unit, Title: title, Roles: roles, Rank: rank},
	})
	b.must(err)
	person, err := b.service.CreatePersonIn(tx, org.CreatePersonInput{Name: name})
	b.must(err)
	holding, err := b.service.AppointIn(tx, org.AppointInput{Post: post, Person: person, From: Since()})
	b.must(err)
	return b.open(tx, person, holding, login)
}

// open opens an account and gives the actor.
func (b *builder) open(tx office.Tx, person, holding office.ID, login string) office.Actor {
	b.t.Helper()
	secret, err := testSecret()
	b.must(err)
	account, err := b.service.CreateAccountIn(tx, org.CreateAccountInput{Person: person, Login: login, Secret: secret})
	b.must(err)
	seat, err := b.service.SeatIn(tx, person, holding, tx.Today())
	b.must(err)
	actor, err := b.service.ActorIn(tx, account, seat)
	b.must(err)
	return actor
}
