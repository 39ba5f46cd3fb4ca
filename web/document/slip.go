package document

import (
	"fmt"
	"strconv"
	"strings"

	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// slip prints the form “Phiếu giải quyết văn bản đến” (NĐ 30/2020, Phụ lục IV).
func (a Area) slip(q *page.Request) error {
	id, err := q.PathID("id")
	if err != nil {
		return err
	}
	d, err := a.Documents.Detail(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	f, err := a.Tasks.File(q.Ctx(), q.Actor(), id)
	if err != nil {
		return err
	}
	head, err := a.letterhead(q)
	if err != nil {
		return err
	}
	sheet := head.sheet(q, "Phiếu giải quyết văn bản đến")
	sheet.Back = show.DocumentURL(id)
	sheet.Foot = fmt.Sprintf("Số đến %d · %s", d.Document.ArrivalNumber, vietnamese.LowerFirst(sheet.Foot))
	slip := ui.HandlingSlip{Parts: slipParts(f), Signer: q.Who.Name, Date: q.Now()}
	return q.Render(sheetOf(sheet, slipBody(slipFacts(d), slip)))
}

func slipFacts(x document.Detail) ui.Facts {
	d := x.Document
	facts := ui.Facts{
		{Label: "Số đến", Value: ui.Text(fmt.Sprintf("%s, ngày %s · Độ khẩn: %s · Độ mật: %s", strconv.FormatInt(d.ArrivalNumber, 10), show.Day(d.ArrivalDate), d.Urgency, d.Classification))},
		{Label: "Văn bản", Value: ui.Text(strings.TrimSpace(d.TypeName + " số " + d.ReferenceCode + ", ngày " + show.Day(d.IssuedDate)))},
		{Label: "Tác giả", Value: ui.Text(d.IssuingName)},
		{Label: "Trích yếu", Value: ui.Text(d.Subject)},
	}
	if main, ok := d.Main(); ok {
		r, _ := x.Reading(main.SHA256)
		facts = append(facts, ui.Fact{Label: "Chữ ký số", Value: ui.Text(show.Verdict(show.Judged(r)).Word)})
	}
	return facts
}

// slipParts are the three parts of the form: the agency's leader, the unit's
// leader, the handler.
func slipParts(f task.File) []ui.SlipPart {
	leader := ui.SlipPart{Title: "1. Ý kiến của lãnh đạo cơ quan"}
	unit := ui.SlipPart{Title: "2. Ý kiến của lãnh đạo đơn vị"}
	handler := ui.SlipPart{Title: "3. Đề xuất của người giải quyết"}
	for _, n := range f.Notes {
		note := show.Note(n)
		if n.Kind == task.Direction {
			leader.Opinions = append(leader.Opinions, note)
		} else {
			handler.Opinions = append(handler.Opinions, note)
		}
	}
	var walk func([]task.Node, bool)
	walk = func(nodes []task.Node, top bool) {
		for _, n := range nodes {
			if n.Kind == task.Handle && !n.Withdrawn.Set() {
				part := &unit
				if top {
					part = &leader
				}
				part.Lines = append(part.Lines, ui.SlipLine{Role: n.Role.String(), Name: show.Upper(n.HolderName), Due: show.Day(n.Due), Given: ui.Date(n.Created)})
				if !top && n.Text != "" {
					unit.Opinions = appendOnce(unit.Opinions, ui.Note{Who: show.Upper(n.GiverName), At: n.Created, Text: n.Text})
				}
			}
			if n.Kind == task.Handle && n.Done.Set() && n.Result != "" {
				handler.Opinions = append(handler.Opinions, ui.Note{Who: show.Upper(n.HolderName), At: n.Done.At, Text: n.Result})
			}
			walk(n.Below, n.Kind != task.Handle)
		}
	}
	walk(f.Tasks, true)
	return []ui.SlipPart{leader, unit, handler}
}

// appendOnce keeps one opinion for several people given work in one act.
func appendOnce(notes []ui.Note, n ui.Note) []ui.Note {
	for _, x := range notes {
		if x.Who == n.Who && x.Text == n.Text && x.At.Equal(n.At) {
			return notes
		}
	}
	return append(notes, n)
}
