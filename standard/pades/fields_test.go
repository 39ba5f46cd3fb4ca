package pades

import (
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestFields(t *testing.T) {
	o := runOffice(t, buildPDF(2))
	f := officeFields()
	want := []FieldInfo{
		{Name: "so", Rect: f[0].Rect, Value: "Số 15-TB/TU", Locked: true},
		{Name: "ngay", Rect: f[1].Rect, Value: "Đà Nẵng, ngày 23 tháng 11 năm 2026", Locked: true},
		{Name: "lanhdao", Kind: SignatureField, Rect: f[2].Rect, Signed: true},
		{Name: "dau", Kind: SignatureField, Rect: f[3].Rect, Signed: true},
	}
	got, err := Fields(o.sealed)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	_, err = Fields([]byte("no PDF"))
	wantCode(t, err, ErrMalformed)
}
