package pdf

import (
	"fmt"
)

// View is one state of a file: every object as of one revision.
type View struct {
	f     *File
	rev   int
	limit int64
}

// Revision is the index of the view's section in File.Sections.
func (v *View) Revision() int { return v.rev }

// End is the number of bytes that belong to the view.
func (v *View) End() int64 { return v.limit }

// Sections gives all sections of the file, also those after the view.
func (v *View) Sections() []*Section { return v.f.sections }

// Trailer is the trailer dictionary in force.
func (v *View) Trailer() Dict { return v.f.sections[v.rev].Trailer }

// Size is the first object number that no revision up to the view uses.
func (v *View) Size() int {
	n := 1
	for _, s := range v.f.sections[:v.rev+1] {
		if z, ok := s.Trailer["Size"].(Int); ok && z > Int(n) && z <= maxObjectNum {
			n = int(z)
		}
	}
	for num, es := range v.f.index {
		if num >= n && es[0].rev <= v.rev {
			n = num + 1
		}
	}
	return n
}

func (v *View) entry(num int) (entry, bool) {
	es := v.f.index[num]
	for i := len(es) - 1; i >= 0; i-- {
		if es[i].rev <= v.rev {
			return es[i].entry, es[i].kind != entryFree
		}
	}
	return entry{}, false
}

// SameEntry tells whether both views find the object in the same place.
func (v *View) SameEntry(w *View, num int) bool {
	a, okA := v.entry(num)
	b, okB := w.entry(num)
	if okA != okB {
		return false
	}
	if !okA {
		return true
	}
	if a != b {
		return false
	}
	if a.kind == entryInStream { // the stream itself may have moved
		a, _ = v.entry(int(a.pos))
		b, _ = w.entry(int(b.pos))
		return a == b && a.kind == entryInFile
	}
	return true
}

// Changed lists the objects that a revision after old and up to v mentions.
func (v *View) Changed(old *View) []int {
	var nums []int
	for num, es := range v.f.index {
		for _, e := range es {
			if e.rev > old.rev && e.rev <= v.rev {
				nums = append(nums, num)
				break
			}
		}
	}
	return nums
}

// Exists tells whether the object is in use.
func (v *View) Exists(num int) bool { _, ok := v.entry(num); return ok }

// Offset is the byte where the object starts; 0 and false for one that is
// missing or kept in an object stream.
func (v *View) Offset(num int) (int64, bool) {
	e, ok := v.entry(num)
	if !ok || e.kind != entryInFile {
		return 0, false
	}
	return e.pos, true
}

// Duplicate tells whether the stored object repeats a dictionary key.
func (v *View) Duplicate(num int) bool {
	e, ok := v.entry(num)
	if !ok {
		return false
	}
	if e.kind == entryInStream {
		s, err := v.objStm(int(e.pos), 0)
		if err != nil {
			return false
		}
		_, err = s.get(num, e.aux)
		return err == nil && s.dup(num)
	}
	p, err := v.f.parseAt(e.pos, v, 0)
	return err == nil && p.dup
}

// BeyondSize tells whether an object in use has a number that the trailer's
// /Size rules out, so that readers disagree on whether it exists.
func (v *View) BeyondSize() bool {
	size, ok := v.Trailer()["Size"].(Int)
	if !ok {
		return true
	}
	for num := range v.f.index {
		if Int(num) >= size && v.Exists(num) {
			return true
		}
	}
	return false
}

// Get reads the object; a missing one is null.
func (v *View) Get(r Ref) (Object, error) { return v.get(r, 0) }

func (v *View) get(r Ref, depth int) (Object, error) {
	if depth > maxResolve {
		return nil, fmt.Errorf("%w: references nest too deep", ErrLimit)
	}
	e, ok := v.entry(r.Num)
	if !ok {
		return nil, nil
	}
	if e.kind == entryInStream {
		if r.Gen != 0 {
			return nil, nil
		}
		s, err := v.objStm(int(e.pos), depth)
		if err != nil {
			return nil, err
		}
		return s.get(r.Num, e.aux)
	}
	if e.aux != r.Gen {
		return nil, nil
	}
	p, err := v.f.parseAt(e.pos, v, depth)
	if err != nil {
		return nil, err
	}
	if p.num != r.Num || p.gen != r.Gen {
		return nil, malformed(int(e.pos), "another object stands here")
	}
	return p.val, nil
}

// Resolve follows references until something else is found.
func (v *View) Resolve(o Object) (Object, error) {
	for range maxResolve {
		r, ok := o.(Ref)
		if !ok {
			return o, nil
		}
		var err error
		if o, err = v.Get(r); err != nil {
			return nil, err
		}
	}
	return nil, fmt.Errorf("%w: chain of references", ErrLimit)
}

// Dict resolves o to a dictionary, nil if it is something else.
func (v *View) Dict(o Object) Dict {
	o, _ = v.Resolve(o)
	switch d := o.(type) {
	case Dict:
		return d
	case *Stream:
		return d.Dict
	}
	return nil
}

// Array resolves o to an array, nil if it is something else.
func (v *View) Array(o Object) Array {
	o, _ = v.Resolve(o)
	a, _ := o.(Array)
	return a
}

// Root is the document catalogue, nil if there is none.
func (v *View) Root() Dict { return v.Dict(v.Trailer()["Root"]) }

// Decode gives the data of a stream that has no filter or FlateDecode, within
// the budget that all decoding of one file shares.
func (v *View) Decode(st *Stream) ([]byte, error) { return v.f.decode(st) }
