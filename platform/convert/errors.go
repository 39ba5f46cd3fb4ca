package convert

import (
	"errors"
	"fmt"
)

// Code says why a file could not be converted.
type Code string

// The codes of Error.
const (
	TooLarge    Code = "too_large"    // the file, or what comes out of it, is over a limit
	Encrypted   Code = "encrypted"    // a password is needed
	Broken      Code = "broken"       // the file is damaged or not what it claims to be
	Unsupported Code = "unsupported"  // a kind of file we do not read
	Timeout     Code = "timeout"      // the work took too long
	Memory      Code = "memory"       // the work needed too much memory
	ToolMissing Code = "tool_missing" // a program is not installed
	Internal    Code = "internal"     // our own fault or the machine's
)

// Error is the one error type of this package. Vi and En are safe to show to
// users and say what to do; Err holds details for the log.
type Error struct {
	Code   Code
	Op     string // what was tried, for the log
	Vi, En string
	Err    error
}

func (e *Error) Error() string {
	if e.Err == nil {
		return fmt.Sprintf("convert: %s: %s: %s", e.Op, e.Code, e.En)
	}
	return fmt.Sprintf("convert: %s: %s: %s: %v", e.Op, e.Code, e.En, e.Err)
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of err, "" for nil, Internal for foreign errors.
func CodeOf(err error) Code {
	if err == nil {
		return ""
	}
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return Internal
}

// newError makes an Error with the usual message of its code.
func newError(code Code, op string, cause error) *Error {
	vi, en := usualMessage(code)
	return &Error{Code: code, Op: op, Vi: vi, En: en, Err: cause}
}

func usualMessage(code Code) (vi, en string) {
	switch code {
	case TooLarge:
		return "Tệp quá lớn hoặc nén quá mức cho phép. Hãy chia nhỏ hoặc xuất lại tệp.",
			"The file, or its unpacked content, is over the limit. Split it or export it again."
	case Encrypted:
		return "Tệp đặt mật khẩu nên không đọc được. Hãy đề nghị nơi gửi bỏ mật khẩu.",
			"The file needs a password. Ask the sender to remove it."
	case Broken:
		return "Tệp hỏng hoặc không đúng định dạng. Hãy mở bằng phần mềm gốc rồi xuất lại.",
			"The file is damaged or not of its format. Open it in its own program and export it again."
	case Unsupported:
		return "Loại tệp này chưa đọc được. Hãy dùng PDF, DOCX hoặc TXT.",
			"This kind of file is not read. Use PDF, DOCX or TXT."
	case Timeout:
		return "Xử lý tệp quá thời gian cho phép nên đã dừng. Hãy xuất lại tệp gọn hơn.",
			"The file took too long and was stopped. Export it in a simpler form."
	case Memory:
		return "Xử lý tệp cần quá nhiều bộ nhớ nên đã dừng. Hãy xuất lại tệp gọn hơn.",
			"The file needed too much memory and was stopped. Export it in a simpler form."
	default:
		return "Máy chủ chưa xử lý được tệp. Hãy thử lại sau hoặc báo quản trị viên.",
			"The server could not process the file. Try later or tell the administrator."
	}
}

// missingTool says which Debian package brings the program.
func missingTool(op, program, debian string) *Error {
	return &Error{
		Code: ToolMissing, Op: op,
		Vi: fmt.Sprintf("Máy chủ thiếu chương trình %s. Quản trị viên cài bằng lệnh: apt-get install %s", program, debian),
		En: fmt.Sprintf("The server lacks the program %s. The administrator installs it with: apt-get install %s", program, debian),
	}
}
