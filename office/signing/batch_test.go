package signing_test

import (
	"os"
	"path/filepath"
	"sync"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/office/task"
)

// One that fails does not stop the others and stays in the queue.
func TestBatchUnderOnePIN(t *testing.T) {
	each(t, func(d *desk) {
		docs := []document.Document{d.approved(subject), d.approved("thư bị sửa tệp"), d.approved(subject), d.approved(subject)}
		d.spoil(docs[1])
		choices := make([]signing.Choice, len(docs))
		for i, doc := range docs {
			choices[i] = choice(doc)
		}
		choices[2].Version-- // somebody changed it since the leader looked
		results, err := d.sign.SignMany(ctx(), d.Leader, append(choices, signing.Choice{Document: newID()}), pin)
		d.must(err)
		d.must(results[0].Err)
		d.refused(results[1].Err, office.CodeSigning, "Tệp trong kho đã bị thay đổi")
		d.refused(results[2].Err, office.CodeConflict, "Tải lại trang")
		d.must(results[3].Err)
		d.refused(results[4].Err, office.CodeNotFound, "")
		for i, state := range []document.State{document.Signed, document.Approved, document.Approved, document.Signed} {
			want(d, "state", d.get(docs[i].ID).State, state)
		}
		d.whole(results[0].Document, 1)
		d.whole(results[3].Document, 1)
		left := d.queue(d.Leader, task.Sign)
		if len(left) != 2 {
			d.t.Errorf("the queue keeps %v, want the two that failed", left)
		}
		// The stale one is signed once it was seen anew.
		d.signed(docs[2])
		want(d, "the queue", d.queue(d.Leader, task.Sign), []office.ID{docs[1].ID})
		if p := d.verify(); len(p) != 1 || p[0].Code != "file_changed" {
			d.t.Errorf("journal verify names %+v, want the changed file", p)
		}
	})
}

// spoil changes a stored file behind the product's back.
func (d *desk) spoil(doc document.Document) {
	d.t.Helper()
	main, _ := doc.Main()
	var found string
	d.must(filepath.Walk(d.files, func(path string, _ os.FileInfo, err error) error {
		if filepath.Base(path) == main.SHA256.String() {
			found = path
		}
		return err
	}))
	b, err := os.ReadFile(found)
	d.must(err)
	b[len(b)/2] ^= 1
	d.must(os.Chmod(found, 0o600))
	d.must(os.WriteFile(found, b, 0o600))
}

// Who is not named as the signer does not sign, whatever key they hold.
func TestOnlyTheNamedSignerSigns(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		d.addKey(signing.Personal, d.Chief, pin, d.ca.issue(d.t, "Võ Đình Lộc", year(d)))
		r, err := d.sign.SignMany(ctx(), d.Chief, []signing.Choice{choice(doc)}, pin)
		d.must(err)
		d.refused(r[0].Err, office.CodeForbidden, "")
		_, err = d.sign.SignMany(ctx(), d.Specialist, []signing.Choice{choice(doc)}, pin)
		d.refused(err, office.CodeNotFound, "Báo quản trị")
		d.must(d.foreignKey())
		r, err = d.sign.SignMany(ctx(), d.OtherLeader, []signing.Choice{choice(doc)}, pin)
		d.must(err)
		d.refused(r[0].Err, office.CodeForbidden, "cơ quan khác")
		want(d, "unchanged", d.get(doc.ID), doc)
		d.verified()
	})
}

func (d *desk) foreignKey() error {
	c := d.ca.issue(d.t, "Bùi Thanh Tùng", year(d))
	_, err := d.sign.AddKey(ctx(), d.OtherAdmin, signing.AddKeyInput{
		Kind: signing.Personal, Person: d.OtherLeader.Person, Key: c.key, Chain: c.chain, PIN: pin,
	})
	return err
}

// Two clerks at once: one does it, the other is told; no number is lost.
func TestTwoClerksAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.signed(d.approved(subject))
		doc = d.race(doc, func() (document.Document, error) { return d.sign.Number(ctx(), d.Clerk, choice(doc), 0) })
		want(d, "number", doc.Number, 1)
		numbered := doc
		doc = d.race(doc, func() (document.Document, error) { return d.sign.Seal(ctx(), d.Clerk, choice(numbered), sealPIN) })
		d.whole(doc, 2)
		next := d.numbered(d.signed(d.approved(subject)))
		want(d, "next number", next.Number, 2)
		d.verified()
	})
}

// race runs an act twice at once: exactly one wins.
func (d *desk) race(doc document.Document, act func() (document.Document, error)) document.Document {
	d.t.Helper()
	var wg sync.WaitGroup
	errs := make([]error, 2)
	for i := range errs {
		wg.Go(func() { _, errs[i] = act() })
	}
	wg.Wait()
	if errs[0] != nil {
		errs[0], errs[1] = errs[1], errs[0]
	}
	d.must(errs[0])
	d.refused(errs[1], office.CodeConflict, "")
	return d.get(doc.ID)
}
