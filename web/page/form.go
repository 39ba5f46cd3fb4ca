package page

import (
	"errors"
	"io"
	"mime"
	"mime/multipart"
	"net/http"
	"strconv"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/standard/vietnamese"
	"congvan/web/ui"
)

type templComponent = templ.Component

// parseForm reads the body within its limit.
func (q *Request) parseForm() error {
	kind, _, _ := mime.ParseMediaType(q.R.Header.Get("Content-Type"))
	limit := q.Site.Limits.form()
	if kind == "multipart/form-data" {
		limit = q.Site.Limits.upload()
	}
	q.R.Body = http.MaxBytesReader(q.W, q.R.Body, limit)
	var err error
	if kind == "multipart/form-data" {
		err = q.R.ParseMultipartForm(8 << 20)
	} else {
		err = q.R.ParseForm()
	}
	var tooLarge *http.MaxBytesError
	switch {
	case err == nil:
		return nil
	case errors.As(err, &tooLarge):
		return &office.Error{
			Code: office.CodeTooLarge, Op: "page.parseForm", Err: err,
			Vi: "Tệp gửi lên lớn hơn " + ui.Bytes(limit) + ". Nén hoặc tách tệp rồi gửi lại.",
			En: "The upload is larger than " + ui.Bytes(limit) + ". Compress or split it and send it again.",
		}
	}
	return &office.Error{
		Code: office.CodeInvalid, Op: "page.parseForm", Err: err,
		Vi: "Biểu mẫu gửi lên không đọc được. Tải lại trang rồi gửi lại.",
		En: "The form cannot be read. Reload the page and send it again.",
	}
}

// Text gives a field of the form or the query, trimmed, NFC.
func (q *Request) Text(name string) string {
	return vietnamese.NFC(strings.TrimSpace(q.R.FormValue(name)))
}

// Texts gives every value of a field.
func (q *Request) Texts(name string) []string {
	if q.R.Form == nil {
		_ = q.R.ParseForm() // of a GET: the query
	}
	return q.R.Form[name]
}

// ID gives a field that names something; the zero id when it is empty or malformed.
func (q *Request) ID(name string) office.ID {
	id, err := office.ParseID(q.R.FormValue(name))
	if err != nil {
		return office.ID{}
	}
	return id
}

// PathID gives an id from the address. office.CodeNotFound when it is malformed.
func (q *Request) PathID(name string) (office.ID, error) {
	id, err := office.ParseID(q.R.PathValue(name))
	if err != nil || id.Zero() {
		return id, office.NotFound("page.PathID", "Địa chỉ này không có gì. Kiểm tra lại đường dẫn.", "There is nothing at this address.")
	}
	return id, nil
}

// Int gives a whole number; 0 when it is empty or malformed.
func (q *Request) Int(name string) int {
	n, err := strconv.Atoi(strings.TrimSpace(q.R.FormValue(name)))
	if err != nil {
		return 0
	}
	return n
}

// Date reads dd/MM/yyyy or yyyy-MM-dd; the zero date when the field is empty.
func (q *Request) Date(name string) (office.Date, error) {
	text := q.Text(name)
	if text == "" {
		return office.Date{}, nil
	}
	if d, err := vietnamese.ParseDate(text); err == nil {
		return d, nil
	}
	d, err := vietnamese.NewDateReader().Parse(text)
	if err != nil {
		return office.Date{}, office.InvalidField("page.Date", name,
			"Nhập ngày theo dạng ngày/tháng/năm, ví dụ 23/11/2026.", "Enter the date as day/month/year, e.g. 23/11/2026.")
	}
	return d, nil
}

// File is an uploaded file.
type File struct {
	Name string
	Size int64
	multipart.File
}

// Files opens the uploaded files of a field; the caller closes them.
func (q *Request) Files(name string) ([]File, error) {
	if q.R.MultipartForm == nil {
		return nil, nil
	}
	var out []File
	for _, h := range q.R.MultipartForm.File[name] {
		if h.Size == 0 && h.Filename == "" {
			continue
		}
		f, err := h.Open()
		if err != nil {
			return out, err
		}
		out = append(out, File{Name: h.Filename, Size: h.Size, File: f})
	}
	return out, nil
}

// FileBytes reads one uploaded file whole; nil when none was sent.
func (q *Request) FileBytes(name string) (fileName string, data []byte, err error) {
	files, err := q.Files(name)
	if err != nil || len(files) == 0 {
		return "", nil, err
	}
	for _, f := range files {
		defer f.Close()
	}
	data, err = io.ReadAll(files[0])
	return files[0].Name, data, err
}
