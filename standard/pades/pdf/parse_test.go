package pdf

import (
	"errors"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestParse(t *testing.T) {
	for in, want := range map[string]Object{
		"null":                       nil,
		"true":                       Bool(true),
		"-17":                        Int(-17),
		"+5":                         Int(5),
		"-.50":                       Real("-.50"),
		"4.":                         Real("4."),
		"12 0 R":                     Ref{12, 0},
		"12 0 Rx":                    Int(12),
		"/A#20b#zz":                  Name("A b#zz"),
		"/":                          Name(""),
		`(a\(b\)(c)\101\n\` + "\n)":  String("a(b)(c)A\n"),
		"(a\r\nb)":                   String("a\nb"),
		"<48 65 6C6c 6f7>":           String("Hellop"),
		"[1 0 R 2 3.0 /x(y)]":        Array{Ref{1, 0}, Int(2), Real("3.0"), Name("x"), String("y")},
		"<</A 1/B[<</C null>>]>>":    Dict{"A": Int(1), "B": Array{Dict{"C": nil}}},
		"% comment\n [ 1 % two\n 2]": Array{Int(1), Int(2)},
	} {
		p := &parser{b: []byte(in)}
		got, err := p.object(0)
		if err != nil {
			t.Errorf("%q: %v", in, err)
		} else if d := cmp.Diff(want, got); d != "" {
			t.Errorf("%q: %s", in, d)
		}
	}
}

func TestParseRefuses(t *testing.T) {
	for in, want := range map[string]error{
		"":                           ErrMalformed,
		"(abc":                       ErrMalformed,
		"<4x>":                       ErrMalformed,
		"<<1 2>>":                    ErrMalformed,
		"<</A>>":                     ErrMalformed,
		"[1 2":                       ErrMalformed,
		"1.2.3":                      ErrMalformed,
		"--5":                        ErrMalformed,
		"foo":                        ErrMalformed,
		strings.Repeat("[", 1000):    ErrLimit,
		strings.Repeat("<</A", 1000): ErrLimit,
	} {
		p := &parser{b: []byte(in)}
		if o, err := p.object(0); !errors.Is(err, want) {
			t.Errorf("%.20q: got %v, %v", in, o, err)
		}
	}
}

func TestDuplicateKey(t *testing.T) {
	p := &parser{b: []byte("[<</A 1 /#41 2>>]")}
	if _, err := p.object(0); err != nil || !p.dup {
		t.Errorf("err %v, dup %v", err, p.dup)
	}
}

// What is written reads back the same.
func TestAppendRoundTrip(t *testing.T) {
	o := Dict{
		"Type": Name("X y#/"), "A": Array{Int(-1), Real("0.5"), nil, Bool(false), Ref{3, 1}},
		"S": String("a(b)\\c"), "T": String("\xfe\xff\x01\x02"), "E": Dict{}, "F": String(""),
	}
	out := Append(nil, o)
	got, err := (&parser{b: out}).object(0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(Object(o), got); d != "" {
		t.Error(d)
	}
	if !strings.HasPrefix(string(out), "<</Type ") {
		t.Errorf("type does not come first: %s", out)
	}
}

func FuzzParse(f *testing.F) {
	f.Add([]byte("<</A [1 0 R (x) <41>] /B 1.5>>"))
	f.Fuzz(func(t *testing.T, data []byte) {
		o, err := (&parser{b: data}).object(0)
		if err != nil {
			return
		}
		again, err := (&parser{b: Append(nil, o)}).object(0)
		if err != nil {
			t.Fatalf("cannot read back: %v", err)
		}
		if d := cmp.Diff(o, again); d != "" {
			t.Fatal(d)
		}
	})
}
