package document_test

import (
	"slices"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/search"
)

// Whoever sees many documents is served by another way through the indexes than
// whoever sees few; both give the same answers.
func TestManyDocuments(t *testing.T) {
	each(t, func(t *testing.T, x *fixture) {
		const n = 2020 // more than are gone through one by one, and more than are counted
		var rare, few []int64
		x.act(x.Clerk, func(tx office.Tx) error {
			for i := range int64(n) {
				f := form(int(i) + 1)
				if i%100 == 7 {
					f.TypeCode, rare = "CT", append(rare, i+1)
				}
				d, err := x.RegisterPaperIn(tx, f)
				if err != nil {
					return err
				}
				if i%200 == 7 {
					few = append(few, i+1)
					if err := x.GrantIn(tx, d.ID, x.Specialist.Person, x.General); err != nil {
						return err
					}
				}
			}
			return nil
		})
		slices.Reverse(rare)
		slices.Reverse(few)
		q := document.ListQuery{Box: document.IncomingBox, Filter: document.Filter{TypeCode: "CT"}, Limit: 6}
		if got := x.walk(x.Leader, q); !slices.Equal(got, rare) {
			t.Errorf("the leader sees %v, want %v", got, rare)
		}
		if got := x.walk(x.Specialist, q); !slices.Equal(got, few) {
			t.Errorf("the specialist sees %v, want %v", got, few)
		}
		c, err := x.Count(t.Context(), x.Leader, document.ListQuery{Box: document.IncomingBox})
		if err != nil || !c.More || c.String() != "hơn 1.000" {
			t.Errorf("count %v, %v", c, err)
		}
		if got := x.walk(x.Clerk, document.ListQuery{Box: document.IncomingBox, Limit: 200}); len(got) != n || got[0] != n || got[n-1] != 1 {
			t.Errorf("%d rows", len(got))
		}
		s := search.Service{Acts: x.store, Store: x.store.Search()}
		for _, who := range []struct {
			actor office.Actor
			want  int
		}{{x.Leader, 50}, {x.Specialist, len(few)}} {
			a, err := s.Search(t.Context(), who.actor, search.Input{Text: "ket luan", Limit: 50})
			if err != nil || len(a.Hits) != who.want || (a.Next != "") != (who.want == 50) {
				t.Errorf("%d hits, want %d: %v", len(a.Hits), who.want, err)
			}
		}
	})
}
