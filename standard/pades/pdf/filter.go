package pdf

import (
	"bytes"
	"compress/zlib"
	"errors"
	"fmt"
	"io"
)

// decode undoes FlateDecode and its predictor, the only filter that xref and
// object streams use in practice; all calls of one file share one budget.
func (f *File) decode(st *Stream) ([]byte, error) {
	filter, parms := st.Dict["Filter"], st.Dict["DecodeParms"]
	if a, ok := filter.(Array); ok {
		if len(a) > 1 {
			return nil, fmt.Errorf("%w: chain of filters", ErrMalformed)
		}
		filter = nil
		if len(a) == 1 {
			filter = a[0]
		}
	}
	if a, ok := parms.(Array); ok && len(a) > 0 {
		parms = a[0]
	}
	switch filter {
	case nil:
		return st.Data, f.spend(len(st.Data))
	case Name("FlateDecode"), Name("Fl"):
	default:
		return nil, fmt.Errorf("%w: filter %v", ErrMalformed, filter)
	}
	out, err := f.inflate(st.Data)
	if err != nil {
		return nil, err
	}
	d, _ := parms.(Dict)
	return unpredict(out, d)
}

func (f *File) spend(n int) error {
	if f.inflated += n; f.inflated > maxInflated {
		return fmt.Errorf("%w: streams inflate to more than %d bytes", ErrLimit, maxInflated)
	}
	return nil
}

func (f *File) inflate(data []byte) ([]byte, error) {
	z, err := zlib.NewReader(bytes.NewReader(data))
	if err != nil {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	left := maxInflated - f.inflated
	out, err := io.ReadAll(io.LimitReader(z, int64(left)+1))
	if serr := f.spend(len(out)); serr != nil {
		return nil, serr
	}
	// Some writers leave out the checksum; the data are complete all the same.
	if err != nil && !(len(out) > 0 && errors.Is(err, io.ErrUnexpectedEOF)) {
		return nil, fmt.Errorf("%w: %v", ErrMalformed, err)
	}
	return out, nil
}

func parm(d Dict, k Name, def int) int {
	if n, ok := d[k].(Int); ok && n > 0 && n < 1<<16 {
		return int(n)
	}
	return def
}

// unpredict undoes PNG predictors (10 to 15); TIFF (2) is not used here.
func unpredict(data []byte, d Dict) ([]byte, error) {
	kind := parm(d, "Predictor", 1)
	if kind == 1 {
		return data, nil
	}
	if kind < 10 {
		return nil, fmt.Errorf("%w: predictor %d", ErrMalformed, kind)
	}
	bpp := max(1, parm(d, "Colors", 1)*parm(d, "BitsPerComponent", 8)/8)
	width := (parm(d, "Colors", 1)*parm(d, "BitsPerComponent", 8)*parm(d, "Columns", 1) + 7) / 8
	rows := len(data) / (width + 1)
	out := make([]byte, 0, rows*width)
	prev := make([]byte, width)
	for i := range rows {
		row := data[i*(width+1)+1 : (i+1)*(width+1)]
		if err := unfilterRow(data[i*(width+1)], row, prev, bpp); err != nil {
			return nil, err
		}
		out = append(out, row...)
		prev = row
	}
	return out, nil
}

// unfilterRow undoes one PNG row filter in place.
func unfilterRow(kind byte, row, prev []byte, bpp int) error {
	for i := range row {
		var a, b, c byte
		b = prev[i]
		if i >= bpp {
			a, c = row[i-bpp], prev[i-bpp]
		}
		switch kind {
		case 0:
		case 1:
			row[i] += a
		case 2:
			row[i] += b
		case 3:
			row[i] += byte((int(a) + int(b)) / 2)
		case 4:
			row[i] += paeth(a, b, c)
		default:
			return fmt.Errorf("%w: row filter %d", ErrMalformed, kind)
		}
	}
	return nil
}

func paeth(a, b, c byte) byte {
	p := int(a) + int(b) - int(c)
	pa, pb, pc := dist(p, a), dist(p, b), dist(p, c)
	switch {
	case pa <= pb && pa <= pc:
		return a
	case pb <= pc:
		return b
	}
	return c
}

func dist(p int, x byte) int {
	if d := p - int(x); d >= 0 {
		return d
	}
	return int(x) - p
}
