//go:build ignore

// Sprite writes static/icons.svg: one symbol for each name in icons.txt, taken
// from the icons folder of the npm package lucide-static (ISC), and our own
// signal shapes (l-…), which are drawn because fonts disagree about ■ and ●.
//
//	go run sprite.go /path/to/lucide-static/icons
package main

import (
	"fmt"
	"log"
	"os"
	"path/filepath"
	"regexp"
	"strings"
)

const signals = `<symbol id="l-late" viewBox="0 0 14 14"><rect x="2" y="2" width="10" height="10" stroke="none"/></symbol>
<symbol id="l-soon" viewBox="0 0 14 14"><path d="M7 1.5 13 12.5H1z" stroke="none"/></symbol>
<symbol id="l-ok" viewBox="0 0 14 14"><circle cx="7" cy="7" r="5" stroke="none"/></symbol>
<symbol id="l-done" viewBox="0 0 14 14"><path d="m2 7.5 3.5 3.5L12 3.5" fill="none" stroke-width="2"/></symbol>
<symbol id="l-donelate" viewBox="0 0 14 14"><path d="m1 7.5 3 3.2L9 4" fill="none" stroke-width="2"/><path d="M12.2 3v5M12.2 10.6v.6" fill="none" stroke-width="1.8"/></symbol>
<symbol id="l-none" viewBox="0 0 14 14"><circle cx="7" cy="7" r="4.5" fill="none" stroke-width="1.6"/></symbol>
<symbol id="l-ext" viewBox="0 0 14 14"><path d="M7 .8 13.2 7 7 13.2.8 7z" stroke="none"/></symbol>
`

func main() {
	if len(os.Args) != 2 {
		log.Fatal("usage: go run sprite.go LUCIDE-ICONS-DIR")
	}
	names, err := os.ReadFile("icons.txt")
	if err != nil {
		log.Fatal(err)
	}
	inner := regexp.MustCompile(`(?s)<svg[^>]*>(.*)</svg>`)
	spaces := regexp.MustCompile(`\s+`)
	var out strings.Builder
	out.WriteString("<!-- Icons: lucide, ISC (LICENSE-icons.txt) -->\n<svg xmlns=\"http://www.w3.org/2000/svg\">\n")
	for _, name := range strings.Fields(string(names)) {
		svg, err := os.ReadFile(filepath.Join(os.Args[1], name+".svg"))
		if err != nil {
			log.Fatal(err)
		}
		body := inner.FindSubmatch(svg)
		if body == nil {
			log.Fatalf("%s: no svg element", name)
		}
		shapes := strings.ReplaceAll(strings.TrimSpace(spaces.ReplaceAllString(string(body[1]), " ")), "> <", "><")
		fmt.Fprintf(&out, "<symbol id=\"i-%s\" viewBox=\"0 0 24 24\">%s</symbol>\n", name, shapes)
	}
	out.WriteString(signals + "</svg>\n")
	if err := os.WriteFile("static/icons.svg", []byte(out.String()), 0o644); err != nil {
		log.Fatal(err)
	}
}
