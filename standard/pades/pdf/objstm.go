package pdf

import "fmt"

// objStm is a decoded object stream (ISO 32000-2, 7.5.7).
type objStm struct {
	data []byte
	nums []int
	offs []int
	vals map[int]*parsed // by index
}

func (v *View) objStm(num, depth int) (*objStm, error) {
	e, ok := v.entry(num)
	if !ok || e.kind != entryInFile {
		return nil, fmt.Errorf("%w: object stream %d is missing", ErrMalformed, num)
	}
	o, err := v.get(Ref{num, e.aux}, depth+1)
	if err != nil {
		return nil, err
	}
	st, ok := o.(*Stream)
	if !ok || st.Dict.Name("Type") != "ObjStm" {
		return nil, fmt.Errorf("%w: object %d is no object stream", ErrMalformed, num)
	}
	key := Span{st.off, st.off + int64(len(st.Data))}
	if s := v.f.objstms[key]; s != nil {
		return s, nil
	}
	s, err := v.f.readObjStm(st)
	if err != nil {
		return nil, err
	}
	v.f.objstms[key] = s
	return s, nil
}

func (f *File) readObjStm(st *Stream) (*objStm, error) {
	data, err := f.decode(st)
	if err != nil {
		return nil, err
	}
	n, ok1 := st.Dict["N"].(Int)
	first, ok2 := st.Dict["First"].(Int)
	if !ok1 || !ok2 || n < 0 || first < 0 || int64(first) > int64(len(data)) || int64(n) > int64(len(data)) {
		return nil, fmt.Errorf("%w: bad object stream", ErrMalformed)
	}
	s := &objStm{data: data, vals: map[int]*parsed{}}
	p := &parser{b: data[:first]}
	for range int(n) {
		num, ok1 := p.uint()
		off, ok2 := p.uint()
		if !ok1 || !ok2 || num > maxObjectNum || off > int64(len(data))-int64(first) {
			return nil, fmt.Errorf("%w: bad object stream header", ErrMalformed)
		}
		s.nums = append(s.nums, int(num))
		s.offs = append(s.offs, int(first)+int(off))
	}
	return s, nil
}

func (s *objStm) get(num, index int) (Object, error) {
	if index >= len(s.nums) || s.nums[index] != num {
		return nil, fmt.Errorf("%w: object %d is not where its stream should have it", ErrMalformed, num)
	}
	if p := s.vals[index]; p != nil {
		return p.val, nil
	}
	p := &parser{b: s.data, pos: s.offs[index]}
	o, err := p.object(0)
	if err != nil {
		return nil, err
	}
	s.vals[index] = &parsed{num: num, val: o, dup: p.dup}
	return o, nil
}

func (s *objStm) dup(num int) bool {
	for i, n := range s.nums {
		if n == num && s.vals[i] != nil && s.vals[i].dup {
			return true
		}
	}
	return false
}
