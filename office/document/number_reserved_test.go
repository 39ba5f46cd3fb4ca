package document_test

import (
	"testing"

	"congvan/office"
	"congvan/office/document"
)

func TestReservedFor(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		kept, err := x.Reserve(t.Context(), x.Clerk, document.SeriesOf{RuleSet: "party", TypeCode: "KL", Body: "TU"}, "Họp tối nay")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := x.Reserve(t.Context(), x.Clerk, document.SeriesOf{RuleSet: "party", TypeCode: "KL", Body: "VPTU"}, "Của cơ quan khác"); err != nil {
			t.Fatal(err)
		}
		d := x.signed("KL", "TU")
		got, err := x.ReservedFor(t.Context(), x.Clerk, d.ID)
		if err != nil || len(got) != 1 || got[0].ID != kept.ID {
			t.Errorf("got %+v, %v; want only the number of the document's own series", got, err)
		}
		_, err = x.ReservedFor(t.Context(), x.Colleague, d.ID)
		wantCode(t, err, office.CodeForbidden)
		terms, err := x.Congresses(t.Context(), x.Clerk)
		if err != nil || len(terms) == 0 {
			t.Errorf("terms %+v, %v", terms, err)
		}
		_, err = x.Congresses(t.Context(), x.Specialist)
		wantCode(t, err, office.CodeForbidden)
	})
}

func TestCancelTellsTheHook(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		x.term()
		d := x.number(x.signed("KL", "TU").ID)
		var told document.Document
		x.Service.AfterCancel = func(_ office.Tx, d document.Document) error {
			told = d
			return nil
		}
		if _, err := x.Cancel(t.Context(), x.Clerk, d.ID, d.Version, "Thay bằng văn bản khác"); err != nil {
			t.Fatal(err)
		}
		if told.ID != d.ID || told.State != document.Cancelled || told.CancelledReason != "Thay bằng văn bản khác" {
			t.Errorf("told %+v", told)
		}
	})
}
