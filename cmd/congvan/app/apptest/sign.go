package apptest

import (
	"crypto"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"math/big"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"congvan/e2e/client"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
)

// PIN opens every key of Keys.
const PIN = "246810"

// Keys gives the leader, the chief of office and the agency's seal keys, under a
// root that is trusted, and enters the congress that the numbers count from.
func (s *Server) Keys() {
	s.t.Helper()
	ca := newCA(s.t, s.Clock.Now())
	if err := s.App.Roots.Add(ctx(), s.City.Admin, ca.root); err != nil {
		s.t.Fatal(err)
	}
	_, err := s.App.Documents.AddCongress(ctx(), s.City.Admin, document.Congress{
		Code: "2025-2030", Opens: office.Date{Year: 2025, Month: 10, Day: 1}, Closes: office.Date{Year: 2025, Month: 10, Day: 3},
	})
	if err != nil {
		s.t.Fatal(err)
	}
	s.addKey(ca, signing.Personal, s.City.Leader.Person, "Lê Hoàng Minh")
	s.addKey(ca, signing.Personal, s.City.Chief.Person, "Võ Đình Lộc")
	s.addKey(ca, signing.Seal, office.ID{}, "Văn phòng Thành ủy")
}

func (s *Server) addKey(ca ca, kind signing.KeyKind, person office.ID, name string) {
	s.t.Helper()
	key, cert := ca.issue(s.t, name)
	_, err := s.App.Signing.AddKey(ctx(), s.City.Admin, signing.AddKeyInput{
		Kind: kind, Person: person, Key: key, Chain: []*x509.Certificate{cert}, PIN: PIN,
	})
	if err != nil {
		s.t.Fatal(err)
	}
}

// ca is a root that issues directly.
type ca struct {
	root *x509.Certificate
	key  crypto.Signer
	now  time.Time
}

func newCA(t testing.TB, now time.Time) ca {
	t.Helper()
	c := ca{now: now}
	c.key = newKey(t)
	c.root = certify(t, c, &x509.Certificate{
		Subject: pkix.Name{CommonName: "CA thử nghiệm"}, IsCA: true, BasicConstraintsValid: true, KeyUsage: x509.KeyUsageCertSign,
	}, c.key.Public())
	return c
}

func newKey(t testing.TB) crypto.Signer {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return key
}

func (c ca) issue(t testing.TB, name string) (crypto.Signer, *x509.Certificate) {
	t.Helper()
	key := newKey(t)
	return key, certify(t, c, &x509.Certificate{
		Subject: pkix.Name{CommonName: name}, KeyUsage: x509.KeyUsageDigitalSignature | x509.KeyUsageContentCommitment,
	}, key.Public())
}

func certify(t testing.TB, by ca, x *x509.Certificate, public crypto.PublicKey) *x509.Certificate {
	t.Helper()
	serial, err := rand.Int(rand.Reader, big.NewInt(1<<62))
	if err != nil {
		t.Fatal(err)
	}
	x.SerialNumber, x.NotBefore, x.NotAfter = serial, by.now.AddDate(0, -1, 0), by.now.AddDate(2, 0, 0)
	parent := by.root
	if parent == nil {
		parent = x
	}
	der, err := x509.CreateCertificate(rand.Reader, x, parent, public, by.key)
	if err != nil {
		t.Fatal(err)
	}
	out, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// Draft makes a draft through the form of a new one, to recipients by code, and
// gives the address of its page. The leader is its signer.
func (b Browser) Draft(subject string, codes ...string) string {
	b.t.Helper()
	f := b.Form(b.Open("/drafts/new"), "#new").Set("subject", subject)
	if len(codes) > 0 {
		f.Set("to", codes...)
	}
	return b.Send(f)
}

// Act sends the form of a draft's page where one of its buttons leads, with what
// was written.
func (b Browser) Act(draft, ending, text string) string {
	b.t.Helper()
	return b.Send(b.ActForm(draft, ending, text))
}

// ActForm is the form that Act sends.
func (b Browser) ActForm(draft, ending, text string) *client.Form {
	b.t.Helper()
	p := b.Open(draft)
	if b.Find(p, `button[formaction$="/`+ending+`"]`).Length() != 1 {
		b.t.Fatalf("%s offers no %s", draft, ending)
	}
	f := b.Form(p, "#act").To(draft + "/" + ending)
	if text != "" {
		f.Set("text", text)
	}
	return f
}

// Approved brings a draft through every step of review and gives the address of
// its page.
func (s *Server) Approved(subject string, codes ...string) string {
	s.t.Helper()
	specialist := s.As("tranvanan")
	doc := specialist.Draft(subject, codes...)
	specialist.Act(doc, "submit", "")
	s.As("nguyenthuha").Act(doc, "agree", "")
	s.As("vodinhloc").Act(doc, "agree", "")
	return doc
}

// Signed is Approved with the leader's signature; it gives the address of the
// document's page on the clerk's way to issue.
func (s *Server) Signed(subject string, codes ...string) string {
	s.t.Helper()
	doc := s.Approved(subject, codes...)
	leader := s.As("lehoangminh")
	p := leader.Open("/signing")
	f := leader.Form(p, "#queue-batch").Set("id", leader.Choice(p, subject)).To("/signing/confirm")
	p = leader.Rejected(f, 200)
	f = leader.Form(p, "#sign")
	leader.Send(f.Set("read", f.Get("id")).Set("pin", PIN))
	return "/issuing/" + strings.TrimPrefix(doc, "/drafts/")
}

// Choice is what the queue sends for the document with a subject.
func (b Browser) Choice(queue *client.Answer, subject string) string {
	b.t.Helper()
	out := ""
	b.Find(queue, "#hang-doi tr[data-row]").Each(func(_ int, row *goquery.Selection) {
		if strings.Contains(row.Text(), subject) {
			out = row.Find("input[data-pick]").AttrOr("value", "")
		}
	})
	if out == "" {
		b.t.Fatalf("the queue has no %q", subject)
	}
	return out
}
