package org_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
	"congvan/office/org"
	"congvan/platform/store/storetest"
)

func names(members []org.Member) []string {
	out := []string{}
	for _, m := range members {
		out = append(out, m.Name)
	}
	return out
}

// People stand by given name in Vietnamese order, the same on both engines.
func TestPeopleByGivenName(t *testing.T) {
	each(t, func(w *world) {
		for _, name := range []string{"Nguyễn Văn Ân", "Trần Thị Ánh", "Đỗ Đức Đạt", "Phan Dũng", "Lê Ý", "Lê Thị Ơn", "Cao Tấn Ồn"} {
			person, err := w.Org.CreatePerson(ctx(), w.Admin, org.CreatePersonInput{Name: name})
			w.ok(err)
			post, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{From: storetest.Since(), Post: org.PostFacts{Title: "Nhân viên", Rank: 50}})
			w.ok(err)
			_, err = w.Org.Appoint(ctx(), w.Admin, org.AppointInput{Post: post, Person: person, From: storetest.Since()})
			w.ok(err)
		}
		want := []string{
			"Trần Văn An", "Trần Thị Ánh", "Nguyễn Văn Ân", "Huỳnh Quốc Bảo", "Phan Dũng", "Đỗ Đức Đạt",
			"Nguyễn Thu Hà", "Phạm Thùy Linh", "Võ Đình Lộc", "Lê Hoàng Minh", "Đặng Kim Oanh", "Cao Tấn Ồn",
			"Lê Thị Ơn", "Lương Công Trí", "Lê Ý",
		}
		w.view(w.Specialist, func(tx office.Tx) {
			people, err := w.Org.PeopleIn(tx, tx.Today())
			w.ok(err)
			if diff := cmp.Diff(want, names(people)); diff != "" {
				t.Errorf("people (-want +got):\n%s", diff)
			}
			early, err := w.Org.PeopleIn(tx, day(2020, 1, 1))
			w.ok(err)
			if len(early) != 0 {
				t.Errorf("before the agency was founded: %v", names(early))
			}
		})
	})
}

func TestTree(t *testing.T) {
	each(t, func(w *world) {
		vacant, err := w.Org.CreatePost(ctx(), w.Admin, org.CreatePostInput{
			From: day(2026, 1, 1), Post: org.PostFacts{Title: "Phó Trưởng phòng Quản trị", Unit: w.Administration, Roles: []office.Role{office.DivisionHead}, Rank: 11},
		})
		w.ok(err)
		w.view(w.Specialist, func(tx office.Tx) {
			tree, err := w.Org.TreeIn(tx, tx.Today())
			w.ok(err)
			if diff := cmp.Diff([]string{"Lê Hoàng Minh", "Võ Đình Lộc", "Lương Công Trí"}, names(tree.Members)); diff != "" {
				t.Errorf("outside units (-want +got):\n%s", diff)
			}
			if len(tree.Units) != 2 || tree.Units[0].Unit.ID != w.General || tree.Units[1].Unit.ID != w.Administration {
				t.Fatalf("units: %+v", tree.Units)
			}
			want := []string{"Nguyễn Thu Hà", "Trần Văn An", "Phạm Thùy Linh", "Huỳnh Quốc Bảo"}
			if diff := cmp.Diff(want, names(tree.Units[0].Members)); diff != "" {
				t.Errorf("in Phòng Tổng hợp (-want +got):\n%s", diff)
			}
			first := tree.Units[1].Members[0]
			if first.Post.ID != vacant || !first.Vacant() || first.Name != "" {
				t.Errorf("a vacant post is shown as %+v", first)
			}
			clerks, err := w.Org.WithRoleIn(tx, office.RecordsClerk)
			w.ok(err)
			if diff := cmp.Diff([]string{"Phạm Thùy Linh"}, names(clerks)); diff != "" {
				t.Errorf("clerks (-want +got):\n%s", diff)
			}
		})
	})
}

func TestFindByName(t *testing.T) {
	each(t, func(w *world) {
		find := func(query string) []string {
			var out []string
			w.view(w.Specialist, func(tx office.Tx) {
				found, err := w.Org.FindIn(tx, query, tx.Today())
				w.ok(err)
				out = names(found)
			})
			return out
		}
		for query, want := range map[string][]string{
			"tran van an":  {"Trần Văn An"},
			"ha nguy":      {"Nguyễn Thu Hà"},
			"Đặng":         {"Đặng Kim Oanh"},
			"dang":         {"Đặng Kim Oanh"},
			"l":            {"Phạm Thùy Linh", "Võ Đình Lộc", "Lê Hoàng Minh", "Lương Công Trí"},
			"anh":          {},
			"%":            {},
			"_":            {},
			`\`:            {},
			"' OR 1=1 --":  {},
			"":             {},
			"Mai Xuân":     {}, // another agency's
			"an an an an":  {"Trần Văn An"},
			"a b c d e fg": {},
		} {
			if diff := cmp.Diff(want, find(query)); diff != "" {
				t.Errorf("%q (-want +got):\n%s", query, diff)
			}
		}
		w.view(w.Admin, func(tx office.Tx) {
			found, err := w.Org.FindPeopleIn(tx, "mai xuan")
			w.ok(err)
			if len(found) != 1 || found[0].Name != "Mai Xuân Phúc" {
				t.Errorf("in the whole deployment: %v", found)
			}
		})
		w.view(w.Clerk, func(tx office.Tx) {
			_, err := w.Org.FindPeopleIn(tx, "mai xuan")
			w.refused(err, office.CodeForbidden)
		})
	})
}

func TestNames(t *testing.T) {
	each(t, func(w *world) {
		w.view(w.Specialist, func(tx office.Tx) {
			for _, tc := range []struct {
				kind   org.PrincipalKind
				id     office.ID
				want   string
				active bool
			}{
				{org.PrincipalPerson, w.Chief.Person, "đ/c Võ Đình Lộc", true},
				{org.PrincipalPost, w.Chief.Post, "đ/c Võ Đình Lộc, Chánh Văn phòng", true},
				{org.PrincipalUnit, w.General, "Phòng Tổng hợp", true},
				{org.PrincipalAgency, w.Other, "Ban Tuyên giáo và Dân vận", true},
				{org.PrincipalRole, office.RoleID(w.Agency, office.RecordsClerk), "Văn thư", true},
			} {
				name, active, err := w.Org.NameIn(tx, tc.kind, tc.id, tx.Today())
				w.ok(err)
				if name != tc.want || active != tc.active {
					t.Errorf("%s: got %q %v, want %q %v", tc.kind, name, active, tc.want, tc.active)
				}
			}
			if _, active, err := w.Org.NameIn(tx, org.PrincipalPost, w.Chief.Post, day(2020, 1, 1)); err != nil || active {
				t.Errorf("before it was made: active %v, %v", active, err)
			}
			_, _, err := w.Org.NameIn(tx, org.PrincipalUnit, office.ID{1}, tx.Today())
			w.refused(err, office.CodeNotFound)
		})
	})
}

func TestRenamePerson(t *testing.T) {
	each(t, func(w *world) {
		in := org.RenamePersonInput{ID: w.Specialist.Person, Name: "Trần Văn  Ước"}
		w.refused(w.Org.RenamePerson(ctx(), w.OtherAdmin, in), office.CodeForbidden) // another agency keeps the record
		w.ok(w.Org.RenamePerson(ctx(), w.Admin, in))
		w.view(w.Specialist, func(tx office.Tx) {
			found, err := w.Org.FindIn(tx, "uoc", tx.Today())
			w.ok(err)
			if len(found) != 1 || found[0].Name != "Trần Văn Ước" {
				t.Errorf("found %v", names(found))
			}
		})
		w.verified()
	})
}
