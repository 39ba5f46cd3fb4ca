package draft

import (
	"fmt"
	"io"
	"mime"
	"net/http"
	"strconv"
	"time"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/standard/pades/pdf"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// viewer shows the PDF of a draft: the one that will be signed once it is
// approved, else that of a version, which is made when somebody first looks.
func (a Area) viewer(q *page.Request, v view) (templComponent, error) {
	id := v.Document.ID
	if _, ok := v.Document.Main(); ok && v.Document.State != document.Draft && v.at == len(v.Versions) {
		d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
		if err != nil {
			return nil, err
		}
		return show.Viewer(d, q.Int("file"), address(id)), nil
	}
	if v.at == 0 {
		return ui.Viewer{Label: "Dự thảo", Missing: "Dự thảo chưa có tệp. Tải lên tệp .docx."}, nil
	}
	shown := v.Versions[v.at-1]
	if shown.PDF.Zero() {
		return waiting(id, v.at), nil
	}
	return a.pages(q, id, shown.Version)
}

// waiting stands for pages that are being made; the page asks for them by itself.
func waiting(id office.ID, n int) ui.Viewer {
	return ui.Viewer{
		Label: label(n), Missing: "Đang tạo bản xem của dự thảo lần " + itoa(n) + "…", Download: versionURL(id, n) + "/pdf",
		Attrs: templ.Attributes{"id": "ban-xem", "aria-busy": "true", "hx-get": versionURL(id, n) + "/preview", "hx-trigger": "load", "hx-swap": "outerHTML"},
	}
}

func label(n int) string { return "Dự thảo lần " + itoa(n) }

func versionURL(id office.ID, n int) string { return address(id) + "/versions/" + itoa(n) }

// pages is the viewer of a version whose PDF is there.
func (a Area) pages(q *page.Request, id office.ID, shown draft.Version) (templComponent, error) {
	c, err := a.Drafts.Preview(q.Ctx(), q.Actor(), id, shown.Number)
	if err != nil {
		return nil, err
	}
	defer c.File.Close()
	v := ui.Viewer{Label: label(shown.Number), Download: versionURL(id, shown.Number) + "/pdf", Attrs: templ.Attributes{"id": "ban-xem"}}
	pages := pageCount(c.File)
	for p := 1; p <= pages; p++ {
		src := fmt.Sprintf("%s/pages/%d?v=%s", versionURL(id, shown.Number), p, c.SHA256.String()[:12])
		v.Pages = append(v.Pages, ui.PageImage{Src: src, Width: 794, Height: 1123})
	}
	return v, nil
}

// Bounds of a preview.
const (
	maxPreview = 64 << 20
	maxPages   = 200
)

// pageCount counts the pages of a PDF that we made; 1 when it cannot be told.
func pageCount(r io.Reader) int {
	data, err := io.ReadAll(io.LimitReader(r, maxPreview))
	if err != nil {
		return 1
	}
	f, err := pdf.Open(data)
	if err != nil {
		return 1
	}
	last := f.Last()
	n, err := last.Resolve(last.Dict(last.Root()["Pages"])["Count"])
	count, ok := n.(pdf.Int)
	if err != nil || !ok {
		return 1
	}
	return max(1, min(int(count), maxPages))
}

// preview makes the PDF of a version and shows its pages.
func (a Area) preview(q *page.Request) error {
	id, n, err := a.path(q)
	if err != nil {
		return err
	}
	if q.R.Header.Get("HX-Request") == "" {
		return q.Go(address(id)+"?version="+itoa(n), "")
	}
	v, err := a.pages(q, id, draft.Version{Number: n})
	if err != nil {
		e := page.ErrorOf(err)
		q.Site.Log.Warn("preview of a draft", "error", err)
		// With the status of an error the browser would leave the waiting state in place.
		return q.Render(ui.Viewer{Label: label(n), Missing: e.Vi, Download: versionURL(id, n) + "/docx", Attrs: templ.Attributes{"id": "ban-xem"}})
	}
	return q.Render(v)
}

// path reads the draft and the number of a version from the address.
func (a Area) path(q *page.Request) (office.ID, int, error) {
	id, err := q.PathID("id")
	if err != nil {
		return id, 0, err
	}
	n, err := strconv.Atoi(q.R.PathValue("n"))
	if err != nil || n < 1 {
		return id, 0, office.NotFound("web.draft.path", "Không có phiên bản này.", "There is no such version.")
	}
	return id, n, nil
}

const cachePrivate = "private, max-age=86400, immutable"

func (a Area) pageImage(q *page.Request) error {
	id, n, err := a.path(q)
	if err != nil {
		return err
	}
	p, err := strconv.Atoi(q.R.PathValue("page"))
	if err != nil || p < 1 || p > maxPages {
		return office.NotFound("web.draft.page", "Không có trang này.", "There is no such page.")
	}
	c, err := a.Drafts.Preview(q.Ctx(), q.Actor(), id, n)
	if err != nil {
		return err
	}
	_ = c.File.Close()
	img, err := a.Images.Page(q.Ctx(), q.Actor().Agency, c.SHA256, p)
	if err != nil {
		return err
	}
	h := q.W.Header()
	h.Set("Content-Type", "image/jpeg")
	h.Set("Cache-Control", cachePrivate)
	_, _ = q.W.Write(img) // the reader left
	return nil
}

func (a Area) docx(q *page.Request) error {
	id, n, err := a.path(q)
	if err != nil {
		return err
	}
	c, err := a.Drafts.DOCX(q.Ctx(), q.Actor(), id, n)
	if err != nil {
		return err
	}
	return send(q, c, "attachment")
}

func (a Area) pdf(q *page.Request) error {
	id, n, err := a.path(q)
	if err != nil {
		return err
	}
	c, err := a.Drafts.Preview(q.Ctx(), q.Actor(), id, n)
	if err != nil {
		return err
	}
	return send(q, c, "inline")
}

func send(q *page.Request, c draft.Content, disposition string) error {
	defer c.File.Close()
	h := q.W.Header()
	h.Set("Content-Disposition", mime.FormatMediaType(disposition, map[string]string{"filename": c.Name}))
	h.Set("Content-Type", c.MediaType)
	h.Set("Content-Security-Policy", "sandbox; default-src 'none'; style-src 'unsafe-inline'")
	h.Set("Cache-Control", "private, no-cache")
	h.Set("ETag", `"`+c.SHA256.String()+`"`)
	http.ServeContent(q.W, q.R, "", time.Time{}, c.File)
	return nil
}
