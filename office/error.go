package office

import (
	"errors"
	"strings"
)

// Code sorts errors by what the caller can do about them. It becomes an HTTP
// status or an exit code in exactly one place each.
type Code string

// The codes.
const (
	CodeInvalid     Code = "invalid"     // the input is wrong; Field says where
	CodeNotFound    Code = "not_found"   // it is not there, or not for this actor
	CodeForbidden   Code = "forbidden"   // the actor may not; the message says who may
	CodeConflict    Code = "conflict"    // someone else decided first; reload
	CodeDuplicate   Code = "duplicate"   // it is there already; a reason lets it pass
	CodeTooLarge    Code = "too_large"   // over a limit that the message names
	CodeSecret      Code = "secret"      // classified content, refused by the secrecy profile
	CodeSigning     Code = "signing"     // wrong PIN, expired certificate, failed check
	CodeUnavailable Code = "unavailable" // a tool, a peer or the database is away; try later
	CodeInternal    Code = "internal"    // our fault; quote the reference
)

// Error is the one error type of the office: a code and a message that is safe
// to show, in Vietnamese and English, saying the fix. Err keeps the cause for
// the log.
type Error struct {
	Code  Code
	Op    string // package.Function
	Field string // the form field at fault, when there is one
	Vi    string
	En    string
	Err   error
}

func (e *Error) Error() string {
	var b strings.Builder
	b.WriteString(e.Op)
	b.WriteString(": ")
	b.WriteString(e.En)
	if e.Err != nil {
		b.WriteString(": ")
		b.WriteString(e.Err.Error())
	}
	return b.String()
}

func (e *Error) Unwrap() error { return e.Err }

// NewError makes an error with a code and a message in both languages.
func NewError(code Code, op, vi, en string) *Error {
	return &Error{Code: code, Op: op, Vi: vi, En: en}
}

// Invalid makes an error of CodeInvalid.
func Invalid(op, vi, en string) *Error { return NewError(CodeInvalid, op, vi, en) }

// InvalidField makes an error of CodeInvalid that points at a form field.
func InvalidField(op, field, vi, en string) *Error {
	return &Error{Code: CodeInvalid, Op: op, Field: field, Vi: vi, En: en}
}

// NotFound makes an error of CodeNotFound.
func NotFound(op, vi, en string) *Error { return NewError(CodeNotFound, op, vi, en) }

// Conflict makes an error of CodeConflict.
func Conflict(op, vi, en string) *Error { return NewError(CodeConflict, op, vi, en) }

// Wrap keeps the cause behind an internal error, unless err is already one of
// ours: then its code and message stay.
func Wrap(op string, err error) error {
	if err == nil {
		return nil
	}
	var e *Error
	if errors.As(err, &e) {
		return err
	}
	return &Error{
		Code: CodeInternal, Op: op, Err: err,
		Vi: "Có lỗi trong hệ thống. Không có gì bị mất; thử lại hoặc báo quản trị.",
		En: "Something failed inside the system. Nothing is lost; try again or tell the administrator.",
	}
}

// CodeOf gives the code of err: CodeInternal when it is not ours, "" when nil.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return CodeInternal
}
