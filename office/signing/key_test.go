package signing_test

import (
	"strings"
	"sync"
	"testing"
	"time"

	"software.sslmate.com/src/go-pkcs12"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/signing"
	"congvan/office/task"
)

func TestWrongPINs(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		try := func(pin string) error {
			_, err := d.sign.SignMany(ctx(), d.Leader, []signing.Choice{choice(doc)}, pin)
			return err
		}
		for range 4 {
			d.refused(try("sai-ma-pin"), office.CodeSigning, "Mã PIN không đúng")
		}
		doc = d.signed(doc) // the right one starts the count anew
		doc = d.approved(subject)
		for range 4 {
			d.refused(try("sai-ma-pin"), office.CodeSigning, "Mã PIN không đúng")
		}
		d.clock.Set(time.Date(2026, 11, 23, 2, 20, 0, 0, time.UTC))
		d.refused(try("sai-ma-pin"), office.CodeSigning, "Thử lại sau 09:35") // in Đà Nẵng
		d.refused(try(pin), office.CodeSigning, "Thử lại sau 09:35")
		want(d, "not signed", d.get(doc.ID).State, document.Approved)
		want(d, "still in the queue", d.queue(d.Leader, task.Sign), []office.ID{doc.ID})
		// Another's key is not locked with it.
		d.addKey(signing.Personal, d.Chief, pin, d.ca.issue(d.t, "Võ Đình Lộc", year(d)))
		_, err := d.sign.SignMany(ctx(), d.Chief, []signing.Choice{choice(doc)}, pin)
		d.must(err)
		d.clock.Set(time.Date(2026, 11, 23, 2, 36, 0, 0, time.UTC))
		d.refused(try("sai-ma-pin"), office.CodeSigning, "Mã PIN không đúng") // one of five again
		d.signed(doc)
		d.verified()
	})
}

// PINs tried at once count one by one: no more than five are looked at.
func TestManyWrongPINsAtOnce(t *testing.T) {
	each(t, func(d *desk) {
		var wg sync.WaitGroup
		errs := make([]error, 40)
		for i := range errs {
			wg.Go(func() {
				_, errs[i] = d.sign.SignMany(ctx(), d.Leader, []signing.Choice{{Document: d.Agency}}, "sai-ma-pin")
			})
		}
		wg.Wait()
		wrong := 0
		for _, err := range errs {
			if err != nil && strings.Contains(err.Error(), "wrong. Enter") {
				wrong++
				continue
			}
			d.refused(err, office.CodeSigning, "quá nhiều lần")
		}
		if wrong != 4 {
			d.t.Errorf("%d of 40 wrong PINs were looked at before the lock, want 4 and the one that locks", wrong)
		}
		d.verified()
	})
}

func TestKeysThatMayNotSign(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		choices := []signing.Choice{choice(doc)}
		monday := storeMonday()
		for _, c := range []struct {
			name  string
			valid validity
			says  string
		}{
			// 20:00 UTC is the next morning in Đà Nẵng.
			{"expired", validity{monday.AddDate(-1, 0, 0), time.Date(2026, 11, 22, 20, 0, 0, 0, time.UTC)}, "hết hạn ngày 23/11/2026"},
			{"not yet valid", validity{monday.AddDate(0, 0, 1), monday.AddDate(1, 0, 0)}, "chưa có hiệu lực"},
		} {
			k := d.addKey(signing.Personal, d.Leader, pin, d.ca.issue(d.t, c.name, c.valid)) // the newest key signs
			_, err := d.sign.SignMany(ctx(), d.Leader, choices, pin)
			d.refused(err, office.CodeSigning, c.says)
			d.must(d.sign.RevokeKey(ctx(), d.Admin, k.ID))
		}
		d.signed(doc) // with the first key again
		first, err := d.sign.MyKey(ctx(), d.Leader)
		d.must(err)
		d.must(d.sign.RevokeKey(ctx(), d.Admin, first.ID))
		_, err = d.sign.SignMany(ctx(), d.Leader, choices, pin)
		d.refused(err, office.CodeNotFound, "Báo quản trị để nạp khoá")
		d.refused(d.sign.RevokeKey(ctx(), d.Admin, newID()), office.CodeNotFound, "")
		d.verified()
	})
}

func storeMonday() time.Time { return time.Date(2026, 11, 23, 2, 12, 0, 0, time.UTC) }

// A seal that fails costs no number: the document keeps number and date, stays
// with the clerk, and is sealed another day as what it was numbered.
func TestSealFailsAfterNumbering(t *testing.T) {
	each(t, func(d *desk) {
		soon := storeMonday().Add(time.Hour)
		d.addKey(signing.Seal, d.Leader, sealPIN, d.ca.issue(d.t, "Con dấu sắp hết hạn", validity{storeMonday().AddDate(-1, 0, 0), soon}))
		doc := d.numbered(d.signed(d.approved(subject)))
		_, err := d.sign.Seal(ctx(), d.Clerk, choice(doc), "sai-ma-pin")
		d.refused(err, office.CodeSigning, "Mã PIN không đúng")
		d.clock.Set(soon.AddDate(0, 0, 1))
		_, err = d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
		d.refused(err, office.CodeSigning, "hết hạn")
		want(d, "unchanged", d.get(doc.ID), doc)
		want(d, "still with the clerk", d.queue(d.Clerk, task.Issue), []office.ID{doc.ID})
		_, err = d.sign.Number(ctx(), d.Clerk, choice(doc), 0)
		d.refused(err, office.CodeConflict, "")

		d.addKey(signing.Seal, d.Leader, sealPIN, d.ca.issue(d.t, "Con dấu mới", year(d)))
		sealed, err := d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
		d.must(err)
		want(d, "number", sealed.Number, doc.Number)
		want(d, "date", sealed.IssuedDate, office.Date{Year: 2026, Month: 11, Day: 23})
		text := strings.Join(strings.Fields(oracle(d.t, d.main(sealed), "pdftotext", "-layout", "FILE", "-")), " ")
		if !strings.Contains(text, "ngày 23 tháng 11 năm 2026") {
			d.t.Errorf("the sealed PDF has another date:\n%s", text)
		}
		d.whole(sealed, 2)
		d.verified()
	})
}

func TestAddKey(t *testing.T) {
	each(t, func(d *desk) {
		c, other := d.ca.issue(d.t, "Lê Hoàng Minh", year(d)), d.ca.issue(d.t, "Người khác", year(d))
		good := signing.AddKeyInput{Kind: signing.Personal, Person: d.Leader.Person, Key: c.key, Chain: c.chain, PIN: pin}
		for name, x := range map[string]struct {
			spoil func(*signing.AddKeyInput)
			says  string
		}{
			"short PIN":       {func(in *signing.AddKeyInput) { in.PIN = "12345" }, "6 ký tự"},
			"endless PIN":     {func(in *signing.AddKeyInput) { in.PIN = strings.Repeat("1", 65) }, "ký tự"},
			"no key":          {func(in *signing.AddKeyInput) { in.Key = nil }, "không khớp"},
			"no certificate":  {func(in *signing.AddKeyInput) { in.Chain = nil }, "không khớp"},
			"another's key":   {func(in *signing.AddKeyInput) { in.Key = other.key }, "không khớp"},
			"no owner":        {func(in *signing.AddKeyInput) { in.Person = office.ID{} }, "người giữ"},
			"unknown kind":    {func(in *signing.AddKeyInput) { in.Kind = "service" }, "con dấu"},
			"no image":        {func(in *signing.AddKeyInput) { in.Image = []byte("GIF89a") }, "PNG"},
			"large image":     {func(in *signing.AddKeyInput) { in.Image = make([]byte, 1<<20+1) }, "PNG"},
			"truncated image": {func(in *signing.AddKeyInput) { in.Image = inkedImage(d.t)[:40] }, "PNG"},
		} {
			in := good
			x.spoil(&in)
			_, err := d.sign.AddKey(ctx(), d.Admin, in)
			if office.CodeOf(err) != office.CodeInvalid || !strings.Contains(err.Error(), "") {
				d.t.Errorf("%s: %v", name, err)
				continue
			}
			d.refused(err, office.CodeInvalid, x.says)
		}
		_, err := d.sign.AddKey(ctx(), d.Leader, good)
		d.refused(err, office.CodeForbidden, "")
		_, err = d.sign.Keys(ctx(), d.Leader)
		d.refused(err, office.CodeForbidden, "")
		keys, err := d.sign.Keys(ctx(), d.Admin)
		d.must(err)
		want(d, "keys", len(keys), 2)
		_, err = d.sign.Keys(ctx(), d.OtherAdmin)
		d.must(err)
		d.refused(d.sign.RevokeKey(ctx(), d.OtherAdmin, keys[0].ID), office.CodeNotFound, "")
		d.refused(d.sign.RevokeKey(ctx(), d.Leader, keys[0].ID), office.CodeForbidden, "")
		d.verified()
	})
}

func TestReadP12(t *testing.T) {
	a := newAuthority(t)
	now := time.Now()
	c, other := a.issue(t, "Nguyễn Văn Ưng", validity{now, now.AddDate(1, 0, 0)}), a.issue(t, "Khác", validity{now, now.AddDate(1, 0, 0)})
	file, err := pkcs12.Modern.Encode(c.key, c.chain[0], nil, pin)
	if err != nil {
		t.Fatal(err)
	}
	_, chain, err := signing.ReadP12(file, pin)
	if err != nil || len(chain) != 1 || chain[0].Subject.CommonName != "Nguyễn Văn Ưng" {
		t.Errorf("chain %v, error %v", chain, err)
	}
	_, _, err = signing.ReadP12(file, "sai")
	wantError(t, err, office.CodeSigning, "mã PIN không đúng")
	_, _, err = signing.ReadP12(file[:len(file)/2], pin)
	wantError(t, err, office.CodeSigning, "tệp hỏng")
	mixed, err := pkcs12.Modern.Encode(other.key, c.chain[0], nil, pin)
	if err != nil {
		t.Fatal(err)
	}
	_, _, err = signing.ReadP12(mixed, pin)
	wantError(t, err, office.CodeSigning, "không")
}
