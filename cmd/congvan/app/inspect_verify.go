package app

import (
	"context"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io"
	"os"
	"strconv"
	"time"

	"congvan/office"
	"congvan/platform/convert"
	"congvan/standard/pades"
)

// maxVerify is the largest PDF whose signatures are judged, in bytes.
const maxVerify = 256 << 20

// Verifier judges signatures in a limited child.
type Verifier struct {
	// Roots gives the certificates to trust; nil trusts none.
	Roots  func(context.Context) ([]*x509.Certificate, error)
	Now    office.Clock
	Limits convert.Limits // the zero value means convert.DefaultLimits
	// Observe is told of every child; may be nil.
	Observe func(program string, d time.Duration, err error)
}

// Verify judges the signatures of a PDF of size bytes (-1 when unknown). A file
// that the child could not bear gets a verdict with that reason, not an error.
// Errors: those of ctx and Roots; office.CodeUnavailable when no child could run.
func (v Verifier) Verify(ctx context.Context, pdf io.Reader, size int64) (pades.Report, error) {
	const op = "app.Verify"
	if size > maxVerify {
		return unjudged("too_large"), nil
	}
	args := []string{v.Now().Format(time.RFC3339Nano), strconv.FormatInt(size, 10)}
	path, remove, err := v.writeRoots(ctx)
	if err != nil {
		return pades.Report{}, office.Wrap(op, err)
	}
	defer remove()
	if path != "" {
		args = append(args, path)
	}
	limits := v.Limits
	if limits == (convert.Limits{}) {
		limits = convert.DefaultLimits()
	}
	// An *os.File would reach the child itself; it gets the bytes only.
	start := time.Now()
	out, err := convert.RunChild(ctx, limits, VerifyChild, args, struct{ io.Reader }{pdf})
	if v.Observe != nil {
		v.Observe(VerifyChild, time.Since(start), err)
	}
	if err != nil {
		return v.failed(ctx, err)
	}
	var r pades.Report
	if err := json.Unmarshal(out, &r); err != nil {
		return r, office.Wrap(op, err)
	}
	return r, nil
}

func (v Verifier) failed(ctx context.Context, err error) (pades.Report, error) {
	if ctx.Err() != nil {
		return pades.Report{}, ctx.Err()
	}
	switch code := convert.CodeOf(err); code {
	case convert.Timeout, convert.Memory, convert.TooLarge:
		return unjudged(string(code)), nil
	case convert.Broken:
		return unjudged("crashed"), nil
	}
	return pades.Report{}, ConversionError("app.Verify", err)
}

// writeRoots writes the trusted roots where the child can read them.
func (v Verifier) writeRoots(ctx context.Context) (path string, remove func(), err error) {
	remove = func() {}
	if v.Roots == nil {
		return "", remove, nil
	}
	certs, err := v.Roots(ctx)
	if err != nil || len(certs) == 0 {
		return "", remove, err
	}
	f, err := os.CreateTemp("", "congvan-roots-*.pem")
	if err != nil {
		return "", remove, err
	}
	remove = func() { _ = os.Remove(f.Name()) }
	for _, c := range certs {
		err = errors.Join(err, pem.Encode(f, &pem.Block{Type: "CERTIFICATE", Bytes: c.Raw}))
	}
	if err = errors.Join(err, f.Close()); err != nil {
		remove()
		return "", func() {}, err
	}
	return f.Name(), remove, nil
}

// unjudged is the report on a file that could not be judged within the limits.
func unjudged(code string) pades.Report {
	r := pades.Reason{Code: code}
	switch code {
	case "timeout":
		r.Vi, r.En = "Kiểm tra chữ ký quá thời gian cho phép nên đã dừng.", "Checking the signatures took too long and was stopped."
	case "memory":
		r.Vi, r.En = "Kiểm tra chữ ký cần quá nhiều bộ nhớ nên đã dừng.", "Checking the signatures needed too much memory and was stopped."
	case "too_large":
		r.Vi = fmt.Sprintf("Tệp vượt giới hạn kiểm tra chữ ký (%d MB).", maxVerify>>20)
		r.En = fmt.Sprintf("The file is over the limit for checking signatures (%d MB).", maxVerify>>20)
	default:
		r.Vi, r.En = "Tệp làm hỏng tiến trình kiểm tra chữ ký.", "The file made the checking process fail."
	}
	return pades.Report{Verdict: pades.Indeterminate, Signatures: []pades.SignatureReport{}, Reasons: []pades.Reason{r}}
}

// ConversionError makes an *office.Error of one of convert, keeping its words for
// people. Other errors become internal ones.
func ConversionError(op string, err error) error {
	var e *convert.Error
	if !errors.As(err, &e) {
		return office.Wrap(op, err)
	}
	code := office.CodeInvalid
	switch e.Code {
	case convert.ToolMissing, convert.Internal, convert.Timeout:
		code = office.CodeUnavailable
	case convert.TooLarge, convert.Memory:
		code = office.CodeTooLarge
	}
	return &office.Error{Code: code, Op: op, Vi: e.Vi, En: e.En, Err: err}
}
