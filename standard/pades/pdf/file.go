package pdf

import (
	"bytes"
	"fmt"
	"slices"
)

// File is an opened PDF with all its revisions. It is not safe for
// concurrent use. The data must not change while it is in use.
type File struct {
	data       []byte
	sections   []*Section // oldest first
	index      map[int][]revEntry
	cache      map[int64]*parsed
	objstms    map[Span]*objStm
	entryCount int
	inflated   int
	searched   int
}

// revEntry is where an object stands from revision rev on.
type revEntry struct {
	rev int
	entry
}

// Open reads the cross-reference of data, the newest section first, and every
// section it builds upon. Errors: ErrMalformed, ErrLimit, ErrRevisions.
func Open(data []byte) (*File, error) {
	if i := bytes.Index(data[:min(len(data), maxHeaderSkip)], []byte("%PDF-")); i < 0 {
		return nil, malformed(0, "no PDF header")
	}
	f := &File{
		data: data, index: map[int][]revEntry{},
		cache: map[int64]*parsed{}, objstms: map[Span]*objStm{},
	}
	off, err := StartXRef(data)
	if err != nil {
		return nil, err
	}
	if err := f.readChain(off); err != nil {
		return nil, err
	}
	for rev, s := range f.sections {
		for _, e := range s.entries {
			f.index[e.num] = append(f.index[e.num], revEntry{rev, e.entry})
		}
		s.entries = nil
	}
	return f, nil
}

func (f *File) readChain(off int64) error {
	seen := map[int64]bool{}
	for {
		if seen[off] {
			return malformed(int(off), "cross-reference loop")
		}
		if len(f.sections) >= maxRevisions {
			return fmt.Errorf("%w: more than %d", ErrRevisions, maxRevisions)
		}
		seen[off] = true
		s, err := f.readSection(off)
		if err != nil {
			return err
		}
		f.sections = append(f.sections, s)
		switch prev := s.Trailer["Prev"].(type) {
		case nil:
			slices.Reverse(f.sections)
			return nil
		case Int:
			off = int64(prev)
		default:
			return malformed(int(off), "bad /Prev")
		}
	}
}

// Data gives the bytes of the file.
func (f *File) Data() []byte { return f.data }

// Sections gives the cross-reference sections, oldest first.
func (f *File) Sections() []*Section { return f.sections }

// Last is the file as a reader shows it.
func (f *File) Last() *View {
	return &View{f: f, rev: len(f.sections) - 1, limit: int64(len(f.data))}
}

// At is the file as it was when it ended at byte end. ok is false when that
// state is no part of the file's history: its cross-reference is not one that
// the present one builds upon.
func (f *File) At(end int64) (v *View, ok bool) {
	if end <= 0 || end > int64(len(f.data)) {
		return nil, false
	}
	off, err := StartXRef(f.data[:end])
	if err != nil {
		return nil, false
	}
	rev := slices.IndexFunc(f.sections, func(s *Section) bool { return s.Offset == off })
	if rev < 0 {
		return nil, false
	}
	for _, s := range f.sections[:rev+1] {
		if s.End > end {
			return nil, false
		}
	}
	return &View{f: f, rev: rev, limit: end}, true
}

// Encrypted tells whether any revision declares encryption.
func (f *File) Encrypted() bool {
	return slices.ContainsFunc(f.sections, func(s *Section) bool { return s.Trailer["Encrypt"] != nil })
}
