package access

import (
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"congvan/office"
)

var update = flag.Bool("update", false, "write the matrix as the table has it; read the difference before committing")

var (
	self        = office.ID{1}
	agency      = office.ID{2}
	other       = office.ID{3}
	predecessor = office.ID{4}
)

// who is a column of the matrix: an actor by the roles of the post.
type who struct {
	name  string
	actor office.Actor
}

func columns() []who {
	person := func(roles ...office.Role) office.Actor {
		return office.Actor{
			Agency: agency, Account: office.ID{9}, Person: self, Post: office.ID{8}, Roles: roles,
			Principals: []office.ID{self, agency, predecessor},
		}
	}
	return []who{
		{"clerk", person(office.RecordsClerk)},
		{"specialist", person(office.Specialist)},
		{"head", person(office.DivisionHead)},
		{"chief", person(office.ChiefOfOffice)},
		{"leader", person(office.Leader)},
		{"archivist", person(office.Archivist)},
		{"admin", person(office.SystemAdmin)},
		{"no role", person()},
		{"system", office.SystemActor(agency)},
	}
}

// tie is one way of being tied to an object, with its letter in the matrix.
type tie struct {
	letter string
	object Object
}

func tieCases() []tie {
	mine := []office.ID{{77}, self}
	return []tie{
		{"h", Object{Holders: mine}},
		{"g", Object{Givers: mine}},
		{"a", Object{Authors: mine}},
		{"s", Object{Signer: self}},
		{"r", Object{Reader: true}},
	}
}

// cell says when the actor may: "+" always, "-" never, else the ties that help.
func cell(a office.Actor, act office.ActCode, owner office.ID) string {
	if Can(a, act, Object{Agency: owner}).Allowed {
		return "+"
	}
	var b strings.Builder
	for _, t := range tieCases() {
		t.object.Agency = owner
		if Can(a, act, t.object).Allowed {
			b.WriteString(t.letter)
		}
	}
	if b.Len() == 0 {
		return "-"
	}
	return b.String()
}

// acts reads the act codes out of act.go, so that none can be forgotten.
func acts(t *testing.T) []office.ActCode {
	t.Helper()
	file, err := parser.ParseFile(token.NewFileSet(), "act.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var out []office.ActCode
	seen := map[string]bool{}
	ast.Inspect(file, func(n ast.Node) bool {
		spec, ok := n.(*ast.ValueSpec)
		if !ok || len(spec.Values) != 1 {
			return true
		}
		lit, ok := spec.Values[0].(*ast.BasicLit)
		if !ok {
			t.Fatalf("%s is not a literal", spec.Names[0])
		}
		code, err := strconv.Unquote(lit.Value)
		if err != nil || seen[code] {
			t.Fatalf("act code %s: malformed or given twice", lit.Value)
		}
		seen[code] = true
		out = append(out, office.ActCode(code))
		return true
	})
	if len(out) < 50 {
		t.Fatalf("found only %d acts", len(out))
	}
	return out
}

func matrix(t *testing.T) string {
	var b strings.Builder
	b.WriteString("# Who may do what in the own agency. + always, - never, else only when tied to the object as\n")
	b.WriteString("# h holder, g giver, a author, s named signer, r reader. The last column: also for what a\n")
	b.WriteString("# predecessor agency left. In any other agency nobody may do anything; the test holds that too.\n")
	fmt.Fprintf(&b, "%-24s", "act")
	for _, c := range columns() {
		fmt.Fprintf(&b, "%-11s", c.name)
	}
	b.WriteString("inherited\n")
	for _, act := range acts(t) {
		fmt.Fprintf(&b, "%-24s", act)
		for _, c := range columns() {
			fmt.Fprintf(&b, "%-11s", cell(c.actor, act, agency))
		}
		b.WriteString(inherited(t, act) + "\n")
	}
	return b.String()
}

// inherited: a predecessor's objects are open exactly like the agency's own, or
// not at all.
func inherited(t *testing.T, act office.ActCode) string {
	open, same := false, true
	for _, c := range columns() {
		if c.actor.System {
			continue // the service holds no principals
		}
		was := cell(c.actor, act, predecessor)
		open = open || was != "-"
		same = same && was == cell(c.actor, act, agency)
	}
	if !open {
		return "no"
	}
	if !same {
		t.Errorf("%s: open in part for a predecessor's objects", act)
	}
	return "yes"
}

func TestMatrix(t *testing.T) {
	const golden = "testdata/matrix.txt"
	got := matrix(t)
	if *update {
		if err := os.WriteFile(golden, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(strings.Split(string(want), "\n"), strings.Split(got, "\n")); diff != "" {
		t.Errorf("who may do what has changed (-want +got):\n%s", diff)
	}
}

// Every act, every role, every tie: nothing in another agency, nor where the
// agency is unknown, nor for an actor who is nobody.
func TestDeniedByDefault(t *testing.T) {
	full := Object{Reader: true, Holders: []office.ID{self}, Givers: []office.ID{self}, Authors: []office.ID{self}, Signer: self}
	for _, act := range acts(t) {
		for _, c := range columns() {
			for _, owner := range []office.ID{other, {}} {
				o := full
				o.Agency = owner
				if Can(c.actor, act, o).Allowed {
					t.Errorf("%s may %s in agency %q", c.name, act, owner)
				}
			}
		}
		o := full
		o.Agency = agency
		stranger := office.Actor{Agency: agency, Roles: []office.Role{office.Leader}, Principals: []office.ID{self}}
		if Can(stranger, act, o).Allowed {
			t.Errorf("an actor without a person may %s", act)
		}
		if Can(office.Actor{}, act, Object{}).Allowed {
			t.Errorf("the zero actor may %s", act)
		}
	}
	all := columns()[0].actor
	all.Roles = []office.Role{
		office.RecordsClerk, office.Specialist, office.DivisionHead, office.ChiefOfOffice,
		office.Leader, office.Archivist, office.SystemAdmin, "unknown_role",
	}
	full.Agency = agency
	if d := Can(all, "document.burn", full); d.Allowed || d.Vi == "" {
		t.Errorf("an act without a rule: %+v", d)
	}
}

func TestEveryReasonReads(t *testing.T) {
	for _, act := range acts(t) {
		r, ok := ruleOf(act)
		if !ok {
			t.Errorf("%s has no rule", act)
			continue
		}
		for _, s := range []string{r.vi, r.en} {
			if len(s) < 20 || !strings.HasSuffix(s, ".") {
				t.Errorf("%s: reason %q is no sentence", act, s)
			}
		}
	}
}

func TestReasons(t *testing.T) {
	c := columns()
	specialist, admin, system := c[1].actor, c[6].actor, c[8].actor
	for _, tc := range []struct {
		name  string
		actor office.Actor
		act   office.ActCode
		on    Object
		want  string
	}{
		{"role", specialist, RegisterDocument, Object{Agency: agency}, "Chỉ văn thư của cơ quan mới được vào sổ văn bản."},
		{"other agency", specialist, CreateDraft, Object{Agency: other}, "thuộc cơ quan khác"},
		{"predecessor", specialist, CreateDraft, Object{Agency: predecessor}, "cơ quan đã sáp nhập"},
		{"service", system, SignDocument, Object{Agency: agency, Signer: self}, "không được làm thay"},
		{"administrator", admin, ReadDocument, Object{Agency: agency, Reader: true}, "không đọc nội dung"},
	} {
		err := Require(tc.actor, tc.act, tc.on)
		if office.CodeOf(err) != office.CodeForbidden {
			t.Errorf("%s: got %v, want forbidden", tc.name, err)
			continue
		}
		if got := err.(*office.Error).Vi; !strings.Contains(got, tc.want) {
			t.Errorf("%s: got reason %q, want %q in it", tc.name, got, tc.want)
		}
	}
	if err := Require(specialist, CreateDraft, Object{Agency: agency}); err != nil {
		t.Errorf("a specialist may not draft: %v", err)
	}
}

// A post with another role beside administration reads what it may read.
func TestAdministratorWithAnotherRole(t *testing.T) {
	a := columns()[6].actor
	a.Roles = append(a.Roles, office.Specialist)
	if d := Can(a, ReadDocument, Object{Agency: agency, Reader: true}); !d.Allowed {
		t.Errorf("denied: %s", d.Vi)
	}
}

// The zero principal ties nobody to anything.
func TestZeroPrincipal(t *testing.T) {
	a := columns()[4].actor
	a.Principals = append(a.Principals, office.ID{})
	if Can(a, SignDocument, Object{Agency: agency}).Allowed {
		t.Error("a leader signs a document that names no signer")
	}
	if Can(a, AcceptTask, Object{Agency: agency, Holders: []office.ID{{}}}).Allowed {
		t.Error("the zero holder is everyone")
	}
}

func BenchmarkCan(b *testing.B) {
	a := columns()[3].actor
	o := Object{Agency: agency, Holders: []office.ID{{5}, {6}}, Givers: []office.ID{{7}}}
	for b.Loop() {
		Can(a, ResendEnvelope, o)
	}
}
