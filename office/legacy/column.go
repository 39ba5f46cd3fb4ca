package legacy

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// Field is what a column may hold. Where a form has the field, the name is the
// same, so that a fault found by document can be told of the column.
type Field string

// The fields.
const (
	KindField           Field = "kind"
	RegisterField       Field = "register"
	ArrivalNumberField  Field = "arrival_number"
	ArrivalDateField    Field = "arrival_date"
	ReferenceCodeField  Field = "reference_code"
	NumberField         Field = "number"   // of the code, when number and notation stand apart
	NotationField       Field = "notation" // ký hiệu
	IssuedDateField     Field = "issued_date"
	IssuingNameField    Field = "issuing_name"
	IssuingCodeField    Field = "issuing_code"
	TypeField           Field = "type"
	TypeSubjectField    Field = "type_subject" // tên loại và trích yếu, one column in paper registers
	SubjectField        Field = "subject"
	SignerNameField     Field = "signer_name"
	SignerPositionField Field = "signer_position"
	CapacityField       Field = "signing_capacity"
	UrgencyField        Field = "urgency"
	ClassificationField Field = "classification"
	PagesField          Field = "pages"
	CopiesField         Field = "copies"
	DueDateField        Field = "due_date"
	ReplyToField        Field = "reply_to_code"
	LanguageField       Field = "language"
	DuplicateField      Field = "duplicate_reason"
	NoteField           Field = "note" // may be the field of several columns
	FileField           Field = "file"
	TextField           Field = "text"
)

// Column describes a field: the names its column may bear, the first of them the
// one to use, and what it holds.
type Column struct {
	Field Field    `json:"field"`
	Names []string `json:"names"`
	Holds string   `json:"holds"`
}

// Columns lists all fields. Names are those of the registers of NĐ 30/2020, Phụ lục
// IV, and of its input fields, Phụ lục VI, the common short forms, and English.
func Columns() []Column {
	return []Column{
		{RegisterField, []string{"Sổ", "Sổ văn bản", "Sổ đăng ký", "Tên sổ", "Thuộc sổ", "Register"}, "tên sổ văn bản đến đã mở; trống là sổ của --register"},
		{ArrivalNumberField, []string{"Số đến", "Số văn bản đến", "Số thứ tự đến", "Số vào sổ", "Arrival number"}, "số nguyên; trống là số kế tiếp của sổ"},
		{ArrivalDateField, []string{"Ngày đến", "Ngày văn bản đến", "Ngày nhận", "Ngày tiếp nhận", "Ngày vào sổ", "Arrival date", "Received date"}, "ngày; văn bản đến phải có"},
		{ReferenceCodeField, []string{
			"Số, ký hiệu", "Số ký hiệu", "Số và ký hiệu", "Số/ký hiệu", "Số, ký hiệu văn bản", "Số và ký hiệu văn bản",
			"Số, ký hiệu VB", "Số hiệu", "Số hiệu văn bản", "Số văn bản", "Số KH", "Reference code", "Code",
		}, "như in trên văn bản: 15-TB/TU, 127/QĐ-UBND"},
		{NumberField, []string{"Số", "Số đi", "Số văn bản đi", "CodeNumber"}, "phần số, khi số và ký hiệu ở hai cột"},
		{NotationField, []string{"Ký hiệu", "Ký hiệu văn bản", "Notation", "CodeNotation"}, "phần ký hiệu: TB/TU"},
		{IssuedDateField, []string{
			"Ngày ban hành", "Ngày văn bản", "Ngày tháng văn bản", "Ngày VB", "Ngày tháng VB", "Ngày, tháng văn bản",
			"Ngày, tháng, năm văn bản", "Ngày tháng năm văn bản", "Ngày tháng năm", "Ngày tháng", "Ngày ký", "Ngày phát hành", "Issued date", "Date",
		}, "ngày; phải có"},
		{IssuingNameField, []string{
			"Cơ quan ban hành", "Tên cơ quan ban hành", "Tác giả", "Nơi ban hành", "Đơn vị ban hành", "Cơ quan gửi", "Nơi gửi",
			"Tên cơ quan, tổ chức ban hành văn bản", "Issuing agency", "Issuer", "OrganName", "From",
		}, "tên in trên văn bản; văn bản đi, nội bộ để trống là cơ quan mình"},
		{IssuingCodeField, []string{"Mã cơ quan", "Mã định danh", "Mã cơ quan ban hành", "Mã định danh cơ quan ban hành", "Issuing code", "OrganId"}, "mã định danh"},
		{TypeField, []string{"Tên loại", "Loại văn bản", "Tên loại văn bản", "Loại VB", "Thể loại", "Hình thức văn bản", "Hình thức", "Loại", "Type", "TypeName", "Document type"}, "tên loại; trống thì suy từ ký hiệu"},
		{TypeSubjectField, []string{
			"Tên loại và trích yếu", "Tên loại và trích yếu nội dung", "Tên loại và trích yếu nội dung văn bản",
			"Tên loại, trích yếu", "Tên loại, trích yếu nội dung", "Loại và trích yếu", "Type and subject",
		}, "tên loại rồi đến trích yếu, trong một cột"},
		{SubjectField, []string{"Trích yếu", "Trích yếu nội dung", "Trích yếu văn bản", "Nội dung trích yếu", "Trích yếu nội dung văn bản", "Về việc", "Tiêu đề", "Subject", "Title", "Nội dung"}, "phải có"},
		{SignerNameField, []string{"Người ký", "Họ tên người ký", "Họ và tên người ký", "Signer", "Signer name"}, ""},
		{SignerPositionField, []string{"Chức vụ", "Chức vụ người ký", "Chức danh người ký", "Position", "Signer position"}, ""},
		{CapacityField, []string{"Quyền hạn ký", "Thể thức ký", "Signing capacity"}, "T/M, K/T, TM., KT. …"},
		{UrgencyField, []string{"Độ khẩn", "Mức độ khẩn", "Mức khẩn", "Urgency", "Priority"}, "Thường, Khẩn, Thượng khẩn, Hoả tốc, Hoả tốc hẹn giờ, hoặc 0–4"},
		{ClassificationField, []string{"Độ mật", "Mức độ mật", "Mức mật", "Classification"}, "trống hoặc Thường; văn bản mật không nhận"},
		{PagesField, []string{"Số tờ", "Số trang", "Số tờ/trang", "Số lượng trang", "Pages", "PageAmount"}, "số nguyên"},
		{CopiesField, []string{"Số bản", "Số lượng bản", "Số lượng", "Copies", "IssuedAmount"}, "số nguyên"},
		{DueDateField, []string{"Hạn xử lý", "Hạn giải quyết", "Thời hạn giải quyết", "Thời hạn xử lý", "Hạn trả lời", "Hạn", "Due date", "DueDate"}, "ngày"},
		{ReplyToField, []string{"Trả lời văn bản", "Trả lời văn bản số", "Phúc đáp văn bản", "Reply to"}, "số, ký hiệu của văn bản được trả lời"},
		{LanguageField, []string{"Ngôn ngữ", "Language"}, "trống là Tiếng Việt"},
		{DuplicateField, []string{"Lý do trùng", "Lý do vẫn vào sổ", "Duplicate reason"}, "vì sao vẫn nhận một văn bản đã có"},
		{NoteField, []string{"Ghi chú", "Note", "Notes", "Description"}, "nhiều cột cũng được, bằng --map"},
		{KindField, []string{"Loại sổ", "Chiều văn bản", "Đến/đi", "Hướng văn bản", "Kind"}, "Đến, Đi hoặc Nội bộ; trống là loại của --kind"},
		{FileField, []string{"Tệp", "Tên tệp", "Tập tin", "Tên tập tin", "Tệp đính kèm", "File đính kèm", "File", "Tên file", "Đường dẫn", "Đường dẫn tệp", "Attachment", "Path"}, "tên tệp PDF hoặc DOCX, tính từ thư mục của bảng"},
		{TextField, []string{"Toàn văn", "Nội dung toàn văn", "Nội dung văn bản", "Full text", "Text", "Nội dung"}, "chữ để tìm kiếm"},
	}
}

// key folds a column's name for comparing: letters and digits only, without what
// stands in brackets. Sổ (book) stays apart from số (number).
func key(name string) string {
	if at := strings.IndexByte(name, '('); at > 0 {
		name = name[:at]
	}
	words := strings.FieldsFunc(vietnamese.NFC(name), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, w := range words {
		if strings.ToLower(w) != "sổ" {
			w = vietnamese.Fold(w)
		}
		words[i] = strings.ToLower(w)
	}
	return strings.Join(words, " ")
}

// Header is how the columns of a table were understood.
type Header struct {
	Names  []string // as they stand there
	Fields []Field  // of each column; "" for one that is not taken
}

// readHeader matches the names of columns to fields. by says, for some names, what
// they are; it comes first. A field has one column, note any number.
func readHeader(names []string, by map[string]Field) Header {
	h := Header{Names: names, Fields: make([]Field, len(names))}
	keys := make([]string, len(names))
	chosen := map[string]Field{}
	for name, field := range by {
		chosen[key(name)] = field
	}
	taken := map[Field]bool{}
	for i, name := range names {
		keys[i] = key(name)
		if f, ok := chosen[keys[i]]; ok && keys[i] != "" {
			h.Fields[i], taken[f] = f, true
		}
	}
	free := func(i int) bool {
		_, ok := chosen[keys[i]]
		return !ok && h.Fields[i] == "" && keys[i] != ""
	}
	for _, c := range Columns() {
		for _, name := range c.Names {
			at := slices.Index(keys, key(name))
			if at >= 0 && free(at) && !taken[c.Field] {
				h.Fields[at], taken[c.Field] = c.Field, true
			}
		}
	}
	return h
}

// known counts the columns that were understood.
func (h Header) known() int {
	n := 0
	for _, f := range h.Fields {
		if f != "" {
			n++
		}
	}
	return n
}

func (h Header) has(f Field) bool { return slices.Contains(h.Fields, f) }

// Unknown lists the columns that are not taken.
func (h Header) Unknown() []string {
	var out []string
	for i, f := range h.Fields {
		if f == "" && strings.TrimSpace(h.Names[i]) != "" {
			out = append(out, h.Names[i])
		}
	}
	return out
}

// name is how people call a field: by its column's name, or by the usual one.
func (h Header) name(f Field) string {
	for i, x := range h.Fields {
		if x == f {
			return h.Names[i]
		}
	}
	if f == SubjectField && h.has(TypeSubjectField) || f == TypeField && h.has(TypeSubjectField) {
		return h.name(TypeSubjectField)
	}
	if f == ReferenceCodeField && h.has(NumberField) {
		return h.name(NumberField)
	}
	for _, c := range Columns() {
		if c.Field == f {
			return c.Names[0]
		}
	}
	return ""
}

// check says which columns are missing that no row can do without.
func (h Header) check(incoming bool) error {
	var missing []string
	if !h.has(SubjectField) && !h.has(TypeSubjectField) {
		missing = append(missing, "Trích yếu (subject)")
	}
	if !h.has(IssuedDateField) {
		missing = append(missing, "Ngày ban hành (issued_date)")
	}
	if incoming && !h.has(ArrivalDateField) {
		missing = append(missing, "Ngày đến (arrival_date)")
	}
	if len(missing) == 0 {
		return nil
	}
	list := strings.Join(missing, ", ")
	return office.Invalid("legacy.Header",
		fmt.Sprintf("Bảng thiếu cột: %s. Đặt lại tên cột, hoặc chỉ cột bằng --map \"Tên cột=trường\". Xem các tên được nhận bằng --columns. Các cột trong bảng: %s.", list, strings.Join(h.Names, " | ")),
		fmt.Sprintf("The table has no column for: %s. Rename a column, or name it with --map \"Column=field\"; --columns lists all names. Its columns: %s.", list, strings.Join(h.Names, " | ")))
}

// CheckMap refuses a column map that names a field which is none.
func CheckMap(by map[string]Field) error {
	all := Columns()
	for name, f := range by {
		if f != "" && !slices.ContainsFunc(all, func(c Column) bool { return c.Field == f }) {
			return office.Invalid("legacy.CheckMap",
				fmt.Sprintf("Không có trường “%s” (cột “%s”). Xem các trường bằng --columns.", f, name),
				fmt.Sprintf("There is no field %q (column %q); --columns lists them.", f, name))
		}
	}
	return nil
}
