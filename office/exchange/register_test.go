package exchange_test

import (
	"bytes"
	"context"
	"io"
	"strings"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/platform/blob"
	"congvan/platform/store"
)

// inspector finds a classification mark where the bytes say so; the real one
// runs child processes and is wired in cmd.
type inspector struct{}

func (inspector) Inspect(_ context.Context, _ string, file io.ReadSeeker, _ int64) (document.Inspection, error) {
	b, err := io.ReadAll(file)
	x := document.Inspection{MediaType: "application/pdf", Pages: 1, Verdict: document.NoVerdict}
	if bytes.Contains(b, []byte("<MẬT>")) {
		x.Mark = office.Confidential
	}
	return x, err
}

// registering gives a side the real document package, wired as the server does.
func (x *side) registering() *document.Service {
	x.t.Helper()
	rules, err := document.LoadRules()
	check(x.t, err)
	d := &document.Service{
		Acts: x.store, Store: store.Documents{}, Index: x.store.Index(), Rules: rules, Blobs: x.blob, Inspector: inspector{},
		Folder: blob.StagingFolder{Root: x.t.TempDir()}, NewID: func() office.ID { return newID(x.t) },
	}
	d.AfterRegister = func(tx office.Tx, d document.Document) error {
		return x.service.StatusIn(tx, d.ID, exchange.Registered, "")
	}
	d.AfterRefuse = func(tx office.Tx, d document.Document) error {
		return x.service.StatusIn(tx, d.ID, exchange.Refused, d.RefusedReason)
	}
	x.service.Documents = d
	_, err = d.OpenRegister(context.Background(), x.clerk, document.Incoming, "Sổ văn bản đến")
	check(x.t, err)
	return d
}

// received gives the document received over an envelope of the peer.
func (x *side) received(peer *side, sent exchange.Envelope) office.ID {
	x.t.Helper()
	var id office.ID
	check(x.t, x.store.View(context.Background(), office.SystemActor(x.agency), func(tx office.Tx) error {
		e, err := store.Exchange{}.EnvelopeByKey(tx, x.agency, exchange.In, peer.party.Code, sent.EnvelopeID)
		id = e.Document
		return err
	}))
	return id
}

func TestReceivedDocumentIsRegisteredOrRefused(t *testing.T) {
	engines(t, func(t *testing.T, w *world) {
		ctx := context.Background()
		documents := w.ward.registering()
		sent := w.city.issue(pdf(300_000), w.ward.party)
		w.city.work()
		row := w.city.only(sent)
		if row.Envelope.Status != exchange.Arrived {
			t.Fatalf("status %q: %s %s", row.Envelope.Status, row.Envelope.Reason, row.Envelope.LastError)
		}
		id := w.ward.received(w.city, row.Envelope)
		var doc document.Document
		check(t, w.ward.store.View(ctx, w.ward.clerk, func(tx office.Tx) (err error) {
			doc, _, err = documents.ObjectIn(tx, id)
			return err
		}))
		if doc.State != document.Received || doc.Subject != sent.Subject || doc.ReferenceCode != "15-CV/TU" ||
			doc.IssuingCode != w.city.party.Code || doc.Envelope.Zero() || len(doc.Files) != 1 || doc.Files[0].SHA256 != sent.Files[0].SHA256 {
			t.Fatalf("received: %+v", doc)
		}
		_, err := documents.Register(ctx, w.ward.clerk, id, doc.Version, document.Form{
			RuleSet: "party", TypeCode: "CV", ReferenceCode: doc.ReferenceCode, IssuedDate: doc.IssuedDate,
			IssuingName: doc.IssuingName, Subject: doc.Subject, Signer: doc.Signer,
		})
		check(t, err)
		w.ward.work()
		if got := w.city.only(sent).Envelope.Status; got != exchange.Registered {
			t.Errorf("after registering: %q", got)
		}

		other := w.city.issue(pdf(200), w.ward.party)
		w.city.work()
		id = w.ward.received(w.city, w.city.only(other).Envelope)
		_, err = documents.Refuse(ctx, w.ward.clerk, id, 1, "Sai nơi nhận")
		check(t, err)
		w.ward.work()
		if e := w.city.only(other).Envelope; e.Status != exchange.Refused || e.Reason != "Sai nơi nhận" {
			t.Errorf("after refusing: %q %q", e.Status, e.Reason)
		}

		marked := w.city.issue([]byte("%PDF <MẬT> "), w.ward.party)
		w.city.work()
		if e := w.city.only(marked).Envelope; e.Status != exchange.Refused || strings.TrimSpace(e.Reason) == "" {
			t.Errorf("a marked file: %q %q %s", e.Status, e.Reason, e.LastError)
		}
		_, err = w.ward.blob.Check(ctx, w.ward.agency, marked.Files[0].SHA256)
		if office.CodeOf(err) != office.CodeNotFound {
			t.Errorf("the marked file is in the store: %v", err)
		}
		w.ward.verify()
		w.city.verify()
	})
}
