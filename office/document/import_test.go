package document_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/search"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func legacy(row int, arrival int64) document.Legacy {
	f := form(row)
	f.IssuedDate = office.Date{Year: 2024, Month: time.March, Day: 4}
	f.ArrivalDate = office.Date{Year: 2024, Month: time.March, Day: 6}
	return document.Legacy{Row: row, Kind: document.Incoming, Form: f, Arrival: arrival, Text: "Nội dung cũ về hồ chứa nước"}
}

func (x *fixture) importRows(rows ...document.Legacy) document.Imported {
	x.t.Helper()
	out, err := x.Import(x.t.Context(), x.Clerk, document.ImportBatch{Source: "so-cu.csv", First: rows[0].Row, Last: rows[len(rows)-1].Row, Rows: rows})
	if err != nil {
		x.t.Fatal(err)
	}
	return out
}

func TestImportTakesABatchOnceAndProvesIt(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		rows := []document.Legacy{legacy(1, 7), legacy(2, 9), legacy(3, 0)}
		out := x.importRows(rows...)
		if out.Taken != 3 || len(out.Rejected) > 0 || out.Already {
			t.Fatalf("imported %+v", out)
		}
		if again := x.importRows(rows...); !again.Already || again.Batch != out.Batch || again.Taken != 3 {
			t.Errorf("the same rows again: %+v", again)
		}
		var entries int
		var story []string
		x.view(x.Clerk, func(tx office.Tx) error {
			found, err := store.Search{}.Find(tx, search.Find{
				Query: search.Query{Words: []string{"ho", "chua"}}, Principals: x.Clerk.Principals, Limit: 10,
			})
			if err != nil || len(found) != 3 {
				t.Fatalf("found %v, %v", found, err)
			}
			d, err := x.Store.Get(tx, found[0].Document) // newest first: by day, then by number
			if err != nil || d.ArrivalNumber != 10 || d.State != document.Registered {
				t.Errorf("document %+v, %v", d, err)
			}
			list, err := store.Journal{}.EntriesOf(tx, x.Agency, d.ID)
			for _, e := range list {
				story = append(story, string(e.Act))
			}
			entries = len(list)
			return err
		})
		if entries != 1 || story[0] != "document.import" {
			t.Errorf("story %v", story)
		}
		// The register goes on where the import ended.
		f := form(50)
		f.IssuedDate, f.ArrivalDate = rows[0].Form.IssuedDate, rows[0].Form.ArrivalDate
		d, err := x.RegisterPaper(t.Context(), x.Clerk, f)
		if err != nil || d.ArrivalNumber != 11 {
			t.Errorf("next number %d, %v", d.ArrivalNumber, err)
		}
		x.verified()
		storetest.Tamper(t, x.store, `UPDATE document_import_row SET text = 'khác' WHERE row_number = 2`)
		storetest.Tamper(t, x.store, `UPDATE document SET subject = 'khác' WHERE arrival_number = 7`)
		var kinds []string
		for _, p := range x.verify().Problems {
			kinds = append(kinds, string(p.Kind)+" "+p.Code)
		}
		if got := strings.Join(kinds, ", "); got != "document object_changed, import object_changed" && got != "import object_changed, document object_changed" {
			t.Errorf("after tampering verify says %s", got)
		}
	})
}

func TestImportNamesEveryRejectedRow(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.paper(40) // number 1 of 2026, code 40-TB/TU
		double := legacy(4, 0)
		double.Form = form(40)
		noSubject := legacy(5, 20)
		noSubject.Form.Subject, noSubject.Form.IssuingName = "", ""
		noSubject.Form.ReferenceCode = "5-TB/TU"
		secret := legacy(6, 21)
		secret.Form.Classification = office.Secret
		taken := legacy(7, 1)
		taken.Form.ArrivalDate, taken.Form.IssuedDate = office.Date{Year: 2026, Month: 3, Day: 2}, office.Date{Year: 2026, Month: 3, Day: 1}
		out := legacy(8, 0)
		out.Kind, out.Form.ReferenceCode, out.Form.TypeCode = document.Outgoing, "không số", "CV"
		rows := []document.Legacy{legacy(1, 7), legacy(2, 7), legacy(3, 8), double, noSubject, secret, taken, out}
		rows[2].Form.ReferenceCode = rows[0].Form.ReferenceCode
		batch := document.ImportBatch{Source: "so-cu.csv", First: 1, Last: 8, Rows: rows}
		dry, err := x.CheckImport(t.Context(), x.Clerk, batch)
		if err != nil {
			t.Fatal(err)
		}
		real, err := x.Import(t.Context(), x.Clerk, batch)
		if err != nil {
			t.Fatal(err)
		}
		want := []string{"5 issuing_name", "5 subject", "6 classification", "8 reference_code", "2 arrival_number", "3 duplicate_reason", "4 duplicate_reason", "7 arrival_number"}
		for name, got := range map[string][]document.Rejected{"dry run": dry, "import": real.Rejected} {
			var names []string
			for _, r := range got {
				names = append(names, strings.TrimSpace(strconv.Itoa(r.Row)+" "+r.Field))
			}
			if strings.Join(names, ", ") != strings.Join(want, ", ") {
				t.Errorf("%s rejected %v\nwant %v", name, names, want)
			}
		}
		if real.Taken != 1 {
			t.Errorf("taken %d", real.Taken)
		}
		x.verified()
		_, err = x.Import(t.Context(), x.Specialist, batch)
		wantCode(t, err, office.CodeForbidden)
	})
}

func TestImportedOutgoingStandsInItsSeries(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.act(x.Admin, func(tx office.Tx) error {
			_, err := x.AddCongressIn(tx, document.Congress{
				Code: "2020-2025", Opens: office.Date{Year: 2020, Month: 10, Day: 20}, Closes: office.Date{Year: 2020, Month: 10, Day: 22},
			})
			return err
		})
		l := legacy(1, 0)
		l.Kind, l.Form.ReferenceCode, l.Form.IssuingName = document.Outgoing, "15-TB/TU", ""
		out := x.importRows(l)
		if out.Taken != 1 {
			t.Fatalf("%+v", out.Rejected)
		}
		again := legacy(2, 0)
		again.Kind, again.Form.ReferenceCode = document.Outgoing, "15-TB/TU"
		if out := x.importRows(again); out.Taken != 0 || out.Rejected[0].Field != "reference_code" {
			t.Errorf("the same number again: %+v", out)
		}
		x.view(x.Clerk, func(tx office.Tx) error {
			rows, err := x.Store.Page(tx, document.PageQuery{Box: document.OutgoingBox, Principals: x.Clerk.Principals, Limit: 5})
			if err != nil || len(rows) != 1 || rows[0].Number != 15 || rows[0].State != document.Issued {
				t.Errorf("register %+v, %v", rows, err)
			}
			return nil
		})
		x.verified()
	})
}
