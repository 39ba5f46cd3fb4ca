package signing

import (
	"context"
	"errors"

	"congvan/office"
	"congvan/office/format"
	"congvan/standard/pades"
)

// The names of the form fields of a document made here.
const (
	fieldNumber    = "so"
	fieldPlaceDate = "dia_danh_ngay" // the whole line, where the draft leaves it empty
	fieldDay       = "ngay"          // or the three blanks that it prints
	fieldMonth     = "thang"
	fieldYear      = "nam"
	fieldLeader    = "chu_ky_lanh_dao"
	fieldSeal      = "dau_co_quan"
)

// Words finds the words of a PDF and their places, in a limited child process.
type Words interface {
	Words(ctx context.Context, pdf []byte) ([]format.Page, error)
}

// Prepare adds to the PDF of an approved draft the empty fields for number, place
// and date and the empty signature fields for leader and seal, with the font
// embedded and no DocMDP, so that everything later is form filling and signing.
// Errors: office.CodeInvalid when the document's form has no room for them.
func (s *Service) Prepare(ctx context.Context, pdf []byte) ([]byte, error) {
	const op = "signing.Prepare"
	pages, err := s.Words.Words(ctx, pdf)
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	p, err := format.FindPlaces(pages)
	switch {
	case errors.Is(err, format.ErrNoNumberPlace):
		return nil, noPlace(op, err,
			"Không tìm thấy chỗ trống cho số văn bản. Dự thảo cần giữ dòng “Số …” của mẫu.",
			"There is no room for the number. The draft must keep the template's line “Số …”.")
	case errors.Is(err, format.ErrNoSignaturePlace):
		return nil, noPlace(op, err,
			"Không tìm thấy chỗ ký. Dự thảo cần giữ phần “Nơi nhận” và khối chữ ký của mẫu.",
			"There is no room for the signature. The draft must keep the template's “Nơi nhận” and signing block.")
	case err != nil:
		return nil, noPlace(op, err,
			"Không tìm thấy chỗ cho số, ngày và chữ ký. Dự thảo cần giữ đúng mẫu.",
			"There is no room for number, date and signature. The draft must keep to the template.")
	}
	if p.PlaceDate.IsZero() {
		return nil, noPlace(op, errDated,
			"Dự thảo đã ghi sẵn ngày ban hành. Để trống ngày, tháng như mẫu: hệ thống điền khi cấp số.",
			"The draft has a date already. Leave day and month blank as in the template: they are filled in when it is numbered.")
	}
	fields := []pades.FormField{textField(fieldNumber, p.Number, pades.Right)}
	if p.Day.IsZero() {
		fields = append(fields, textField(fieldPlaceDate, p.PlaceDate, pades.Center))
	} else {
		fields = append(fields, textField(fieldDay, p.Day, pades.Center), textField(fieldMonth, p.Month, pades.Center), textField(fieldYear, p.Year, pades.Center))
	}
	out, err := pades.Prepare(pdf, append(fields,
		pades.FormField{Name: fieldLeader, Kind: pades.SignatureField, Page: p.LeaderSignature.Page - 1, Rect: rect(p.LeaderSignature)},
		pades.FormField{Name: fieldSeal, Kind: pades.SignatureField, Page: p.Seal.Page - 1, Rect: rect(p.Seal)},
	))
	if err != nil {
		return nil, signingError(op, err)
	}
	return out, nil
}

var errDated = errors.New("signing: the draft is dated already")

func noPlace(op string, err error, vi, en string) error {
	return &office.Error{Code: office.CodeInvalid, Op: op, Field: "file", Vi: vi, En: en, Err: err}
}

func textField(name string, p format.TextPlace, align pades.Align) pades.FormField {
	return pades.FormField{
		Name: name, Kind: pades.TextField, Page: p.Page - 1, Rect: rect(p.Rect),
		FontSize: p.Size, Align: align, Italic: p.Italic,
	}
}

func rect(r format.Rect) pades.Rect { return pades.Rect{X0: r.X0, Y0: r.Y0, X1: r.X1, Y1: r.Y1} }

// fieldsOf lists the form fields of a PDF that is to be signed in the field named
// place. A PDF without it is refused: its signature would be seen by nobody.
func fieldsOf(op string, pdf []byte, place string) ([]pades.FieldInfo, error) {
	fields, err := pades.Fields(pdf)
	if err != nil {
		return nil, signingError(op, err)
	}
	for _, f := range fields {
		if f.Name == place && f.Kind == pades.SignatureField {
			return fields, nil
		}
	}
	return nil, notPrepared(op)
}

func notPrepared(op string) error {
	return office.NewError(office.CodeSigning, op,
		"Bản PDF không có đủ ô số, ngày và chữ ký. Trả lại dự thảo để lập bản PDF mới rồi trình ký.",
		"The PDF lacks the fields for number, date and signatures. Return the draft so that its PDF is made anew.")
}

// signingError keeps what pades says in words for people.
func signingError(op string, err error) error {
	var p *pades.Error
	if errors.As(err, &p) {
		return &office.Error{Code: office.CodeSigning, Op: op, Vi: p.Vi, En: p.En, Err: err}
	}
	return office.Wrap(op, err)
}
