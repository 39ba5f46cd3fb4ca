package exchange_test

import (
	"archive/tar"
	"bytes"
	"context"
	"encoding/pem"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/platform/servicekey"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func TestLostAnswerGivesTheSameReceipt(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.faults.loseAnswer = true
		sent := w.city.issue(pdf(400_000), w.ward.party)
		w.city.work()
		if e := w.city.only(sent).Envelope; e.Status != exchange.Queued || e.Attempts != 1 || e.LastError == "" {
			t.Fatalf("after the lost answer: %+v", e)
		}
		doc := w.ward.arrived()[0]
		there, err := w.ward.service.ArrivalOf(context.Background(), w.ward.clerk, doc.ID)
		check(t, err)

		w.city.faults.loseAnswer = false
		w.later()
		w.city.work()
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived || len(row.Receipts) != 1 {
			t.Fatalf("after the second attempt: %+v", row)
		}
		if got, want := row.Receipts[0].Note, there.Receipts[0].Note; got != want {
			t.Errorf("receipt\n%s\nwant byte for byte\n%s", got, want)
		}
		if n := len(w.ward.arrived()); n != 1 {
			t.Errorf("%d documents, want 1", n)
		}
		w.ward.verify()
	})
}

func TestKeyReplacedBetweenAttempts(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.faults.loseAnswer = true
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		w.city.faults.loseAnswer = false
		w.ward.makeKey(nil)
		w.city.makeKey(nil)
		w.later()
		w.city.work() // neither address book knows yet
		if e := w.city.only(sent).Envelope; e.Status != exchange.Queued || e.LastError == "" {
			t.Errorf("before the address books follow: %q", e.Status)
		}
		w.city.knows(w.ward)
		w.ward.knows(w.city)
		w.later()
		w.city.work()
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived || len(row.Receipts) != 1 {
			t.Errorf("after: %q %s", row.Envelope.Status, row.Envelope.LastError)
		}
		if n := len(w.ward.arrived()); n != 1 {
			t.Errorf("%d documents, want 1", n)
		}
	})
}

func TestEverythingDoubledArrivesOnce(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.faults.double, w.ward.faults.double = true, true
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		docs := w.ward.arrived()
		if len(docs) != 1 {
			t.Fatalf("%d documents, want 1", len(docs))
		}
		w.ward.status(docs[0], exchange.Registered, "")
		w.ward.work()
		if diff := cmp.Diff([]exchange.Status{"01", "03"}, statuses(w.city.only(sent))); diff != "" {
			t.Errorf("receipts (-want +got):\n%s", diff)
		}
		w.city.verify()
		w.ward.verify()
	})
}

func TestReceiptsOutOfOrder(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		// The answer (01) is lost, and the later receipts come in reverse.
		w.city.faults.loseAnswer = true
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		doc := w.ward.arrived()[0]
		w.ward.faults.hold = true
		w.ward.status(doc, exchange.Registered, "")
		w.ward.work()
		w.ward.status(doc, exchange.InProgress, "")
		w.ward.work()
		w.ward.status(doc, exchange.Completed, "")
		w.ward.work()
		held := w.ward.faults.held
		if len(held) != 3 {
			t.Fatalf("%d receipts held, want 3", len(held))
		}
		for i := len(held) - 1; i >= 0; i-- {
			check(t, held[i]())
			if got := w.city.only(sent).Envelope.Status; got != exchange.Completed {
				t.Errorf("after receipt %d: %q, want 06", i+2, got)
			}
		}
		w.city.faults.loseAnswer = false
		w.later()
		w.city.work() // the waiting job finds it delivered
		row := w.city.only(sent)
		var late []bool
		for _, r := range row.Receipts {
			late = append(late, r.Late)
		}
		if diff := cmp.Diff([]bool{true, true, false}, late); diff != "" {
			t.Errorf("late (-want +got):\n%s", diff)
		}
		if row.Envelope.Status != exchange.Completed || row.Envelope.SentAt.IsZero() {
			t.Errorf("row: %+v", row.Envelope)
		}
		w.city.verify()
	})
}

func TestPeerAwayThenBack(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.savePeer(w.ward, "127.0.0.1:1", w.ward.key().Certificate().Raw)
		sent := w.city.issue(pdf(600_000), w.ward.party)
		w.city.work()
		first := w.city.only(sent).Envelope
		if first.Attempts != 1 || !strings.Contains(first.LastError, "không kết nối được") {
			t.Fatalf("envelope: %+v", first)
		}
		w.city.work() // not due yet
		if n := w.city.only(sent).Envelope.Attempts; n != 1 {
			t.Errorf("%d attempts before the time", n)
		}
		w.city.knows(w.ward)
		w.later()
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("status %q", got)
		}
		doc := w.ward.arrived()[0]
		w.ward.faults.away = true
		w.ward.status(doc, exchange.Registered, "")
		w.ward.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("status %q while the receipt cannot travel", got)
		}
		w.ward.faults.away = false
		w.later()
		w.ward.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Registered {
			t.Errorf("status %q, want 03", got)
		}
	})
}

// at finds a part of a package and gives where its bytes begin.
func at(t *testing.T, pack []byte, name string) (from, size int) {
	t.Helper()
	r := bytes.NewReader(pack)
	files := tar.NewReader(r)
	for {
		h, err := files.Next()
		check(t, err)
		if strings.HasPrefix(h.Name, name) {
			return len(pack) - r.Len(), int(h.Size)
		}
	}
}

func TestTamperedOnTheWay(t *testing.T) {
	flip := func(part string, offset int) func(*testing.T, []byte) []byte {
		return func(t *testing.T, b []byte) []byte {
			from, _ := at(t, b, part)
			b = bytes.Clone(b)
			b[from+offset] ^= 1
			return b
		}
	}
	for name, c := range map[string]struct {
		change func(*testing.T, []byte) []byte
		kind   exchange.IncidentKind // "" when the bytes cannot even be read
		says   string
	}{
		"attachment":     {flip("files/", 200_000), exchange.ChangedContent, "không khớp với bản kê"},
		"header":         {flip("header.xml", 900), exchange.ChangedContent, "không khớp với bản kê"},
		"manifest":       {reclassify, exchange.BadSignature, "Chữ ký của gói tin"},
		"manifest id":    {flip("manifest", 24), "", "không đúng quy cách"},
		"signature":      {flip("signature", 50), exchange.BadSignature, "Chữ ký của gói tin"},
		"cut off":        {func(t *testing.T, b []byte) []byte { f, _ := at(t, b, "files/"); return b[:f+1000] }, "", "đứt giữa chừng"},
		"not an archive": {func(_ *testing.T, b []byte) []byte { return []byte(strings.Repeat("x", 5000)) }, "", "không đúng quy cách"},
		"empty":          {func(*testing.T, []byte) []byte { return nil }, "", "không đúng quy cách"},
		"file left out": {func(t *testing.T, b []byte) []byte {
			f, _ := at(t, b, "files/")
			return append(b[:f-512:f-512], make([]byte, 1024)...)
		}, "", "đứt giữa chừng"},
		"other signature": {otherSignature, exchange.BadSignature, "Chữ ký của gói tin"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w := newWorld(t, storetest.SQLite)
			w.city.faults.change = func(b []byte) []byte { return c.change(t, b) }
			sent := w.city.issue(pdf(400_000), w.ward.party)
			w.city.work()
			e := w.city.only(sent).Envelope
			if e.Status != exchange.Queued || !strings.Contains(e.LastError, c.says) {
				t.Errorf("envelope %q: %s", e.Status, e.LastError)
			}
			if n := len(w.ward.arrived()); n != 0 {
				t.Errorf("%d documents arrived", n)
			}
			want := map[exchange.IncidentKind]int{}
			if c.kind != "" {
				want[c.kind] = 1
			}
			if diff := cmp.Diff(want, w.ward.incidents()); diff != "" {
				t.Errorf("incidents (-want +got):\n%s", diff)
			}
			w.city.faults.change = nil // what was only damaged on the way arrives later
			w.later()
			w.city.work()
			if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
				t.Errorf("after an undamaged attempt: %q", got)
			}
			w.ward.verify()
		})
	}
}

// reclassify changes one digit of the manifest.
func reclassify(_ *testing.T, b []byte) []byte {
	return bytes.Replace(b, []byte("\nclassification 0\n"), []byte("\nclassification 1\n"), 1)
}

// otherSignature replaces the signature by a signed text of its own.
func otherSignature(t *testing.T, b []byte) []byte {
	return rebuild(t, b, func(name string, data []byte) []byte {
		if name == "signature" {
			return append([]byte("another text\n\n"), data...)
		}
		return data
	})
}

// rebuild writes a package anew with changed parts.
func rebuild(t *testing.T, pack []byte, change func(name string, data []byte) []byte) []byte {
	t.Helper()
	var out bytes.Buffer
	in, w := tar.NewReader(bytes.NewReader(pack)), tar.NewWriter(&out)
	for {
		h, err := in.Next()
		if err == io.EOF {
			break
		}
		check(t, err)
		data, err := io.ReadAll(in)
		check(t, err)
		data = change(h.Name, data)
		h.Size = int64(len(data))
		check(t, w.WriteHeader(h))
		_, err = w.Write(data)
		check(t, err)
	}
	check(t, w.Close())
	return out.Bytes()
}

// resigned changes the manifest and signs it again: what a sender might do.
func (x *side) resigned(change func(m *exchange.Manifest)) func([]byte) []byte {
	return func(pack []byte) []byte {
		var text string
		return rebuild(x.t, pack, func(name string, data []byte) []byte {
			switch name {
			case "manifest":
				m, err := exchange.ParseManifest(string(data))
				check(x.t, err)
				change(&m)
				text = m.Text()
				return []byte(text)
			case "signature":
				s, err := exchange.SignManifest(text, x.key().Signer)
				check(x.t, err)
				return []byte(s)
			}
			return data
		})
	}
}

func TestRefusedAtTheDoor(t *testing.T) {
	for name, c := range map[string]struct {
		prepare func(w *world)
		kind    exchange.IncidentKind
		says    string
	}{
		"classified": {func(w *world) {
			w.city.faults.change = w.city.resigned(func(m *exchange.Manifest) { m.Classification = office.Secret })
		}, exchange.SecretRefused, "độ mật “Tối mật”"},
		"wrong addressee": {func(w *world) {
			w.city.faults.change = w.city.resigned(func(m *exchange.Manifest) { m.To = "H17.99" })
		}, exchange.WrongAddressee, "“H17.99”"},
		"oversized": {func(w *world) { w.ward.service.Limits.Attachment = 1 << 20 }, exchange.OversizedRefused, "giới hạn 1 MB"},
		"document refused": {func(w *world) {
			w.ward.desk.refuse = office.NewError(office.CodeSecret, "desk", "Tệp có dấu chỉ độ mật.", "A mark was found.")
		}, exchange.RefusedContent, "dấu chỉ độ mật"},
	} {
		t.Run(name, func(t *testing.T) {
			engines(t, func(t *testing.T, w *world) {
				c.prepare(w)
				sent := w.city.issue(pdf(3<<20), w.ward.party)
				var answers []string
				w.city.faults.Transport = recorder{w.city.faults.Transport, &answers}
				w.city.work()
				if name == "classified" || name == "wrong addressee" {
					// The receipt is for another manifest than the sender's own, so
					// an honest sender cannot get this far: ask the receiver.
					n, err := exchange.ReadNotice(strings.NewReader(answers[0]))
					check(t, err)
					if !strings.Contains(n.Receipt, "\nstatus 02\n") || !strings.Contains(n.Receipt, c.says) {
						t.Errorf("receipt:\n%s", n.Receipt)
					}
				} else if e := w.city.only(sent).Envelope; e.Status != exchange.Refused || !strings.Contains(e.Reason, c.says) {
					t.Errorf("envelope %q: %q (%s)", e.Status, e.Reason, e.LastError)
				}
				if diff := cmp.Diff(map[exchange.IncidentKind]int{c.kind: 1}, w.ward.incidents()); diff != "" {
					t.Errorf("incidents (-want +got):\n%s", diff)
				}
				if n := len(w.ward.arrived()); n != 0 {
					t.Errorf("%d documents arrived", n)
				}
				ok, err := w.ward.blob.Check(context.Background(), w.ward.agency, sent.Files[0].SHA256)
				if office.CodeOf(err) != office.CodeNotFound {
					t.Errorf("bytes were stored: %v %v", ok, err)
				}
				check(t, w.ward.store.View(context.Background(), office.SystemActor(w.ward.agency), func(tx office.Tx) error {
					return store.Exchange{}.EnvelopeStates(tx, w.ward.agency, func(_ office.ID, s office.State) error {
						if bytes.Contains(s.JSON, []byte(sent.Subject)) {
							t.Errorf("the subject is kept: %s", s.JSON)
						}
						return nil
					})
				}))
				w.later()
				w.city.work() // asked again, the same answer
				if len(answers) > 1 {
					a, _ := exchange.ReadNotice(strings.NewReader(answers[0]))
					b, _ := exchange.ReadNotice(strings.NewReader(answers[1]))
					if a.Receipt != b.Receipt {
						t.Errorf("two answers:\n%s\n%s", a.Receipt, b.Receipt)
					}
				}
				w.ward.verify()
			})
		})
	}
}

// recorder keeps the answers to packages.
type recorder struct {
	exchange.Transport
	answers *[]string
}

func (r recorder) Send(ctx context.Context, p exchange.Peer, pack io.Reader) ([]byte, error) {
	b, err := r.Transport.Send(ctx, p, pack)
	*r.answers = append(*r.answers, string(b))
	return b, err
}

func TestSameEnvelopeOtherManifest(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.faults.loseAnswer = true
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		w.city.faults.loseAnswer = false
		w.city.faults.change = w.city.resigned(func(m *exchange.Manifest) { m.Issuer = "Cơ quan khác" })
		for range 2 {
			w.later()
			w.city.work()
		}
		e := w.city.only(sent).Envelope
		if e.Status != exchange.Queued || !strings.Contains(e.LastError, "nội dung khác") || e.Attempts != 3 {
			t.Errorf("sender: %q %s", e.Status, e.LastError)
		}
		if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.OtherManifest: 2}, w.ward.incidents()); diff != "" {
			t.Errorf("incidents (-want +got):\n%s", diff)
		}
		if n := len(w.ward.arrived()); n != 1 {
			t.Errorf("%d documents, want 1", n)
		}
		w.ward.verify()
	})
}

func TestUnknownSenderVouchedByTheAuthority(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ca, err := servicekey.NewAuthority("CA thử", w.clock.Now(), randomReader())
		check(t, err)
		trust := exchange.Trust{Roots: poolOf(ca)}
		w.ward.service.Trust = trust
		w.city.makeKey(ca) // a certificate that the ward's server lets in, but no entry in its address book
		check(t, w.ward.service.ClosePeer(context.Background(), w.ward.admin, w.city.party.Code))
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		e := w.city.only(sent).Envelope
		if e.Status != exchange.Refused || !strings.Contains(e.Reason, "sổ địa chỉ") {
			t.Fatalf("envelope %q: %s %s", e.Status, e.Reason, e.LastError)
		}
		if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.UnknownSender: 1}, w.ward.incidents()); diff != "" {
			t.Errorf("incidents (-want +got):\n%s", diff)
		}
		// Known without a pin, the authority's word is enough.
		w.ward.savePeer(w.city, w.city.address, nil)
		_, err = w.city.service.Resend(context.Background(), w.city.clerk, e.ID)
		check(t, err)
		w.city.work()
		rows := w.city.rows(sent)
		if got := rows[len(rows)-1].Envelope; got.Status != exchange.Arrived {
			t.Errorf("after the entry: %q %s", got.Status, got.LastError)
		}
		w.ward.verify()
	})
}

func TestReceiptsOfAnotherAreRefused(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		sent := w.city.issue(pdf(1000), w.ward.party)
		w.city.work()
		env := w.city.only(sent).Envelope
		push := func(s exchange.Statement, key exchange.ServiceKey) error {
			note, err := exchange.SignReceipt(s, key.Signer)
			check(t, err)
			b, err := exchange.Notice{Receipt: note, Chain: key.Chain}.Encode()
			check(t, err)
			_, err = w.city.service.TakeReceipt(context.Background(), exchange.Arrival{At: w.city.agency, Chain: key.Chain}, bytes.NewReader(b))
			return err
		}
		good := exchange.Statement{
			From: w.ward.party.Code, To: w.city.party.Code, Envelope: env.EnvelopeID, Manifest: env.Manifest,
			Number: 2, Status: exchange.Registered, At: env.SentAt,
		}
		forged, elsewhere, unknown, twin, other := good, good, good, good, good
		elsewhere.To = "H17.1"
		unknown.Envelope = newID(t)
		twin.Number, twin.Reason = 1, "khác"
		other.Manifest = office.HashOf([]byte("other"))
		if err := push(forged, w.city.key()); office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("signed by another: %v", err)
		}
		if err := push(elsewhere, w.ward.key()); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("for another: %v", err)
		}
		if err := push(unknown, w.ward.key()); office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("unknown envelope: %v", err)
		}
		check(t, push(twin, w.ward.key()))
		check(t, push(other, w.ward.key()))
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived || len(row.Receipts) != 1 {
			t.Errorf("row: %+v", row)
		}
		if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.ReceiptConflict: 2}, w.city.incidents()); diff != "" {
			t.Errorf("incidents (-want +got):\n%s", diff)
		}
		check(t, push(good, w.ward.key()))
		if got := w.city.only(sent).Envelope.Status; got != exchange.Registered {
			t.Errorf("the good one: %q", got)
		}
		w.city.verify()
	})
}

func TestManyAtOnceOnOneEnvelope(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		sent := w.city.issue(pdf(300_000), w.ward.party)
		id := w.city.only(sent).Envelope.ID
		done := make(chan error)
		const n = 6
		for range n {
			go func() { done <- w.city.service.Deliver(context.Background(), w.city.agency, id) }()
		}
		for range n {
			check(t, <-done)
		}
		if got := len(w.ward.arrived()); got != 1 {
			t.Errorf("%d documents, want 1", got)
		}
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived || len(row.Receipts) != 1 {
			t.Errorf("row: %+v", row)
		}
		w.ward.verify()
		w.city.verify()
	})
}

func certificatePEM(k exchange.ServiceKey) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: k.Certificate().Raw})
}

func TestConnectionAndPackageMustBeOneAgency(t *testing.T) {
	w := newWorld(t, storetest.SQLite)
	other := newSide(t, w.clock, storetest.SQLite(t, w.clock.Now), exchange.Party{Code: "H17.77", Name: "Cơ quan thứ ba"})
	w.ward.knows(other)
	// A known agency brings a package with the city's name on it.
	w.city.faults.change = func(b []byte) []byte {
		return rebuild(t, b, func(name string, data []byte) []byte {
			if name == "certificate.pem" {
				return certificatePEM(other.key())
			}
			return data
		})
	}
	sent := w.city.issue(pdf(1000), w.ward.party)
	w.city.work()
	if e := w.city.only(sent).Envelope; e.Status != exchange.Queued || !strings.Contains(e.LastError, "Chứng thư của kết nối") {
		t.Errorf("envelope %q: %s", e.Status, e.LastError)
	}
	if diff := cmp.Diff(map[exchange.IncidentKind]int{exchange.WrongCertificate: 1}, w.ward.incidents()); diff != "" {
		t.Errorf("incidents (-want +got):\n%s", diff)
	}
	var none []document.Document
	if diff := cmp.Diff(none, w.ward.arrived()); diff != "" {
		t.Error(diff)
	}
}
