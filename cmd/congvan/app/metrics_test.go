package app_test

import (
	"context"
	"encoding/json"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	dto "github.com/prometheus/client_model/go"

	"congvan/cmd/congvan/app"
	"congvan/cmd/congvan/app/apptest"
	"congvan/office"
)

// function is one function of the source, with what it calls in its own package.
type function struct {
	label    string // as a use case
	exported bool
	opens    bool // calls Act or View of an office.Acts
	calls    []string
}

// readPackages reads the functions of every package below folders, by package folder.
func readPackages(t *testing.T, root string, folders ...string) map[string]map[string]function {
	t.Helper()
	out := map[string]map[string]function{}
	for _, folder := range folders {
		err := filepath.WalkDir(filepath.Join(root, folder), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
				return err
			}
			f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
			if err != nil {
				return err
			}
			dir, _ := filepath.Rel(root, filepath.Dir(path))
			if out[dir] == nil {
				out[dir] = map[string]function{}
			}
			for _, decl := range f.Decls {
				if fn, ok := decl.(*ast.FuncDecl); ok && fn.Body != nil {
					name, read := readFunction(dir, fn)
					out[dir][name] = read
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	return out
}

func readFunction(dir string, fn *ast.FuncDecl) (string, function) {
	owner := ""
	if fn.Recv != nil {
		kind := fn.Recv.List[0].Type
		if star, ok := kind.(*ast.StarExpr); ok {
			kind = star.X
		}
		if id, ok := kind.(*ast.Ident); ok {
			owner = id.Name + "."
		}
	}
	short := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(dir, "office/"), "platform/"), "cmd/congvan/")
	shown := owner
	if owner == "Service." || owner == "Area." || owner == "App." {
		shown = ""
	}
	f := function{label: short + "." + shown + fn.Name.Name, exported: fn.Name.IsExported()}
	ast.Inspect(fn.Body, func(n ast.Node) bool {
		switch x := n.(type) {
		case *ast.Ident:
			f.calls = append(f.calls, x.Name)
		case *ast.CallExpr:
			if s, ok := x.Fun.(*ast.SelectorExpr); ok && (s.Sel.Name == "Act" || s.Sel.Name == "View") && len(x.Args) == 3 {
				f.opens = true
			}
		}
		return true
	})
	return owner + fn.Name.Name, f
}

// useCases gives the labels that the openers of a package can have: their own, or
// of those of the package that lead to an unexported one. top are labels of
// functions that nothing exported leads to.
func useCases(functions map[string]function) (exported, top map[string]bool) {
	exported, top = map[string]bool{}, map[string]bool{}
	for name, f := range functions {
		if f.opens {
			climb(functions, name, f, map[string]bool{}, exported, top)
		}
	}
	return exported, top
}

func climb(all map[string]function, name string, f function, been, exported, top map[string]bool) {
	if been[name] {
		return
	}
	been[name] = true
	if f.exported {
		exported[f.label] = true
		return
	}
	top[f.label] = true
	bare := name[strings.LastIndexByte(name, '.')+1:]
	for caller, c := range all {
		for _, called := range c.calls {
			if called == bare {
				climb(all, caller, c, been, exported, top)
				break
			}
		}
	}
}

// Every act and view of the office is a use case that bears the name of a method
// people can call: nothing in office/ opens one without an exported method above
// it. What a running server counts is among those names.
func TestEveryUseCaseIsNamed(t *testing.T) {
	known := map[string]bool{}
	for dir, functions := range readPackages(t, filepath.Join("..", "..", ".."), "office", "web", "platform/store", "cmd/congvan/app") {
		exported, top := useCases(functions)
		if strings.HasPrefix(dir, "office/") && len(top) > 0 && len(exported) == 0 {
			t.Errorf("%s opens acts below no exported method: %v", dir, top)
		}
		for _, labels := range []map[string]bool{exported, top} {
			for label := range labels {
				known[label] = true
			}
		}
	}
	if len(known) < 100 || len(known) > 1000 || !known["document.Register"] || !known["task.Direct"] || !known["org.SignIn"] {
		t.Fatalf("%d use cases in the source, want hundreds with document.Register among them", len(known))
	}

	s := apptest.Start(t)
	doc := s.Approved("Báo cáo công tác quý IV")
	for login, pages := range map[string][]string{
		"phamthuylinh": {"/", "/arrivals", "/registers/incoming", "/registers/outgoing", "/deliveries", "/search?q=báo"},
		"lehoangminh":  {"/", "/signing", "/tasks", "/tasks/given", doc},
		"quantri":      {"/admin", "/admin/operations", "/admin/keys", "/organisation"},
	} {
		for _, path := range pages {
			s.As(login).Open(path)
		}
	}
	seen := map[string]bool{}
	for _, m := range family(t, s.App, "congvan_usecase_total") {
		seen[label(m, "usecase")] = true
	}
	for name := range seen {
		if !known[name] && !strings.HasPrefix(name, "store/storetest.") {
			t.Errorf("a use case named %q, which the source does not have", name)
		}
	}
	for _, name := range []string{"draft.Submit", "draft.Agree", "org.SignIn", "document.List", "journal.Heads.Sign", "app.identify"} {
		if !seen[name] {
			t.Errorf("no use case %s among %v", name, seen)
		}
	}
}

func family(t *testing.T, a *app.App, name string) []*dto.Metric {
	t.Helper()
	all, err := a.Telemetry.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range all {
		if f.GetName() == name {
			return f.GetMetric()
		}
	}
	return nil
}

func label(m *dto.Metric, name string) string {
	for _, l := range m.GetLabel() {
		if l.GetName() == name {
			return l.GetValue()
		}
	}
	return ""
}

// No label tells who did what to which document: none holds an id, a name of an
// agency or person, or an address.
func TestLabelsHoldNamesOfTheSourceOnly(t *testing.T) {
	s := apptest.Start(t)
	s.Approved("Tờ trình về việc mua sắm")
	s.As("quantri").Open("/admin/operations")
	s.As("quantri").Refused("/documents/0192f0c4-0000-7000-8000-000000000000", http.StatusNotFound)
	all, err := s.App.Telemetry.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	plain := regexp.MustCompile(`^[A-Za-z0-9_./:+{} \-]*$`)
	id := regexp.MustCompile(`[0-9a-f]{8}-?[0-9a-f]{4}|[0-9a-f]{16}`)
	for _, f := range all {
		for _, m := range f.GetMetric() {
			for _, l := range m.GetLabel() {
				if !plain.MatchString(l.GetValue()) || id.MatchString(l.GetValue()) {
					t.Errorf("%s{%s=%q}", f.GetName(), l.GetName(), l.GetValue())
				}
			}
		}
	}
}

// Metrics are read on their own listener, and nowhere when none is configured.
func TestMetricsHaveTheirOwnListener(t *testing.T) {
	c := app.DefaultConfig()
	c.Data, c.Listen, c.Metrics.Listen = t.TempDir(), "127.0.0.1:0", "127.0.0.1:0"
	ctx, stop := context.WithCancel(t.Context())
	a, err := app.Open(ctx, c, app.Options{Log: slog.New(slog.DiscardHandler)})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	l, err := a.Listen()
	if err != nil {
		t.Fatal(err)
	}
	served := make(chan error, 1)
	go func() { served <- a.Serve(ctx, l, app.WebOptions{}) }()
	ask := func(l net.Listener, path string) (int, string) {
		r, err := http.Get("http://" + l.Addr().String() + path)
		if err != nil {
			t.Fatal(err)
		}
		defer r.Body.Close()
		var b strings.Builder
		if err := r.Write(&b); err != nil {
			t.Fatal(err)
		}
		return r.StatusCode, b.String()
	}
	code, text := ask(l.Metrics, "/metrics")
	for _, name := range []string{"congvan_database_up 1", "congvan_journal_unsigned 0", "congvan_live_streams 0", "congvan_disk_free_bytes ", "go_goroutines ", "process_resident_memory_bytes "} {
		if code != http.StatusOK || !strings.Contains(text, "\n"+name) {
			t.Errorf("%d without %s", code, name)
		}
	}
	if code, _ := ask(l.Metrics, "/"); code != http.StatusNotFound {
		t.Errorf("the metrics' listener has pages: %d", code)
	}
	if _, text := ask(l.Web, "/metrics"); strings.Contains(text, "congvan_database_up") {
		t.Error("the pages' listener tells metrics")
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("serve: %v", err)
	}
}

// Every metric that the dashboard and the operators' page name is there.
func TestDashboardAndAlertsNameMetricsThatExist(t *testing.T) {
	s := apptest.Start(t)
	s.Approved("Kế hoạch kiểm tra")
	err := s.App.Store.Act(t.Context(), s.City.Admin, func(tx office.Tx) error {
		tx.Enqueue(office.Job{Kind: "nobody.does.this"})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	s.App.Telemetry.Job("nobody.does.this", time.Second, nil)
	all, err := s.App.Telemetry.Gatherer().Gather()
	if err != nil {
		t.Fatal(err)
	}
	labels := map[string]map[string]bool{} // by series
	for _, f := range all {
		known := map[string]bool{"le": f.GetType() == dto.MetricType_HISTOGRAM, "instance": true}
		for _, l := range f.GetMetric()[0].GetLabel() {
			known[l.GetName()] = true
		}
		labels[f.GetName()] = known
		if f.GetType() == dto.MetricType_HISTOGRAM {
			for _, part := range []string{"_bucket", "_sum", "_count"} {
				labels[f.GetName()+part] = known
			}
		}
	}
	named, asked := regexp.MustCompile(`\b(?:congvan|go|process)_[a-z_]*[a-z]\b`), regexp.MustCompile(`([a-z]+)(?:=~?|!=)"|by \(([a-z, ]+)\)`)
	queries := dashboard(t)
	if len(queries) < 20 {
		t.Fatalf("the dashboard asks %d queries", len(queries))
	}
	page, err := os.ReadFile("../../../docs/operate/watching.md")
	if err != nil {
		t.Fatal(err)
	}
	queries = append(queries, regexp.MustCompile("`[^`]*(?:congvan|process)_[a-z][^`]*`").FindAllString(string(page), -1)...)
	for _, q := range queries {
		names := named.FindAllString(q, -1)
		if len(names) == 0 {
			t.Errorf("%s names no metric", q)
		}
		for _, name := range names {
			known := labels[name]
			if known == nil {
				t.Errorf("%s: there is no metric %s", q, name)
				continue
			}
			for _, m := range asked.FindAllStringSubmatch(q, -1) {
				for _, l := range strings.Split(m[1]+m[2], ",") {
					if !known[strings.TrimSpace(l)] {
						t.Errorf("%s: %s has no label %s", q, name, l)
					}
				}
			}
		}
	}
}

// dashboard gives every query of the Grafana file.
func dashboard(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("../../../docs/operate/grafana.json")
	if err != nil {
		t.Fatal(err)
	}
	var d struct {
		Panels []struct {
			Title   string
			Type    string
			Targets []struct{ Expr string }
		}
	}
	if err := json.Unmarshal(b, &d); err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, p := range d.Panels {
		if p.Type != "row" && len(p.Targets) == 0 {
			t.Errorf("panel %q asks nothing", p.Title)
		}
		for _, target := range p.Targets {
			out = append(out, target.Expr)
		}
	}
	return out
}
