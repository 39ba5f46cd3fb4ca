package document

import (
	"context"
	"fmt"
	"io"
	"slices"
	"strings"

	"github.com/a-h/templ"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// maxPrinted bounds a printed register; a year is printed month by month.
const maxPrinted = 2000

// letterhead is how the agency heads what it prints.
type letterhead struct {
	above, name, place string
	motto              []string
}

func (a Area) letterhead(q *page.Request) (letterhead, error) {
	var at, parent org.AgencyAt
	err := a.Acts.View(q.Ctx(), q.Actor(), func(tx office.Tx) (err error) {
		if at, err = a.Directory.AgencyIn(tx, q.Actor().Agency, tx.Today()); err != nil || at.Parent.Zero() {
			return err
		}
		parent, err = a.Directory.AgencyIn(tx, at.Parent, tx.Today())
		if office.CodeOf(err) == office.CodeNotFound {
			err = nil
		}
		return err
	})
	l := letterhead{above: strings.ToUpper(parent.Name), name: strings.ToUpper(at.Name), place: at.Place, motto: []string{"ĐẢNG CỘNG SẢN VIỆT NAM"}}
	if at.RuleSet == org.StateRules {
		l.motto = []string{"CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", "Độc lập - Tự do - Hạnh phúc"}
	}
	if parent.Name != "" {
		if short := strings.TrimSpace(strings.TrimSuffix(l.name, l.above)); short != "" {
			l.name = short
		}
	}
	return l, err
}

func (l letterhead) sheet(q *page.Request, heading string) ui.Sheet {
	return ui.Sheet{
		Title: heading, Heading: strings.ToUpper(heading), Above: l.above, Agency: l.name, Motto: l.motto, Place: l.place, Date: q.Now(),
		Foot: fmt.Sprintf("In %s ngày %s, %s", ui.Clock(q.Now()), ui.Date(q.Now()), q.Who.Name),
	}
}

// sheetOf puts content into a printed sheet.
func sheetOf(s ui.Sheet, content templ.Component) templ.Component {
	return templ.ComponentFunc(func(ctx context.Context, w io.Writer) error {
		return s.Render(templ.WithChildren(ctx, content), w)
	})
}

// print prints a register: the columns of NĐ 30/2020, Phụ lục IV, lowest number
// first.
func (a Area) print(q *page.Request) error {
	who := q.Actor()
	if err := q.Require(access.ReadRegister); err != nil {
		return err
	}
	l, err := read(q)
	if err != nil {
		return err
	}
	var rows []document.Row
	for len(rows) < maxPrinted {
		got, err := a.Documents.List(q.Ctx(), who, document.ListQuery{Box: l.book.box, Filter: l.filter, After: l.after, Limit: 200})
		if err != nil {
			return err
		}
		rows = append(rows, got.Rows...)
		if l.after = got.Next; l.after == "" {
			break
		}
	}
	slices.Reverse(rows)
	head, err := a.letterhead(q)
	if err != nil {
		return err
	}
	sheet := head.sheet(q, headingOf(l.book))
	sheet.Register, sheet.Back = true, l.href()
	if l.after != "" {
		sheet.Foot += fmt.Sprintf(" · %d dòng đầu, chọn khoảng ngày ngắn hơn để in tiếp", maxPrinted)
	}
	return q.Render(sheetOf(sheet, printed(l.book, rows)))
}

func headingOf(b book) string {
	switch b.kind {
	case document.Incoming:
		return "Sổ đăng ký văn bản đến"
	case document.Internal:
		return "Sổ đăng ký văn bản nội bộ"
	}
	return "Sổ đăng ký văn bản đi"
}

func printed(b book, rows []document.Row) ui.RegisterTable {
	if b.kind == document.Incoming {
		t := ui.RegisterTable{Columns: []string{
			"Ngày đến", "Số đến", "Tác giả", "Số, ký hiệu", "Ngày tháng", "Tên loại và trích yếu nội dung",
			"Đơn vị hoặc người nhận", "Ngày chuyển", "Ký nhận", "Ghi chú",
		}}
		for _, r := range rows {
			t.Rows = append(t.Rows, []string{
				show.Day(r.ArrivalDate), positive(int(r.ArrivalNumber)), r.IssuingName, r.ReferenceCode, show.Day(r.IssuedDate),
				titled(r), holderNames(r), passedOn(r), "", noted(r),
			})
		}
		return t
	}
	t := ui.RegisterTable{Columns: []string{
		"Số, ký hiệu văn bản", "Ngày tháng", "Tên loại và trích yếu nội dung", "Người ký", "Nơi nhận",
		"Đơn vị, người nhận bản lưu", "Số lượng bản", "Ngày chuyển", "Ký nhận", "Ghi chú",
	}}
	for _, r := range rows {
		sent := ""
		if r.State == document.Issued {
			sent = show.Day(r.IssuedDate)
		}
		t.Rows = append(t.Rows, []string{
			r.ReferenceCode, show.Day(r.IssuedDate), titled(r), r.SignerName, places(r), "Văn thư", positive(r.Copies), sent, "", noted(r),
		})
	}
	return t
}

// noted is the last column: a cancelled number says why.
func noted(r document.Row) string {
	if r.State == document.Cancelled {
		return show.Join("Đã huỷ: "+r.Reason, r.Note)
	}
	return r.Note
}
