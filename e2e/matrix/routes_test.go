package matrix

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"congvan/e2e/server"
)

// routes finds the pattern of every GET page in the source of web/.
func routes(t *testing.T) []string {
	t.Helper()
	var out []string
	err := filepath.WalkDir(filepath.Join(server.Root(t), "web"), func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(path, ".go") || strings.HasSuffix(path, "_test.go") {
			return err
		}
		f, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.SkipObjectResolution)
		if err != nil {
			return err
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if l, ok := n.(*ast.BasicLit); ok && l.Kind == token.STRING {
				if s, err := strconv.Unquote(l.Value); err == nil && strings.HasPrefix(s, "GET /") {
					out = append(out, strings.TrimPrefix(s, "GET "))
				}
			}
			return true
		})
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// objectOf says what a pattern's {id} names, by the first word of the address.
func objectOf(pattern string) string {
	switch first, _, _ := strings.Cut(strings.TrimPrefix(pattern, "/"), "/"); {
	case strings.Contains(pattern, "/numbers/"):
		return "number"
	case first == "tasks":
		return "task"
	case first == "staging":
		return "staging"
	case first == "delegations":
		return "delegation"
	}
	return "document"
}

// fill puts values into a pattern. Every other parameter gets one that exists on
// most documents: the first file, page, version and entry.
func fill(pattern, id, box string) string {
	parts := strings.Split(strings.TrimSuffix(pattern, "{$}"), "/")
	for i, p := range parts {
		if !strings.HasPrefix(p, "{") {
			continue
		}
		switch p {
		case "{box}":
			parts[i] = box
		case "{n}":
			parts[i] = "1"
			if i > 0 && parts[i-1] == "files" {
				parts[i] = "0"
			}
		case "{page}":
			parts[i] = "1"
		case "{index}":
			parts[i] = "0"
		default:
			parts[i] = id
		}
	}
	return strings.Join(parts, "/")
}
