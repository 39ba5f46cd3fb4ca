package exchange_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// pdf makes distinct bytes of a size, so that they go through the spool when large.
func pdf(size int) []byte {
	b := []byte("%PDF-1.7\n")
	for i := 0; len(b) < size; i++ {
		b = append(b, byte(i), byte(i>>8), byte(i>>16))
	}
	return b[:max(size, 9)]
}

func statuses(row exchange.DeliveryRow) []exchange.Status {
	var out []exchange.Status
	for _, r := range row.Receipts {
		out = append(out, r.Status)
	}
	return out
}

func TestWholePathOverHTTPS(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		body := pdf(700_000)
		sent := w.city.issue(body, w.ward.party)
		if got := w.city.only(sent).Envelope.Status; got != exchange.Queued {
			t.Fatalf("before delivery: %q, want queued", got)
		}
		w.city.work()

		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived || row.Envelope.SentAt.IsZero() || row.Envelope.LastError != "" {
			t.Fatalf("after delivery: %+v", row.Envelope)
		}
		got := w.ward.arrived()
		if len(got) != 1 {
			t.Fatalf("%d documents arrived, want 1", len(got))
		}
		doc := got[0]
		want := document.Document{
			ID: doc.ID, Agency: w.ward.agency, Kind: document.Incoming, State: document.Received, Envelope: doc.Envelope,
			ReferenceCode: "15-CV/TU", Subject: sent.Subject, IssuedDate: sent.IssuedDate, IssuingCode: w.city.party.Code,
			IssuingName: "Thành ủy Sông Mơ", Signer: sent.Signer, Urgency: office.Urgent, TypeCode: "CV", TypeName: "Công văn",
			RuleSet: "party", Files: []document.File{{Role: document.MainFile, SHA256: office.HashOf(body), Name: "15-CV-TU.pdf", Size: int64(len(body))}},
		}
		if diff := cmp.Diff(want, doc); diff != "" {
			t.Errorf("what arrived (-want +got):\n%s", diff)
		}
		ok, err := w.ward.blob.Check(context.Background(), w.ward.agency, office.HashOf(body))
		if err != nil || !ok {
			t.Errorf("the receiver's bytes: %v, %v", ok, err)
		}

		for _, step := range []exchange.Status{exchange.Registered, exchange.Assigned, exchange.InProgress, exchange.Completed} {
			w.ward.status(doc, step, "")
			w.ward.work()
			if got := w.city.only(sent).Envelope.Status; got != step {
				t.Fatalf("after %q the sender sees %q", step, got)
			}
		}
		w.ward.status(doc, exchange.Registered, "") // a step back is no news
		w.ward.work()
		row = w.city.only(sent)
		if diff := cmp.Diff([]exchange.Status{"01", "03", "04", "05", "06"}, statuses(row)); diff != "" {
			t.Errorf("receipts (-want +got):\n%s", diff)
		}
		if row.Times[exchange.Completed].Before(row.Times[exchange.Arrived]) || row.Times[exchange.Arrived].IsZero() {
			t.Errorf("times: %v", row.Times)
		}
		w.city.verify()
		w.ward.verify()
	})
}

func TestRefusalAndResend(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		sent := w.city.issue(pdf(100), w.ward.party)
		w.city.work()
		first := w.ward.arrived()[0]
		err := w.ward.store.Act(context.Background(), w.ward.clerk, func(tx office.Tx) error {
			return w.ward.service.StatusIn(tx, first.ID, exchange.Refused, "  ")
		})
		if office.CodeOf(err) != office.CodeInvalid {
			t.Errorf("refusal without a reason: %v", err)
		}
		w.ward.status(first, exchange.Refused, "Gửi nhầm, đề nghị gửi phường Tân Mơ")
		w.ward.work()
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Refused || row.Envelope.Reason != "Gửi nhầm, đề nghị gửi phường Tân Mơ" {
			t.Fatalf("refused: %+v", row.Envelope)
		}

		made, err := w.city.service.Resend(context.Background(), w.city.clerk, row.Envelope.ID)
		check(t, err)
		if made.Replaces != row.Envelope.EnvelopeID || made.EnvelopeID == row.Envelope.EnvelopeID {
			t.Errorf("the new envelope: %+v", made)
		}
		if _, err := w.city.service.Resend(context.Background(), w.city.clerk, row.Envelope.ID); office.CodeOf(err) != office.CodeConflict {
			t.Errorf("resent twice: %v", err)
		}
		w.city.work()
		table, err := w.city.service.Deliveries(context.Background(), w.city.clerk, sent.ID)
		check(t, err)
		if len(table.Rows) != 2 || !table.Rows[0].Replaced || table.Rows[1].Envelope.Status != exchange.Arrived {
			t.Errorf("rows: %+v", table.Rows)
		}
		if diff := cmp.Diff(map[exchange.Status]int{exchange.Arrived: 1}, table.Counts); diff != "" {
			t.Errorf("counts (-want +got):\n%s", diff)
		}
		o, err := w.city.service.Overview(context.Background(), w.city.clerk)
		check(t, err)
		if diff := cmp.Diff(map[exchange.Status]int64{exchange.Arrived: 1}, o.Counts); diff != "" {
			t.Errorf("overview (-want +got):\n%s", diff)
		}
		w.city.verify()
		w.ward.verify()
	})
}

func TestLoopbackTakesTheSameWay(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		board := &side{t: t, clock: w.clock, party: exchange.Party{Code: "H17.12.BTG", Name: "Ban Tuyên giáo"}, agency: newID(t), store: w.city.store, ring: w.city.ring}
		board.addAgency(board.agency, board.party)
		board.makeKey(nil)
		sent := w.city.issue(pdf(50), board.party)
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Fatalf("status %q, last error %q", got, w.city.only(sent).Envelope.LastError)
		}
		in := w.city.arrived()
		if len(in) != 1 || in[0].Agency != board.agency {
			t.Fatalf("arrived: %+v", in)
		}
		check(t, w.city.store.Act(context.Background(), office.SystemActor(board.agency), func(tx office.Tx) error {
			return w.city.service.StatusIn(tx, in[0].ID, exchange.Registered, "")
		}))
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Registered {
			t.Errorf("status %q, want 03", got)
		}
		w.city.verify()
	})
}

func TestLateList(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		w.city.faults.away = true
		sent := w.city.issue(pdf(50), w.ward.party)
		for range exchange.DefaultRetry().Stalled {
			w.city.work()
			w.later()
		}
		o, err := w.city.service.Overview(context.Background(), w.city.clerk)
		check(t, err)
		if len(o.Late) != 1 || len(o.Stalled) != 1 || o.Late[0].Document != sent.ID {
			t.Errorf("late %d, stalled %d, want 1 and 1", len(o.Late), len(o.Stalled))
		}
		row := w.city.only(sent)
		if !row.Late || !row.Stalled || row.Envelope.NextAttempt.Before(row.Envelope.CreatedAt) || row.Envelope.LastError == "" {
			t.Errorf("row: %+v", row)
		}
		w.city.faults.away = false // it is still tried
		w.later()
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("after the peer came back: %q", got)
		}
	})
}

func TestSendingIsRefused(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		send := func(a office.Actor, d document.Document, to ...exchange.Party) error {
			return w.city.store.Act(context.Background(), a, func(tx office.Tx) error {
				_, err := w.city.service.SendIn(tx, d.ID, to)
				return err
			})
		}
		good := w.city.desk.issue(t, w.city.agency, pdf(10))
		secret, draft, bare := good, good, good
		secret.ID, secret.Classification = newID(t), office.Confidential
		draft.ID, draft.State = newID(t), document.Draft
		bare.ID, bare.Subject = newID(t), ""
		for _, d := range []document.Document{secret, draft, bare} {
			w.city.desk.set(d)
		}
		for name, c := range map[string]struct {
			err  error
			want office.Code
		}{
			"secret":      {send(w.city.clerk, secret, w.ward.party), office.CodeSecret},
			"draft":       {send(w.city.clerk, draft, w.ward.party), office.CodeConflict},
			"no subject":  {send(w.city.clerk, bare, w.ward.party), office.CodeInvalid},
			"nobody":      {send(w.city.clerk, good), office.CodeInvalid},
			"twice":       {send(w.city.clerk, good, w.ward.party, w.ward.party), office.CodeInvalid},
			"itself":      {send(w.city.clerk, good, w.city.party), office.CodeInvalid},
			"not a clerk": {send(w.city.admin, good, w.ward.party), office.CodeForbidden},
			"another's":   {send(w.ward.clerk, good, w.ward.party), office.CodeNotFound},
		} {
			if got := office.CodeOf(c.err); got != c.want && !(name == "another's" && c.err != nil) {
				t.Errorf("%s: %v, want %s", name, c.err, c.want)
			}
		}
		if len(w.city.rows(good)) != 0 {
			t.Error("a refused sending left envelopes")
		}
	})
}

func TestUnknownAddressWaitsAndSaysWhy(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		check(t, w.city.service.ClosePeer(context.Background(), w.city.admin, w.ward.party.Code))
		sent := w.city.issue(pdf(50), w.ward.party)
		w.city.work()
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Queued || !strings.Contains(row.Envelope.LastError, "sổ địa chỉ") {
			t.Fatalf("row: %+v", row.Envelope)
		}
		w.city.knows(w.ward)
		check(t, w.city.service.RetryNow(context.Background(), w.city.clerk, row.Envelope.ID))
		w.city.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Arrived {
			t.Errorf("status %q", got)
		}
		w.city.verify()
	})
}

func TestTamperedRowsShowInTheJournal(t *testing.T) {
	w := newWorld(t, storetest.SQLite)
	w.city.issue(pdf(50), w.ward.party)
	w.city.work()
	check(t, w.city.store.Act(context.Background(), office.SystemActor(w.city.agency), func(tx office.Tx) error {
		all, err := store.Exchange{}.Waiting(tx, w.city.agency, tx.Now().Add(time.Hour), 9)
		if err != nil {
			return err
		}
		all[0].Reason = "sửa lén"
		return store.Exchange{}.UpdateEnvelope(tx, all[0]) // no entry recorded
	}))
	if r := w.city.report(); r.OK {
		t.Error("a changed envelope was not noticed")
	}
}
