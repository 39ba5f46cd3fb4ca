package ui

import (
	"go/ast"
	"go/parser"
	"go/token"
	"net/http"
	"net/http/httptest"
	"regexp"
	"strconv"
	"testing"

	"congvan/web/assets"
)

// spriteIDs are the symbols of the sprite as it is served.
func spriteIDs(t *testing.T) map[string]bool {
	t.Helper()
	w := httptest.NewRecorder()
	assets.Handler().ServeHTTP(w, httptest.NewRequest(http.MethodGet, assets.URL("icons.svg"), nil))
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`<symbol id="([^"]+)"`).FindAllStringSubmatch(w.Body.String(), -1) {
		ids[m[1]] = true
	}
	if len(ids) < 40 {
		t.Fatalf("only %d symbols", len(ids))
	}
	return ids
}

// iconConstants reads the names out of icon.go, so that no list must be kept.
func iconConstants(t *testing.T) []string {
	t.Helper()
	f, err := parser.ParseFile(token.NewFileSet(), "icon.go", nil, 0)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	ast.Inspect(f, func(n ast.Node) bool {
		if spec, ok := n.(*ast.ValueSpec); ok {
			for _, v := range spec.Values {
				if lit, ok := v.(*ast.BasicLit); ok {
					name, err := strconv.Unquote(lit.Value)
					if err != nil {
						t.Fatal(err)
					}
					names = append(names, name)
				}
			}
		}
		return true
	})
	if len(names) < 40 {
		t.Fatalf("only %d icons", len(names))
	}
	return names
}
