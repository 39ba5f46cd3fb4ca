package document

import (
	"strconv"

	"congvan/office"
	"congvan/office/journal"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/story"
	"congvan/web/ui"
)

// proofView shows that an entry stands in the journal.
type proofView struct {
	head  ui.PageHead
	proof story.Proof
	facts ui.Facts
	path  []string
	root  string
}

func (a Area) proof(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	index, err := strconv.ParseInt(q.R.PathValue("index"), 10, 64)
	if err != nil || index < 0 {
		return office.NotFound("document.proof", "Nhật ký không có mục này.", "There is no such entry.")
	}
	p, err := a.Stories.Prove(q.Ctx(), q.Actor(), id, index)
	if err != nil {
		return err
	}
	title := "Mục " + strconv.FormatInt(index, 10) + " của nhật ký"
	v := proofView{
		head:  ui.PageHead{Title: title, Crumbs: []ui.Crumb{{Label: "Nhật ký của văn bản", Href: show.DocumentURL(id) + "?tab=journal"}, {Label: "Bằng chứng"}}},
		proof: p,
		facts: ui.Facts{
			{Label: "Việc", Value: ui.Text(p.Line.Text)},
			{Label: "Mã việc", Value: ui.Text(string(p.Entry.Act))},
			{Label: "Lúc", Value: ui.Text(ui.Instant(p.Entry.At))},
			{Label: "Cam kết SHA-256", Value: code(hexOf(p.Entry.Commitment[:]))},
			{Label: "Băm của lá", Value: code(p.Leaf.String())},
		},
	}
	for _, h := range p.Path {
		v.path = append(v.path, h.String())
	}
	if head, err := journal.ParseHead(p.Head.Note); err == nil {
		v.root = head.Root.String()
	}
	return q.Frame(q.Page(title), proofBody(v))
}
