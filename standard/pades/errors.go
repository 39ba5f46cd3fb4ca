package pades

import (
	"errors"
	"fmt"

	"congvan/standard/pades/pdf"
)

// Error refuses a request; Vi and En are safe to show to a user.
type Error struct {
	Code string // see the Err… constants
	Vi   string
	En   string
	Err  error // cause, may be nil
}

// Codes of Error.
const (
	ErrEncrypted   = "encrypted"     // the PDF is encrypted
	ErrMalformed   = "malformed_pdf" // the PDF cannot be extended safely
	ErrLimit       = "limit"         // the PDF or the request is too large
	ErrField       = "field"         // a form field is missing, taken or of the wrong kind
	ErrLocked      = "field_locked"  // a text field is already locked
	ErrPage        = "page"          // there is no such page
	ErrText        = "text"          // a character cannot be shown
	ErrImage       = "image"         // the image cannot be used
	ErrCertificate = "certificate"   // certificate missing, not valid at the time, or not for signing
	ErrKey         = "key"           // the key does not fit the certificate, or failed
	ErrPermission  = "not_permitted" // an earlier signature forbids this
	ErrSelfCheck   = "self_check"    // the result did not verify; nothing is returned
)

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("pades: %s: %s: %v", e.Code, e.En, e.Err)
	}
	return fmt.Sprintf("pades: %s: %s", e.Code, e.En)
}

// Unwrap gives the cause.
func (e *Error) Unwrap() error { return e.Err }

func refuse(code, vi, en string, err error) *Error { return &Error{code, vi, en, err} }

// refusePDF turns an error of the reader into one for users.
func refusePDF(err error) error {
	var own *Error
	switch {
	case errors.As(err, &own):
		return own
	case errors.Is(err, pdf.ErrEncrypted):
		return refuse(ErrEncrypted, "Tệp PDF được mã hóa nên không ký được. Hãy bỏ mật khẩu rồi thử lại.", "The PDF is encrypted; remove the protection first.", err)
	case errors.Is(err, pdf.ErrLimit), errors.Is(err, pdf.ErrRevisions):
		return refuse(ErrLimit, "Tệp PDF quá lớn hoặc quá phức tạp.", "The PDF is too large or too complex.", err)
	}
	return refuse(ErrMalformed, "Tệp PDF bị hỏng cấu trúc nên không ký được. Hãy xuất lại tệp PDF.", "The PDF is malformed; export it again.", err)
}
