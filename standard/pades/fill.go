package pades

import (
	"bytes"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"congvan/standard/pades/pdf"
	"congvan/standard/pades/serif"
)

// fill writes values into text fields and locks them.
func (e *editor) fill(values map[string]string) error {
	faces := map[serif.Face]*typeface{}
	need := map[serif.Face][]rune{}
	names := slices.Sorted(maps.Keys(values))
	for _, name := range names {
		f := e.form.find(name)
		if !fillable(f) {
			return refuse(ErrField, fmt.Sprintf("Tệp không có trường điền chữ %q.", name), fmt.Sprintf("There is no text field %q.", name), nil)
		}
		if f.flags&flagReadOnly != 0 {
			return refuse(ErrLocked, fmt.Sprintf("Trường %q đã khóa.", name), fmt.Sprintf("The field %q is already locked.", name), nil)
		}
		face, _ := defaultFont(f.da)
		need[face] = append(need[face], []rune(values[name])...)
	}
	for face, runes := range need {
		t, err := e.typeface(face, runes)
		if err != nil {
			return err
		}
		faces[face] = t
	}
	for _, name := range names {
		f := e.form.find(name)
		face, _ := defaultFont(f.da)
		if err := e.fillField(f, faces[face], values[name]); err != nil {
			return err
		}
	}
	return nil
}

// typeface takes the prepared font if it serves, else embeds what is needed.
func (e *editor) typeface(face serif.Face, runes []rune) (*typeface, error) {
	f, err := serif.Open(face)
	if err != nil {
		return nil, err
	}
	text, err := printable(f, string(runes))
	if err != nil && len(runes) <= maxText {
		return nil, err
	}
	alphabet := serif.Vietnamese()
	inside := !slices.ContainsFunc([]rune(text), func(r rune) bool { return !slices.Contains(alphabet, r) })
	if ref, ok := prepared(e.Update, e.Dict(e.acroForm()["DR"]), face); ok && inside {
		return &typeface{f, ref}, nil
	}
	return &typeface{f, embed(e.Update, f, []rune(text))}, nil
}

func (e *editor) fillField(f *field, t *typeface, value string) error {
	text, err := printable(t.Font, value)
	if err != nil {
		return err
	}
	w, _ := f.place()
	r, ok := readRect(e, w.dict["Rect"])
	if !ok || r.Empty() {
		return refuse(ErrField, "Trường điền chữ không có vị trí.", "The text field has no place.", nil)
	}
	_, size := defaultFont(f.da)
	q, _ := f.dict["Q"].(pdf.Int)
	d := f.dict.Clone()
	flags, _ := f.dict["Ff"].(pdf.Int)
	d["V"], d["Ff"] = encodeText(text), flags|flagReadOnly
	e.Set(f.ref, d)
	if w != f {
		d = w.dict.Clone()
	}
	d["AP"] = pdf.Dict{"N": e.Add(&pdf.Stream{
		Dict: formXObject(r, pdf.Dict{"Font": pdf.Dict{resourceName(t.Face): t.ref}}),
		Data: textAppearance(t, text, r, size, Align(q)),
	})}
	e.Set(w.ref, d)
	return nil
}

func fillable(f *field) bool {
	if f == nil || f.ft != "Tx" {
		return false
	}
	_, ok := f.place()
	return ok
}

// textAppearance draws one line, made smaller if it does not fit.
func textAppearance(t *typeface, text string, r Rect, size float64, align Align) []byte {
	const pad = 1
	if w := t.Width(text, size); w > r.Width()-2*pad && w > 0 {
		size = max(4, size*(r.Width()-2*pad)/w)
	}
	x, room := float64(pad), r.Width()-2*pad-t.Width(text, size)
	switch align {
	case Center:
		x += room / 2
	case Right:
		x += room
	}
	up, down := t.Em(t.Ascent)*size/1000, t.Em(t.Descent)*size/1000
	y := (r.Height()-(up-down))/2 - down
	var b bytes.Buffer
	fmt.Fprintf(&b, "/Tx BMC\nq\n0 0 %s %s re W n\nBT\n/%s %s Tf\n0 g\n%s %s Td\n%s\nET\nQ\nEMC",
		num(r.Width()), num(r.Height()), resourceName(t.Face), num(size), num(x), num(y), showText(text))
	return b.Bytes()
}

func num(f float64) string { return strconv.FormatFloat(f, 'f', -1, 32) }

// defaultFont reads face and size from a default appearance string; a font
// that is not ours is replaced by the regular face.
func defaultFont(da pdf.Object) (serif.Face, float64) {
	s, _ := da.(pdf.String)
	words := strings.Fields(string(s))
	face, size := serif.Face{}, 0.0
	for i, w := range words {
		if w != "Tf" || i < 2 {
			continue
		}
		size, _ = strconv.ParseFloat(words[i-1], 64)
		if strings.HasPrefix(words[i-2], "/CVSerif") {
			face = faceOf(pdf.Name(strings.TrimPrefix(words[i-2], "/CVSerif")))
		}
	}
	if size <= 0 || size > 200 {
		size = 13
	}
	return face, size
}
