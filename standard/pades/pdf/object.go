package pdf

import (
	"fmt"
	"strconv"
)

// Object is one of: nil (null), Bool, Int, Real, String, Name, Array, Dict,
// *Stream, Ref, Raw.
type Object any

type (
	// Bool is true or false.
	Bool bool
	// Int is an integer number.
	Int int64
	// Real is a number with a fraction, kept as written.
	Real string
	// String holds the decoded bytes of a literal or hexadecimal string.
	String string
	// Name is a decoded name without its slash.
	Name string
	// Array is an ordered list.
	Array []Object
	// Dict maps names to objects.
	Dict map[Name]Object
	// Raw is written verbatim; the reader never returns it.
	Raw string
)

// Ref names an indirect object.
type Ref struct{ Num, Gen int }

func (r Ref) String() string { return fmt.Sprintf("%d %d R", r.Num, r.Gen) }

// Stream is a dictionary with its bytes as stored (still encoded).
type Stream struct {
	Dict Dict
	Data []byte
	off  int64 // of Data in the file; 0 for a stream made in memory
}

// Float gives the value of an Int or Real.
func Float(o Object) (float64, bool) {
	switch n := o.(type) {
	case Int:
		return float64(n), true
	case Real:
		f, err := strconv.ParseFloat(string(n), 64)
		return f, err == nil
	}
	return 0, false
}

// Num makes a number object with at most three decimals.
func Num(f float64) Object {
	if f == float64(int64(f)) {
		return Int(int64(f))
	}
	return Real(strconv.FormatFloat(f, 'f', 3, 64))
}

// Clone copies a dictionary one level deep.
func (d Dict) Clone() Dict {
	c := make(Dict, len(d)+2)
	for k, v := range d {
		c[k] = v
	}
	return c
}

// Name gives the name under k, "" if there is none.
func (d Dict) Name(k Name) Name { n, _ := d[k].(Name); return n }
