// Package congvan has no code: its test holds the imports of the whole module
// against the map in ARCHITECTURE.md.
package congvan

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"
)

const module = "congvan"

type pkg struct {
	ImportPath   string
	Imports      []string
	TestImports  []string
	XTestImports []string
}

func packages(t *testing.T) []pkg {
	t.Helper()
	out, err := exec.Command("go", "list", "-json=ImportPath,Imports", "./...").Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	var all []pkg
	for dec := json.NewDecoder(strings.NewReader(string(out))); ; {
		var p pkg
		err := dec.Decode(&p)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, p)
	}
}

// readMap gives the packages named in ARCHITECTURE.md, in order.
func readMap(t *testing.T) []string {
	t.Helper()
	b, err := os.ReadFile("ARCHITECTURE.md")
	if err != nil {
		t.Fatal(err)
	}
	block := regexp.MustCompile("(?s)```map\n(.*?)```").FindSubmatch(b)
	if block == nil {
		t.Fatal("ARCHITECTURE.md has no map")
	}
	var names []string
	for line := range strings.Lines(string(block[1])) {
		names = append(names, strings.Fields(line)[0])
	}
	return names
}

// allowed says whether a package may import another, both named from the root.
func allowed(order []string, from, to string) bool {
	fromLayer, _, _ := strings.Cut(from, "/")
	toLayer, _, _ := strings.Cut(to, "/")
	switch fromLayer {
	case "cmd", "e2e", "bench":
		return toLayer != "cmd"
	case "web", "platform", "api":
		return toLayer == fromLayer || toLayer == "office" || toLayer == "standard"
	case "office":
		return toLayer == "standard" || toLayer == "office" && slices.Index(order, to) < slices.Index(order, from)
	case "standard":
		return toLayer == "standard" && slices.Index(order, to) < slices.Index(order, from)
	}
	return false
}

// home is the entry of the map that a package belongs to: itself or a parent.
func home(order []string, name string) string {
	best := ""
	for _, entry := range order {
		if (name == entry || strings.HasPrefix(name, entry+"/")) && len(entry) > len(best) {
			best = entry
		}
	}
	return best
}

func TestImportsFollowTheMap(t *testing.T) {
	order := readMap(t)
	seen := map[string]bool{}
	for _, p := range packages(t) {
		name := strings.TrimPrefix(p.ImportPath, module+"/")
		if name == module {
			continue
		}
		entry := home(order, name)
		if entry == "" || entry == "office" && name != "office" {
			t.Errorf("%s is not in the map of ARCHITECTURE.md", name)
			continue
		}
		seen[entry] = true
		for _, imported := range p.Imports {
			to, ours := strings.CutPrefix(imported, module+"/")
			if ours && home(order, to) != entry && !allowed(order, entry, home(order, to)) {
				t.Errorf("%s imports %s: the arrow points the wrong way", name, to)
			}
		}
	}
	for _, entry := range order {
		if !seen[entry] {
			t.Errorf("ARCHITECTURE.md names %s, which is not there", entry)
		}
	}
}
