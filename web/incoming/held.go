package incoming

import (
	"congvan/office"
	"congvan/office/document"
	"congvan/web/page"
	"congvan/web/ui"
)

func (a Area) heldForm(q *page.Request) error { return a.askHeld(q, nil) }

// askHeld asks what becomes of an upload held back.
func (a Area) askHeld(q *page.Request, failed error) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	all, err := a.Documents.HeldUploads(q.Ctx(), q.Actor())
	if err != nil {
		return err
	}
	for _, h := range all {
		if h.ID != id {
			continue
		}
		return q.Ask(page.Question{
			Title:  "Tệp đang tạm giữ",
			Crumbs: []ui.Crumb{{Label: "Chờ vào sổ", Href: "/arrivals"}, {Label: "Tạm giữ"}},
			Text:   "Tệp nằm ngoài kho và ngoài bản sao lưu. Nếu là văn bản mật, xoá ngay và theo dõi bằng sổ bí mật nhà nước.",
			About: ui.Facts{
				{Label: "Tệp", Value: ui.Text(h.Name)},
				{Label: "Vì sao giữ", Value: ui.Text(heldWhy(h))},
				{Label: "Tải lên lúc", Value: ui.Text(ui.DateTime(h.CreatedAt))},
				{Label: "Số tệp", Value: ui.Text(ui.Number(h.Files) + ", " + ui.Bytes(h.Size))},
			},
			Fields: []ui.Field{
				{Name: "decision", Label: "Quyết định", Kind: ui.SelectField, Blank: "Chọn", Required: true, Options: []ui.Option{
					{Value: string(document.Released), Label: "Tiếp nhận: đã xem, không phải văn bản mật, tệp an toàn"},
					{Value: string(document.Purged), Label: "Xoá ngay tệp này"},
				}},
				{Name: "reason", Label: "Lý do", Kind: ui.TextArea, Required: true, MaxLength: 1000},
			},
			Button: ui.Button{Label: "Ghi quyết định", Icon: ui.IconCheck}, Cancel: "/arrivals",
		}, failed)
	}
	return office.NotFound("incoming.held", "Tệp này đã được quyết định hoặc không còn. Về hàng đợi để xem.", "This upload was decided already.")
}

func (a Area) decideHeld(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	doc, err := a.Documents.DecideStaging(q.Ctx(), q.Actor(), id, document.Decision(q.Text("decision")), q.Text("reason"))
	if page.FormFault(err) {
		return a.askHeld(q, err)
	}
	if err != nil {
		return err
	}
	if doc.Zero() {
		return q.Go("/arrivals", "Đã xoá tệp tạm giữ.")
	}
	return q.Go(arrivalURL(doc), "Đã tiếp nhận tệp. Vào sổ văn bản.")
}
