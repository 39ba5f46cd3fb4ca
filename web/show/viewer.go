package show

import (
	"path"
	"strings"

	"congvan/office/document"
	"congvan/web/file"
	"congvan/web/ui"
)

// maxPages bounds the page images of one view; the whole file can be downloaded.
const maxPages = 200

// Viewer shows file n of a document. here is the address of the page, to which
// ?file=n is added to look at another file.
func Viewer(d document.Detail, n int, here string) ui.Viewer {
	doc := d.Document
	v := ui.Viewer{Label: "Văn bản chính", Missing: "Văn bản giấy, chưa có tệp."}
	if len(doc.Files) == 0 {
		return v
	}
	if n < 0 || n >= len(doc.Files) {
		n = 0
	}
	for i, f := range doc.Files {
		href := here
		if i > 0 {
			href += "?file=" + itoa(i)
		}
		v.Files = append(v.Files, ui.ViewerFile{Name: f.Name, Href: href, Note: fileNote(f), Current: i == n})
	}
	f := doc.Files[n]
	if f.Role != document.MainFile {
		v.Label = f.Name
	}
	v.Download = file.URL(doc.ID, n, f.SHA256) + "&download=1"
	r, _ := d.Reading(f.SHA256)
	v.Missing = "Tệp này không xem trang được tại đây. Tải tệp về để mở."
	if f.MediaType != "application/pdf" {
		return v
	}
	for p := 1; p <= min(max(r.Pages, 1), maxPages); p++ {
		v.Pages = append(v.Pages, ui.PageImage{Src: file.PageURL(doc.ID, n, p, f.SHA256), Width: 794, Height: 1123})
	}
	return v
}

func fileNote(f document.File) string {
	kind := strings.ToUpper(strings.TrimPrefix(path.Ext(f.Name), "."))
	role := ""
	switch f.Role {
	case document.MainFile:
		role = "bản chính"
	case document.AnnexFile:
		role = "kèm theo"
	case document.DocxFile:
		role = "bản soạn thảo"
	}
	return join(", ", kind, ui.Bytes(f.Size), role)
}
