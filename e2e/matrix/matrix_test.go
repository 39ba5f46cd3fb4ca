package matrix

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"golang.org/x/sync/errgroup"
	_ "modernc.org/sqlite" // the driver that the product uses

	"congvan/e2e/client"
	"congvan/e2e/server"
	"congvan/office"
)

const password = "congvan-demo"

// object is something that an address can name.
type object struct {
	kind    string
	id      string
	agency  office.ID
	subject string // of its document: what strangers must not see
}

// person is somebody who asks.
type person struct {
	login  string
	agency office.ID
	client *client.Client
}

func TestEveryPageForEverybody(t *testing.T) {
	program, data := server.Build(t), t.TempDir()
	_, err := server.Run(t, program, nil, "demo", "--data", data, "--listen", "127.0.0.1:0", "--documents", "16", "--play", "--exit", "--json")
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", "file:"+filepath.Join(data, "congvan.db")+"?_pragma=busy_timeout(5000)")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() })
	p := server.Start(t, program, nil, "serve", "--data", data, "--listen", "127.0.0.1:0")
	neighbour(t, db, p.URL)
	m := &matrix{objects: objects(t, db), answers: map[int]int{}}
	for _, login := range logins(t, db) {
		m.people = append(m.people, signIn(t, db, p.URL, login))
	}
	all := routes(t)
	if len(all) < 40 || len(m.people) < 9 || len(m.objects) < 10 {
		t.Fatalf("%d pages, %d people, %d objects: too few to prove anything", len(all), len(m.people), len(m.objects))
	}
	g, ctx := errgroup.WithContext(t.Context())
	for _, who := range m.people {
		g.Go(func() error { return m.walk(ctx, who, all) })
	}
	if err := g.Wait(); err != nil {
		t.Error(err)
	}
	for _, fault := range m.faults {
		t.Error(fault)
	}
	if m.answers[http.StatusOK] == 0 || m.refused == 0 {
		t.Errorf("nothing was shown or nothing refused: %v", m.answers)
	}
	t.Logf("%d pages × %d people: %d asked, answers %v, %d of another agency refused", len(all), len(m.people), m.asked, m.answers, m.refused)
	strangers(t, p.URL, all, m.objects)
	if strings.Contains(p.Output(), "panic") {
		t.Errorf("the server panicked:\n%s", p.Output())
	}
}

// neighbourCode is another agency of the deployment, the first ward of the list.
const neighbourCode = "H17.TU.1001"

// neighbour gives the other agency a document of its own, registered by its clerk.
func neighbour(t *testing.T, db *sql.DB, base string) {
	t.Helper()
	for _, login := range loginsOf(t, db, neighbourCode) {
		if !strings.HasPrefix(login, "vanthu.") {
			continue
		}
		c := signIn(t, db, base, login).client
		p, err := c.Page(t.Context(), "/arrivals/new")
		if err != nil {
			t.Fatal(err)
		}
		f, err := p.Form("#register")
		if err != nil {
			t.Fatal(err)
		}
		f.Set("issuing_name", "Thành ủy Đà Nẵng").Set("issued_date", "02/11/2026").Set("type", "party:TB").
			Set("subject", "kết luận kiểm điểm tập thể, chỉ cơ quan này được đọc").Press("then", "open")
		if _, err := c.Done(t.Context(), f); err != nil {
			t.Fatal(err)
		}
		return
	}
	t.Fatalf("%s has no clerk", neighbourCode)
}

// logins are one account of every role in the main office, and everybody of its
// neighbour.
func logins(t *testing.T, db *sql.DB) []string {
	t.Helper()
	return append(
		[]string{"vanthu", "phochanhvp", "lanhdao", "thuongtruc", "truongphong", "chuyenvien", "chuyenvien2", "luutru", "quantri"},
		loginsOf(t, db, neighbourCode)...)
}

func loginsOf(t *testing.T, db *sql.DB, code string) []string {
	t.Helper()
	r, err := db.QueryContext(t.Context(), `SELECT a.login FROM account a WHERE a.agency_id =
		(SELECT v.agency_id FROM agency_version v WHERE v.code = $1) ORDER BY a.login`, code)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Close()
	var out []string
	for r.Next() {
		var login string
		if err := r.Scan(&login); err != nil {
			t.Fatal(err)
		}
		out = append(out, login)
	}
	return out
}

func signIn(t *testing.T, db *sql.DB, base, login string) person {
	t.Helper()
	who := person{login: login}
	if err := db.QueryRowContext(t.Context(), `SELECT agency_id FROM account WHERE login = $1`, login).Scan(&who.agency); err != nil {
		t.Fatalf("%s: %v", login, err)
	}
	var err error
	if who.client, err = client.New(base); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(who.client.Close)
	if err := who.client.SignIn(t.Context(), login, password); err != nil {
		t.Fatal(err)
	}
	return who
}

// objects are documents of every kind and state, and what hangs on them: at most
// two of a sort for each agency that matters.
func objects(t *testing.T, db *sql.DB) []object {
	t.Helper()
	var out []object
	seen := map[string]int{}
	for kind, query := range map[string]string{
		"document": `SELECT id, agency_id, kind || state, subject FROM document ORDER BY id`,
		"task":     `SELECT k.id, k.agency_id, k.kind || k.role || (k.done_at IS NULL), d.subject FROM task k JOIN document d ON d.id = k.document_id ORDER BY k.id`,
		"number":   `SELECT id, agency_id, state, '' FROM number ORDER BY id`,
		"staging":  `SELECT id, agency_id, reason, '' FROM staging ORDER BY id`,
	} {
		r, err := db.QueryContext(t.Context(), query)
		if err != nil {
			t.Fatal(err)
		}
		for r.Next() {
			o, sort := object{kind: kind}, ""
			var id office.ID
			if err := r.Scan(&id, &o.agency, &sort, &o.subject); err != nil {
				t.Fatal(err)
			}
			o.id = id.String()
			mark := kind + sort + o.agency.String()
			if seen[mark]++; seen[mark] <= 1 {
				out = append(out, o)
			}
		}
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
	}
	return out
}

// maxForeign is how many objects of others a person asks for at one address.
const maxForeign = 3

// matrix is what is asked and what came of it.
type matrix struct {
	people  []person
	objects []object

	mu      sync.Mutex
	faults  []string // guarded by mu, as all below
	answers map[int]int
	asked   int
	refused int
}

// walk asks every page as one person.
func (m *matrix) walk(ctx context.Context, who person, all []string) error {
	for _, pattern := range all {
		if pattern == "/live" { // a stream that never ends
			continue
		}
		if strings.Contains(pattern, "{box}") {
			for _, box := range []string{"incoming", "outgoing", "internal", "khong-co"} {
				if err := m.ask(ctx, who, pattern, fill(pattern, "", box), object{agency: who.agency}); err != nil {
					return err
				}
			}
			continue
		}
		if !strings.Contains(pattern, "{") || strings.HasSuffix(pattern, "{$}") {
			if err := m.ask(ctx, who, pattern, fill(pattern, "", ""), object{agency: who.agency}); err != nil {
				return err
			}
			continue
		}
		if err := m.askAbout(ctx, who, pattern); err != nil {
			return err
		}
	}
	return nil
}

// askAbout asks one page about own objects, others', one that is not there and no
// id at all.
func (m *matrix) askAbout(ctx context.Context, who person, pattern string) error {
	foreign := 0
	for _, o := range m.objects {
		if o.kind != objectOf(pattern) {
			continue
		}
		if o.agency != who.agency {
			if foreign++; foreign > maxForeign {
				continue
			}
		}
		if err := m.ask(ctx, who, pattern, fill(pattern, o.id, ""), o); err != nil {
			return err
		}
	}
	for _, id := range []string{"01a20965-9f7b-7001-9dfe-92c40ee31bb6", "khong-phai-ma"} {
		if err := m.ask(ctx, who, pattern, fill(pattern, id, ""), object{}); err != nil {
			return err
		}
	}
	return nil
}

// ask asks once and judges the answer.
func (m *matrix) ask(ctx context.Context, who person, pattern, path string, o object) error {
	a, err := who.client.Do(ctx, http.MethodGet, path, "", nil)
	if err != nil {
		return fmt.Errorf("%s: GET %s: %w", who.login, path, err)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	m.asked++
	m.answers[a.Status]++
	fault := func(what string) {
		m.faults = append(m.faults, fmt.Sprintf("%s: GET %s (%s): %s", who.login, path, pattern, what))
	}
	switch {
	case a.Status >= 500:
		fault(fmt.Sprintf("answered %d: %s", a.Status, a.Find("main")))
	case strings.HasPrefix(a.Location, "/login") && path != "/login":
		fault("led to the login page")
	}
	if o.agency == who.agency {
		return nil
	}
	if a.Status == http.StatusOK {
		fault("shown, though it is another agency's or nothing")
	} else if a.Status >= 400 {
		m.refused++
	}
	if o.subject != "" && strings.Contains(a.Find("main"), o.subject) {
		fault("the refusal tells the subject")
	}
	return nil
}

// strangers: without signing in, every page leads to the login page.
func strangers(t *testing.T, base string, all []string, about []object) {
	t.Helper()
	c, err := client.New(base)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	for _, pattern := range all {
		if pattern == "/login" {
			continue
		}
		path := fill(pattern, about[0].id, "incoming")
		a, err := c.Do(t.Context(), http.MethodGet, path, "", nil)
		if err != nil {
			t.Fatal(err)
		}
		if a.Status != http.StatusSeeOther || !strings.HasPrefix(a.Location, "/login") {
			t.Errorf("GET %s without signing in answered %d (%s)", path, a.Status, a.Location)
		}
	}
}
