package pdf

import (
	"crypto/sha256"
	"errors"
	"fmt"
	"slices"
)

// ErrEncrypted refuses to extend an encrypted file.
var ErrEncrypted = errors.New("PDF is encrypted")

// Update collects new and changed objects to append to a file as one
// incremental update (ISO 32000-2, 7.5.6).
type Update struct {
	view    *View
	objects map[Ref]Object
	next    int
}

// NewUpdate begins an update of the newest state. Errors: ErrEncrypted;
// ErrMalformed when there is no catalogue or the newest section is ambiguous.
func (f *File) NewUpdate() (*Update, error) {
	if f.Encrypted() {
		return nil, ErrEncrypted
	}
	v := f.Last()
	if v.Root() == nil {
		return nil, fmt.Errorf("%w: no catalogue", ErrMalformed)
	}
	if s := f.sections[v.rev]; s.Conflict || s.Duplicate {
		return nil, fmt.Errorf("%w: ambiguous cross-reference", ErrMalformed)
	}
	return &Update{view: v, objects: map[Ref]Object{}, next: v.Size()}, nil
}

// Add gives a new object its number.
func (u *Update) Add(o Object) Ref {
	r := Ref{Num: u.next}
	u.next++
	u.objects[r] = o
	return r
}

// Set replaces an object.
func (u *Update) Set(r Ref, o Object) { u.objects[r] = o }

// Get reads an object as it will be after the update.
func (u *Update) Get(r Ref) (Object, error) {
	if o, ok := u.objects[r]; ok {
		return o, nil
	}
	return u.view.Get(r)
}

// Resolve follows references as they will be after the update.
func (u *Update) Resolve(o Object) (Object, error) {
	for range maxResolve {
		r, ok := o.(Ref)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = u.Get(r); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: chain of references", ErrLimit)
}

// Dict resolves o to a dictionary, nil if it is something else.
func (u *Update) Dict(o Object) Dict {
	o, _ = u.Resolve(o)
	d, _ := o.(Dict)
	return d
}

// Array resolves o to an array, nil if it is something else.
func (u *Update) Array(o Object) Array {
	o, _ = u.Resolve(o)
	a, _ := o.(Array)
	return a
}

// View is the state that the update builds upon.
func (u *Update) View() *View { return u.view }

// Bytes gives the file with the update appended and the offset of each new
// object. The earlier bytes are copied unchanged; spare is extra capacity.
func (u *Update) Bytes(spare int) ([]byte, map[Ref]int64) {
	base := u.view.f.data
	out := make([]byte, len(base), len(base)+8192+spare)
	copy(out, base)
	if c := out[len(out)-1]; c != '\n' && c != '\r' {
		out = append(out, '\n')
	}
	refs := make([]Ref, 0, len(u.objects)+1)
	for r := range u.objects {
		refs = append(refs, r)
	}
	slices.SortFunc(refs, func(a, b Ref) int { return a.Num - b.Num })
	at := make(map[Ref]int64, len(refs))
	for _, r := range refs {
		at[r] = int64(len(out))
		out = fmt.Appendf(out, "%d %d obj\n", r.Num, r.Gen)
		out = append(Append(out, u.objects[r]), "\nendobj\n"...)
	}
	last := u.view.f.sections[u.view.rev]
	start := len(out)
	if last.Kind == Table {
		out = u.appendTable(out, refs, at)
	} else {
		out = u.appendXRefStream(out, refs, at)
	}
	return fmt.Appendf(out, "startxref\n%d\n%%%%EOF\n", start), at
}

// trailer carries over what must stay and renews the second file identifier.
func (u *Update) trailer(size int) Dict {
	old, d := u.view.Trailer(), Dict{}
	for k, v := range old {
		switch k {
		case "Size", "Prev", "XRefStm", "Type", "W", "Index", "Length", "Filter", "DecodeParms", "DL":
		default:
			d[k] = v
		}
	}
	d["Size"] = Int(size)
	d["Prev"] = Int(u.view.f.sections[u.view.rev].Offset)
	if id := u.view.Array(old["ID"]); len(id) == 2 {
		first, _ := id[0].(String)
		second, _ := id[1].(String)
		h := sha256.Sum256(fmt.Appendf([]byte(first+second), "%d %d", len(u.view.f.data), size))
		d["ID"] = Array{first, String(h[:16])}
	}
	return d
}

// runs splits sorted references into runs of consecutive numbers.
func runs(refs []Ref) (out [][]Ref) {
	for i, r := range refs {
		if i == 0 || refs[i-1].Num+1 != r.Num {
			out = append(out, nil)
		}
		out[len(out)-1] = append(out[len(out)-1], r)
	}
	return out
}

func (u *Update) appendTable(out []byte, refs []Ref, at map[Ref]int64) []byte {
	out = append(out, "xref\n"...)
	for _, run := range runs(refs) {
		out = fmt.Appendf(out, "%d %d\n", run[0].Num, len(run))
		for _, r := range run {
			out = fmt.Appendf(out, "%010d %05d n\r\n", at[r], r.Gen)
		}
	}
	out = append(out, "trailer\n"...)
	return append(Append(out, u.trailer(u.next)), '\n')
}

func (u *Update) appendXRefStream(out []byte, refs []Ref, at map[Ref]int64) []byte {
	self := Ref{Num: u.next}
	here := int64(len(out))
	var rows []byte
	index := Array{}
	for _, run := range runs(append(refs, self)) {
		index = append(index, Int(run[0].Num), Int(len(run)))
		for _, r := range run {
			pos, ok := at[r]
			if !ok {
				pos = here
			}
			rows = append(rows, 1)
			for shift := 40; shift >= 0; shift -= 8 {
				rows = append(rows, byte(pos>>shift))
			}
			rows = append(rows, byte(r.Gen>>8), byte(r.Gen))
		}
	}
	d := u.trailer(self.Num + 1)
	d["Type"], d["W"], d["Index"] = Name("XRef"), Array{Int(1), Int(6), Int(2)}, index
	out = fmt.Appendf(out, "%d 0 obj\n", self.Num)
	return append(Append(out, &Stream{Dict: d, Data: rows}), "\nendobj\n"...)
}
