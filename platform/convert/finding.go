package convert

// Severity of a Finding.
type Severity string

// Notice is worth showing; Danger wants the file held in quarantine.
const (
	Notice Severity = "notice"
	Danger Severity = "danger"
)

// Finding is something in a file that can act by itself or hides content. It
// is reported, never run. Vi and En are for users.
type Finding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Vi       string   `json:"vi"`
	En       string   `json:"en"`
}

// The codes of findings.
const (
	PDFJavaScript = "pdf_javascript"
	PDFLaunch     = "pdf_launch"
	PDFOpenAction = "pdf_open_action"
	PDFAutoAction = "pdf_auto_action"
	PDFAttachment = "pdf_attachment"
	PDFRichMedia  = "pdf_rich_media"
	PDFXFA        = "pdf_xfa"
	PDFSubmit     = "pdf_submit"
	PDFEncrypted  = "pdf_encrypted"
	DOCXMacro     = "docx_macro"
	DOCXActiveX   = "docx_activex"
	DOCXEmbedded  = "docx_embedded"
	DOCXExternal  = "docx_external"
	DOCXDDE       = "docx_dde"
	PDFManyPages  = "pdf_many_pages"
)

func newFinding(code string) Finding {
	f := Finding{Code: code, Severity: Danger}
	switch code {
	case PDFJavaScript:
		f.Vi, f.En = "Tệp PDF chứa mã JavaScript.", "The PDF contains JavaScript."
	case PDFLaunch:
		f.Vi, f.En = "Tệp PDF có lệnh chạy chương trình khác.", "The PDF asks to launch another program."
	case PDFRichMedia:
		f.Vi, f.En = "Tệp PDF chứa nội dung đa phương tiện chạy được.", "The PDF contains active rich media."
	case PDFSubmit:
		f.Vi, f.En = "Tệp PDF có lệnh gửi dữ liệu ra ngoài.", "The PDF has an action that sends data elsewhere."
	case DOCXMacro:
		f.Vi, f.En = "Tệp Word chứa macro.", "The Word file contains macros."
	case DOCXActiveX:
		f.Vi, f.En = "Tệp Word chứa điều khiển ActiveX.", "The Word file contains ActiveX controls."
	case DOCXDDE:
		f.Vi, f.En = "Tệp Word có trường DDE gọi chương trình khác.", "The Word file has a DDE field that calls another program."
	default:
		f.Severity = Notice
		f.Vi, f.En = noticeText(code)
	}
	return f
}

func noticeText(code string) (vi, en string) {
	switch code {
	case PDFOpenAction:
		return "Tệp PDF có hành động tự chạy khi mở.", "The PDF has an action that runs on opening."
	case PDFAutoAction:
		return "Tệp PDF có hành động tự chạy theo sự kiện.", "The PDF has actions that run on events."
	case PDFAttachment:
		return "Tệp PDF có tệp khác đính kèm bên trong.", "The PDF has other files attached inside."
	case PDFXFA:
		return "Tệp PDF có biểu mẫu XFA, nội dung hiển thị có thể khác nội dung đọc được.", "The PDF has an XFA form; what is shown may differ from what is read."
	case PDFEncrypted:
		return "Tệp PDF có đặt bảo vệ (hạn chế in, chép).", "The PDF is protected (printing or copying restricted)."
	case PDFManyPages:
		return "Chỉ đọc những trang đầu vì tệp quá nhiều trang.", "Only the first pages were read: the file has too many."
	case DOCXEmbedded:
		return "Tệp Word có đối tượng nhúng từ chương trình khác.", "The Word file embeds objects of other programs."
	case DOCXExternal:
		return "Tệp Word liên kết tới nội dung bên ngoài; nội dung đó không được tải.", "The Word file links to outside content, which was not loaded."
	}
	return code, code
}
