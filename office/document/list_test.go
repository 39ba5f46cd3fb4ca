package document_test

import (
	"fmt"
	"slices"
	"testing"

	"congvan/office"
	"congvan/office/document"
)

// ids walks a whole list page by page.
func (x *fixture) walk(a office.Actor, q document.ListQuery) (numbers []int64) {
	x.t.Helper()
	for range 1000 {
		page, err := x.List(x.t.Context(), a, q)
		if err != nil {
			x.t.Fatal(err)
		}
		for _, r := range page.Rows {
			numbers = append(numbers, r.ArrivalNumber)
		}
		if page.Next == "" {
			return numbers
		}
		q.After = page.Next
	}
	x.t.Fatal("the list does not end")
	return nil
}

func TestListIsScopedByReaders(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		var docs []document.Document
		for n := range 25 {
			docs = append(docs, x.paper(n+1))
		}
		all := make([]int64, 25)
		for i := range all {
			all[i] = int64(25 - i)
		}
		q := document.ListQuery{Box: document.IncomingBox, Limit: 4}
		for name, a := range map[string]office.Actor{"clerk": x.Clerk, "chief": x.Chief, "leader": x.Leader} {
			if got := x.walk(a, q); !slices.Equal(got, all) {
				t.Errorf("%s sees %v", name, got)
			}
		}
		if got := x.walk(x.Specialist, q); len(got) != 0 {
			t.Errorf("the specialist sees %v", got)
		}
		x.act(x.Clerk, func(tx office.Tx) error { // by person, by unit, and by both
			for i, p := range [][]office.ID{{x.Specialist.Person}, {x.General}, {x.Specialist.Post, x.General, x.Specialist.Person, {}}} {
				if err := x.GrantIn(tx, docs[i*3].ID, p...); err != nil {
					return err
				}
			}
			return x.GrantIn(tx, docs[0].ID, x.Specialist.Person)
		})
		q.Limit = 2
		if got, want := x.walk(x.Specialist, q), []int64{7, 4, 1}; !slices.Equal(got, want) {
			t.Errorf("the specialist sees %v, want %v", got, want)
		}
		if got, want := x.walk(x.Head, q), []int64{7, 4}; !slices.Equal(got, want) {
			t.Errorf("the head of the unit sees %v, want %v", got, want)
		}
		c, err := x.Count(t.Context(), x.Specialist, q)
		if err != nil || c.N != 3 || c.More || c.String() != "3" {
			t.Errorf("count %+v, %v", c, err)
		}
		_, err = x.Detail(t.Context(), x.Specialist, docs[1].ID)
		wantCode(t, err, office.CodeForbidden)
		if _, err := x.Detail(t.Context(), x.Specialist, docs[3].ID); err != nil {
			t.Error(err)
		}
		_, err = x.List(t.Context(), x.Admin, q)
		wantCode(t, err, office.CodeForbidden)
		q.After = "rubbish"
		_, err = x.List(t.Context(), x.Clerk, q)
		wantCode(t, err, office.CodeInvalid)
	})
}

func TestFilters(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		for n := range 12 {
			f := form(n + 1)
			switch {
			case n%3 == 0:
				f.TypeCode, f.ReferenceCode = "QD", fmt.Sprintf("%d-QĐ/TU", 100+n)
			case n%3 == 1:
				f.IssuingName, f.Urgency = "Ban Tổ chức Thành uỷ 100%", office.Express
			}
			f.ArrivalDate = office.Date{Year: 2026, Month: 11, Day: 20 + n%4}
			if _, err := x.RegisterPaper(t.Context(), x.Clerk, f); err != nil {
				t.Fatal(err)
			}
		}
		day := func(d int) office.Date { return office.Date{Year: 2026, Month: 11, Day: d} }
		for name, c := range map[string]struct {
			f    document.Filter
			want int
		}{
			"none":               {document.Filter{}, 12},
			"type":               {document.Filter{TypeCode: "QD"}, 4},
			"year":               {document.Filter{Year: 2026}, 12},
			"other year":         {document.Filter{Year: 2025}, 0},
			"days":               {document.Filter{From: day(21), To: day(22)}, 6},
			"issuer":             {document.Filter{Issuer: "tổ chức"}, 4},
			"issuer, wild cards": {document.Filter{Issuer: "100%"}, 4},
			"issuer, no match":   {document.Filter{Issuer: "%_%"}, 0},
			"code":               {document.Filter{CodePrefix: "106-QĐ"}, 1},
			"code, State form":   {document.Filter{CodePrefix: "106/qd/tu"}, 1},
			"code, short":        {document.Filter{CodePrefix: "106"}, 1},
			"code, part number":  {document.Filter{CodePrefix: "10"}, 0},
			"code, two parts":    {document.Filter{CodePrefix: "106-q"}, 1},
			"urgent":             {document.Filter{Urgent: true}, 4},
			"register":           {document.Filter{Register: x.register.ID}, 12},
			"state":              {document.Filter{States: []document.State{document.Cancelled}}, 0},
			"two":                {document.Filter{TypeCode: "QD", From: day(23)}, 1},
		} {
			q := document.ListQuery{Box: document.IncomingBox, Filter: c.f, Limit: 3}
			page, err := x.List(t.Context(), x.Leader, q)
			if err != nil {
				t.Fatal(name, err)
			}
			if got := len(x.walk(x.Leader, q)); got != c.want || page.Count.N != c.want {
				t.Errorf("%s: %d rows, count %d, want %d", name, got, page.Count.N, c.want)
			}
		}
		page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.IncomingBox, Filter: document.Filter{CodePrefix: "109-QĐ/TU"}})
		if err != nil || len(page.Rows) != 1 {
			t.Fatalf("%+v, %v", page, err)
		}
		r := page.Rows[0]
		if r.ArrivalNumber != 10 || r.TypeName != "Quyết định" || r.IssuingName != "Thành ủy Đà Nẵng" || r.SignerName != "Nguyễn Văn Bình" ||
			r.Subject == "" || r.IssuedDate.IsZero() || r.Copies != 1 || r.State != document.Registered || r.CreatedAt.IsZero() {
			t.Errorf("row: %+v", r)
		}
	})
}

func TestBoxesFollowTheState(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		in := func(a office.Actor, b document.Box, want int) {
			t.Helper()
			c, err := x.Count(t.Context(), a, document.ListQuery{Box: b})
			if err != nil || c.N != want {
				t.Errorf("%s: %d, want %d (%v)", b, c.N, want, err)
			}
		}
		d := x.receive("code: 1\n\nx")
		in(x.Clerk, document.QueueBox, 1)
		in(x.Leader, document.QueueBox, 0)
		page, err := x.List(t.Context(), x.Clerk, document.ListQuery{Box: document.QueueBox})
		if err != nil || page.Rows[0].Files != 1 || page.Rows[0].Verdict != document.NoVerdict || page.Rows[0].Holders[0].Name != "Văn thư" {
			t.Errorf("queue: %+v, %v", page.Rows, err)
		}
		if _, err := x.Register(t.Context(), x.Clerk, d.ID, d.Version, form(1)); err != nil {
			t.Fatal(err)
		}
		in(x.Clerk, document.QueueBox, 0)
		in(x.Leader, document.IncomingBox, 1)
		out := x.signed("TB", "TU")
		in(x.Specialist, document.DraftBox, 1)
		in(x.Clerk, document.DraftBox, 1) // signed: waits for its number
		numbered := x.number(out.ID)
		in(x.Specialist, document.DraftBox, 0)
		in(x.Specialist, document.OutgoingBox, 1)
		in(x.Leader, document.OutgoingBox, 1)
		in(x.Colleague, document.OutgoingBox, 0)
		if _, err := x.Cancel(t.Context(), x.Clerk, out.ID, numbered.Version, "Ký nhầm bản"); err != nil {
			t.Fatal(err)
		}
		in(x.Clerk, document.OutgoingBox, 1) // stays visible with its number
		x.verified()
	})
}

func TestDraftsAndFiles(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		var d document.Document
		fields := document.DraftFields{
			TypeCode: "CV", Subject: "Phúc đáp", SignerPost: x.Leader.Post, Recipients: []document.Recipient{
				{Code: "A10.02", Name: "Ban Tuyên giáo và Dân vận", Channel: document.ByExchange},
				{Name: "Lưu Văn phòng", Channel: document.OnPaper},
			},
		}
		x.act(x.Specialist, func(tx office.Tx) (err error) {
			d, err = x.CreateOutgoingIn(tx, document.Internal, fields, "draft.create")
			return err
		})
		if d.Body != "VPTU" || d.RuleSet != "party" || d.IssuingName != "Văn phòng Thành ủy" || d.IssuingCode != "A10.01" || d.AuthorPost != x.Specialist.Post {
			t.Errorf("defaults: %+v", d)
		}
		files, err := x.Prepare(t.Context(), x.Specialist, []document.Upload{file("du thao.pdf", "code: x\n\nChữ trong dự thảo")})
		if err != nil {
			t.Fatal(err)
		}
		x.act(x.Specialist, func(tx office.Tx) (err error) {
			if d, err = x.AttachFileIn(tx, d.ID, files[0], "draft.upload"); err != nil {
				return err
			}
			fields.Subject = "Phúc đáp công văn"
			fields.Recipients = fields.Recipients[:1]
			d, err = x.UpdateDraftIn(tx, d.ID, d.Version, fields, "draft.upload")
			return err
		})
		bad := fields
		bad.Recipients = []document.Recipient{{Name: "Không mã", Channel: document.ByExchange}}
		err = x.store.Act(t.Context(), x.Specialist, func(tx office.Tx) error {
			_, err := x.UpdateDraftIn(tx, d.ID, d.Version, bad, "draft.upload")
			return err
		})
		if e := wantCode(t, err, office.CodeInvalid); e.Field != "recipients" {
			t.Error(e.Field)
		}
		err = x.store.Act(t.Context(), x.Specialist, func(tx office.Tx) error {
			_, err := x.SetStateIn(tx, d.ID, document.Draft, document.Signed, "document.sign", nil)
			return err
		})
		wantCode(t, err, office.CodeConflict)
		got, err := x.Detail(t.Context(), x.Specialist, d.ID)
		if err != nil || len(got.Document.Files) != 1 || len(got.Document.Recipients) != 1 || got.Document.Subject != "Phúc đáp công văn" {
			t.Errorf("%+v, %v", got.Document, err)
		}
		if text, err := x.Text(t.Context(), x.Specialist, d.ID); err != nil || text != "Chữ trong dự thảo" {
			t.Errorf("text %q, %v", text, err)
		}
		x.verified()
	})
}
