package crash

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"net/url"
	"regexp"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/e2e/client"
)

// The demo's people and what they sign in with.
const password = "congvan-demo"

// acked is what the server said it had done.
type acked struct {
	registered []registered
	received   []string // SHA-256 of uploads taken in
	decided    []string // uploads held back and then purged, by id
	directed   []string // documents with a direction
	accepted   []string // documents whose lead was accepted
}

type registered struct {
	document, subject string
	number            int64 // 0: the answer with the number did not come any more
}

// load is several people at work.
type load struct {
	people map[string]*client.Client

	mu       sync.Mutex
	acked    acked    // guarded by mu, as all below
	subjects []string // of every document sent, acknowledged or not
	failures []error  // answers that should not be
	round    int
	seq      int
	uploads  int

	toDirect, toAccept chan string
	stop               context.CancelFunc
	leaving            chan struct{} // closed: everybody ends with what is begun
	wg                 sync.WaitGroup

	filesOnly bool // what is uploaded is left in the queue: somebody else works there
	away      int  // requests that no server answered; guarded by mu
	patient   bool // whoever is told that the server cannot work tries again
	refused   int  // how often that was; guarded by mu
}

// newLoad signs everybody in.
func newLoad(t *testing.T, base string) *load {
	t.Helper()
	l := &load{people: map[string]*client.Client{}, toDirect: make(chan string, 10_000), toAccept: make(chan string, 10_000)}
	for name, account := range map[string]string{
		"clerk 1": "vanthu", "clerk 2": "vanthu2", "clerk 3": "vanthu", "uploader": "vanthu2", "leader": "lanhdao", "head": "truongphong",
	} {
		c, err := client.New(base)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(c.Close)
		if err := c.SignIn(t.Context(), account, password); err != nil {
			t.Fatal(err)
		}
		l.people[name] = c
	}
	return l
}

// begin sets everybody to work at the server's present address.
func (l *load) begin(round int, base string) {
	ctx, stop := context.WithCancel(context.Background())
	l.round, l.stop, l.leaving = round, stop, make(chan struct{})
	for name, c := range l.people {
		if err := c.MoveTo(base); err != nil {
			l.fail(err)
			return
		}
		act := l.register
		switch name {
		case "uploader":
			act = l.upload
		case "leader":
			act = l.direct
		case "head":
			act = l.accept
		}
		l.wg.Go(func() {
			for ctx.Err() == nil && !l.left() {
				err := act(ctx, c)
				var away *url.Error // the server is gone
				if errors.As(err, &away) {
					l.mu.Lock()
					l.away++
					l.mu.Unlock()
					return
				}
				if l.patient && errors.Is(err, client.ErrUnavailable) {
					l.mu.Lock()
					l.refused++
					l.mu.Unlock()
					time.Sleep(200 * time.Millisecond)
					continue
				}
				if err != nil {
					l.fail(fmt.Errorf("%s: %w", name, err))
					return
				}
			}
		})
	}
}

// busy waits until everybody has done something that was acknowledged.
func (l *load) busy(t *testing.T) {
	t.Helper()
	for end := time.Now().Add(time.Minute); ; time.Sleep(50 * time.Millisecond) {
		l.mu.Lock()
		a := l.acked
		done := len(a.registered) > 0 && len(a.received) > 0 && len(a.directed) > 0 && len(a.accepted) > 0 && (l.filesOnly || len(a.decided) > 0)
		failed := len(l.failures) > 0
		l.mu.Unlock()
		if done || failed {
			return
		}
		if time.Now().After(end) {
			t.Fatalf("not everybody has done something within a minute: %+v", a)
		}
	}
}

// leave lets everybody end what is begun, and waits.
func (l *load) leave(t *testing.T) {
	t.Helper()
	close(l.leaving)
	l.wg.Wait()
	l.end(t)
}

func (l *load) left() bool {
	select {
	case <-l.leaving:
		return true
	default:
		return false
	}
}

// end waits until everybody has noticed that the server is gone.
func (l *load) end(t *testing.T) {
	t.Helper()
	l.stop()
	l.wg.Wait()
	for _, err := range l.failures {
		t.Error(err)
	}
}

func (l *load) fail(err error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.failures = append(l.failures, err)
}

// note writes down what the server acknowledged.
func (l *load) note(f func(*acked)) {
	l.mu.Lock()
	defer l.mu.Unlock()
	f(&l.acked)
}

// subject makes a subject that nothing else has.
func (l *load) subject() string {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.seq++
	s := fmt.Sprintf("kết quả công tác, lượt %d, bản %d", l.round, l.seq)
	l.subjects = append(l.subjects, s)
	return s
}

var numberSaid = regexp.MustCompile(`Đã vào sổ số (\d+)\.`)

// register enters a paper document, as a clerk does.
func (l *load) register(ctx context.Context, c *client.Client) error {
	p, err := c.Page(ctx, "/arrivals/new")
	if err != nil {
		return err
	}
	f, err := p.Form("#register")
	if err != nil {
		return err
	}
	return l.enter(ctx, c, f)
}

// enter fills in a register form, sends it and reads the number.
func (l *load) enter(ctx context.Context, c *client.Client, f *client.Form) error {
	subject := l.subject()
	f.Set("issuing_name", "Ban Tổ chức Thành ủy Đà Nẵng").Set("issued_date", "02/11/2026").Set("type", "party:BC").
		Set("subject", subject).Press("then", "open")
	a, err := c.Done(ctx, f)
	if err != nil {
		return err
	}
	id, ok := strings.CutPrefix(a.Location, "/documents/")
	if !ok {
		return fmt.Errorf("registered, and sent on to %s", a.Location)
	}
	done := registered{document: id, subject: subject}
	p, err := c.Page(ctx, a.Location)
	if err == nil {
		m := numberSaid.FindStringSubmatch(p.Find("#toasts"))
		if m == nil {
			return fmt.Errorf("%s does not say the number: %q", a.Location, p.Find("#toasts"))
		}
		done.number, _ = strconv.ParseInt(m[1], 10, 64)
	}
	l.note(func(a *acked) { a.registered = append(a.registered, done) })
	l.toDirect <- id
	return err
}

// upload takes a PDF into the queue and registers it; every second one has a
// script, is held back, and purged.
func (l *load) upload(ctx context.Context, c *client.Client) error {
	l.mu.Lock()
	l.uploads++
	n := l.uploads
	l.mu.Unlock()
	script := n%2 == 0 && !l.filesOnly
	data := pdf(fmt.Sprintf("Trang thu %d, luot %d", n, l.round), script)
	p, err := c.Page(ctx, "/arrivals")
	if err != nil {
		return err
	}
	f, err := p.Form("#upload")
	if err != nil {
		return err
	}
	f.Attach("files", fmt.Sprintf("bao-cao-%d.pdf", n), data)
	if script { // held back: the answer is the queue with the reason
		if p, err = c.Submit(ctx, f); err != nil {
			return err
		}
		return l.purge(ctx, c, p)
	}
	if _, err := c.Done(ctx, f); err != nil {
		return err
	}
	sum := sha256.Sum256(data)
	l.note(func(a *acked) { a.received = append(a.received, hex.EncodeToString(sum[:])) })
	if l.filesOnly {
		return nil
	}
	return l.registerFirst(ctx, c)
}

// registerFirst registers the first document of the queue.
func (l *load) registerFirst(ctx context.Context, c *client.Client) error {
	p, err := c.Page(ctx, "/arrivals")
	if err != nil {
		return err
	}
	link, err := p.Link(`#hang-doi tbody a[href^="/arrivals/"]`)
	if err != nil {
		return err
	}
	if p, err = c.Page(ctx, link); err != nil {
		return err
	}
	f, err := p.Form("#register")
	if err != nil {
		return err
	}
	return l.enter(ctx, c, f)
}

// purge decides about an upload held back: its bytes go by a background job.
func (l *load) purge(ctx context.Context, c *client.Client, queue *client.Answer) error {
	link, err := queue.Link(`a[href^="/staging/"]`)
	if err != nil {
		return fmt.Errorf("%w: %w", err, queue.Unexpected())
	}
	p, err := c.Page(ctx, link)
	if err != nil {
		return err
	}
	f, err := p.Form("main form:has(select[name=decision])")
	if err != nil {
		return err
	}
	if _, err := c.Done(ctx, f.Set("decision", "purged").Set("reason", "Tệp có mã chạy được, không rõ nguồn.")); err != nil {
		return err
	}
	l.note(func(a *acked) { a.decided = append(a.decided, strings.TrimPrefix(link, "/staging/")) })
	return nil
}

// direct writes the leader's direction on a registered document.
func (l *load) direct(ctx context.Context, c *client.Client) error {
	var id string
	select {
	case id = <-l.toDirect:
	case <-l.leaving:
		return nil
	case <-ctx.Done():
		return nil
	}
	p, err := c.Page(ctx, "/documents/"+id+"/direct")
	if err != nil {
		return err
	}
	f, err := p.Form("#direct")
	if err != nil {
		return err
	}
	d, err := p.Document()
	if err != nil {
		return err
	}
	unit, ok := d.Find(`tr[data-name="Phòng Tổng hợp"] input[value=lead]`).Attr("name")
	if !ok {
		return errors.New("the matrix has no Phòng Tổng hợp")
	}
	f.Set(unit, "lead").Set("days", "5").Set("text", "Tham mưu xử lý.")
	if _, err := c.Done(ctx, f); err != nil {
		return err
	}
	l.note(func(a *acked) { a.directed = append(a.directed, id) })
	l.toAccept <- id
	return nil
}

// accept takes the lead that the direction gave.
func (l *load) accept(ctx context.Context, c *client.Client) error {
	var id string
	select {
	case id = <-l.toAccept:
	case <-l.leaving:
		return nil
	case <-ctx.Done():
		return nil
	}
	p, err := c.Page(ctx, "/documents/"+id)
	if err != nil {
		return err
	}
	f, err := p.Form(`form[action$="/accept"]`)
	if err != nil {
		return err
	}
	if _, err := c.Done(ctx, f); err != nil {
		return err
	}
	l.note(func(a *acked) { a.accepted = append(a.accepted, id) })
	return nil
}

// recall asks the restarted server, in the sessions of before, for the newest
// documents that the dead one acknowledged.
func (l *load) recall(t *testing.T, base string) {
	t.Helper()
	c := l.people["clerk 1"]
	if err := c.MoveTo(base); err != nil {
		t.Fatal(err)
	}
	last := l.acked.registered[max(0, len(l.acked.registered)-3):]
	for _, want := range last {
		p, err := c.Page(t.Context(), "/documents/"+want.document)
		if err != nil {
			t.Errorf("after the restart: %v", err)
			continue
		}
		if p.URL.Path == "/login" {
			t.Fatal("the session did not outlive the restart")
		}
		if got := p.Find("main"); !strings.Contains(got, want.subject) {
			t.Errorf("page of %s does not show %q: %s", want.document, want.subject, got)
		}
	}
}

func (l *load) summary(t *testing.T, rounds int) {
	t.Helper()
	a := l.acked
	t.Logf("%d rounds: %d registered, %d uploads, %d purged, %d directed, %d accepted; %d documents sent",
		rounds, len(a.registered), len(a.received), len(a.decided), len(a.directed), len(a.accepted), len(l.subjects))
	for _, what := range l.missing() { // a load that does nothing proves nothing
		t.Errorf("nothing was %s in %d rounds", what, rounds)
	}
}

// missing names the kinds of acts of which none was acknowledged yet.
func (l *load) missing() []string {
	a := l.acked
	var out []string
	for what, n := range map[string]int{
		"registered": len(a.registered), "received": len(a.received), "purged": len(a.decided),
		"directed": len(a.directed), "accepted": len(a.accepted),
	} {
		if n == 0 {
			out = append(out, what)
		}
	}
	return out
}
