// Package serif carries the typeface of form fields and signature appearances,
// Liberation Serif 2 (metric twin of Times New Roman, complete Vietnamese),
// and cuts subsets of it for embedding.
//
// It is NOT a general font library: it reads these four TrueType files and
// nothing that a user supplies.
//
// The fonts are under the SIL Open Font License 1.1, see OFL.txt.
package serif

import (
	"embed"
	"fmt"
)

//go:embed LiberationSerif-*.ttf OFL.txt
var files embed.FS

// Face is one of the four styles.
type Face struct{ Bold, Italic bool }

// Name is the PostScript name.
func (f Face) Name() string {
	switch f {
	case Face{Bold: true, Italic: true}:
		return "LiberationSerif-BoldItalic"
	case Face{Bold: true}:
		return "LiberationSerif-Bold"
	case Face{Italic: true}:
		return "LiberationSerif-Italic"
	}
	return "LiberationSerif"
}

// Open reads the tables of a face; glyphs are not touched yet.
func Open(f Face) (*Font, error) {
	file := f.Name()
	if f == (Face{}) {
		file += "-Regular"
	}
	data, err := files.ReadFile(file + ".ttf")
	if err != nil {
		return nil, fmt.Errorf("serif: %w", err)
	}
	return parse(f, data)
}

// Vietnamese lists what a field for Vietnamese text must be able to show:
// ASCII, the Vietnamese letters, and the punctuation of official documents.
func Vietnamese() []rune {
	var out []rune
	for r := rune(' '); r <= '~'; r++ {
		out = append(out, r)
	}
	out = append(out, []rune("\u00a0ÀÁÂÃÈÉÊÌÍÒÓÔÕÙÚÝàáâãèéêìíòóôõùúýĂăĐđĨĩŨũƠơƯư–—‘’“”•…₫§°±×÷²³")...)
	for r := rune(0x1ea0); r <= 0x1ef9; r++ {
		out = append(out, r)
	}
	return out
}
