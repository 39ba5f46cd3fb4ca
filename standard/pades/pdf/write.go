package pdf

import (
	"fmt"
	"slices"
	"strconv"
)

// Append writes o after dst in the syntax of ISO 32000-2, 7.3.
func Append(dst []byte, o Object) []byte {
	switch v := o.(type) {
	case nil:
		return append(dst, "null"...)
	case Bool:
		return strconv.AppendBool(dst, bool(v))
	case Int:
		return strconv.AppendInt(dst, int64(v), 10)
	case Real:
		return append(dst, v...)
	case Raw:
		return append(dst, v...)
	case String:
		return appendString(dst, v)
	case Name:
		return appendName(dst, v)
	case Ref:
		return fmt.Appendf(dst, "%d %d R", v.Num, v.Gen)
	case Array:
		dst = append(dst, '[')
		for i, e := range v {
			if i > 0 {
				dst = append(dst, ' ')
			}
			dst = Append(dst, e)
		}
		return append(dst, ']')
	case Dict:
		return appendDict(dst, v)
	case *Stream:
		d := v.Dict.Clone()
		d["Length"] = Int(len(v.Data))
		dst = append(appendDict(dst, d), "\nstream\n"...)
		return append(append(dst, v.Data...), "\nendstream"...)
	}
	panic(fmt.Sprintf("pdf: cannot write %T", o))
}

// appendDict writes /Type first and the other keys in order, so that the same
// input gives the same bytes.
func appendDict(dst []byte, d Dict) []byte {
	keys := make([]Name, 0, len(d))
	for k := range d {
		keys = append(keys, k)
	}
	slices.SortFunc(keys, func(a, b Name) int {
		switch {
		case a == b:
			return 0
		case a == "Type" || b != "Type" && a < b:
			return -1
		}
		return 1
	})
	dst = append(dst, "<<"...)
	for _, k := range keys {
		dst = appendName(dst, k)
		dst = Append(append(dst, ' '), d[k])
		dst = append(dst, '\n')
	}
	return append(dst, ">>"...)
}

const hexDigits = "0123456789ABCDEF"

func appendName(dst []byte, n Name) []byte {
	dst = append(dst, '/')
	for i := range len(n) {
		if c := n[i]; c > ' ' && c < 0x7f && c != '#' && isRegular(c) {
			dst = append(dst, c)
		} else {
			dst = append(dst, '#', hexDigits[c>>4], hexDigits[c&15])
		}
	}
	return dst
}

func appendString(dst []byte, s String) []byte {
	for i := range len(s) {
		if s[i] < ' ' || s[i] > '~' {
			return append(AppendHex(append(dst, '<'), []byte(s)), '>')
		}
	}
	dst = append(dst, '(')
	for i := range len(s) {
		if c := s[i]; c == '(' || c == ')' || c == '\\' {
			dst = append(dst, '\\')
		}
		dst = append(dst, s[i])
	}
	return append(dst, ')')
}

// AppendHex writes b as hexadecimal digits.
func AppendHex(dst, b []byte) []byte {
	for _, c := range b {
		dst = append(dst, hexDigits[c>>4], hexDigits[c&15])
	}
	return dst
}
