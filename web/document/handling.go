package document

import (
	"strconv"
	"strings"
	"time"

	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/show"
	"congvan/web/ui"
)

// notesOf draws directions and proposals, newest first.
func notesOf(f task.File) []ui.Note {
	var out []ui.Note
	for i := len(f.Notes) - 1; i >= 0; i-- {
		n := show.Note(f.Notes[i])
		if n.Proposal {
			n.Who = "Đề xuất · " + n.Who
		}
		out = append(out, n)
	}
	return out
}

// treeOf draws the routing. Decisions that were taken stand above as directions:
// here what they gave takes their place.
func treeOf(nodes []task.Node) ui.Tree {
	var out ui.Tree
	for _, n := range nodes {
		if n.Kind == task.Direct && n.Done.Set() {
			out = append(out, treeOf(n.Below)...)
			continue
		}
		out = append(out, nodeOf(n, false))
	}
	return out
}

func nodeOf(n task.Node, inside bool) ui.TreeNode {
	out := ui.TreeNode{
		Role: ui.Role(n.Role), Name: show.Upper(n.HolderName), Unit: n.Holder.Kind == task.Unit, Light: show.Light(n.Status), When: whenOf(n),
	}
	if n.Kind != task.Handle {
		out.Role, out.Name = "", out.Name+" · "+vietnamese.LowerFirst(show.Wanted(n.Task))
	}
	if inside && n.Role == task.Lead {
		out.Role = ui.RoleHandle
	}
	for _, c := range n.Below {
		out.Children = append(out.Children, nodeOf(c, n.Kind == task.Handle))
	}
	return out
}

// whenOf says the due date while a task is open, and when it ended after.
func whenOf(n task.Node) string {
	stamp := func(t time.Time) string { return ui.DayMonth(t) + " " + ui.Clock(t) }
	switch {
	case n.Done.Set():
		return stamp(n.Done.At)
	case n.Returned.Set():
		return stamp(n.Returned.At)
	case n.Withdrawn.Set():
		return stamp(n.Withdrawn.At)
	case !n.Due.IsZero():
		return "Hạn " + show.Day(n.Due)[:5]
	}
	return stamp(n.Created)
}

// routed counts the roles given, for the line beside “Luân chuyển”.
func routed(nodes []task.Node) string {
	count := map[task.Role]int{}
	var walk func([]task.Node, bool)
	walk = func(nodes []task.Node, top bool) {
		for _, n := range nodes {
			if n.Kind == task.Handle && top && !n.Withdrawn.Set() && !n.Returned.Set() {
				count[n.Role]++
			}
			walk(n.Below, n.Kind != task.Handle)
		}
	}
	walk(nodes, true)
	var parts []string
	for _, r := range []task.Role{task.Lead, task.Coordinate, task.Inform} {
		if count[r] > 0 {
			parts = append(parts, strconv.Itoa(count[r])+" "+strings.ToLower(r.String()))
		}
	}
	return strings.Join(parts, ", ")
}

// holding says who has the document now and who after. The stages are those of
// handling what came in; what goes out has its state for that.
func holding(k document.Kind, p task.Progress) ui.Facts {
	var facts ui.Facts
	if k == document.Incoming {
		facts = ui.Facts{{Label: "Đang ở bước", Value: ui.Text(p.Stage.String())}}
	}
	for _, h := range p.Holders {
		words := show.Upper(h.Name)
		if !h.Since.IsZero() {
			words += ", từ " + ui.DateTime(h.Since)
		}
		facts = append(facts, ui.Fact{Label: "Ai đang giữ", Value: ui.Join(ui.Text(words), show.Light(h.Status))})
	}
	if len(p.Holders) == 0 {
		facts = append(facts, ui.Fact{Label: "Ai đang giữ", Value: ui.Missing("Không còn việc nào chờ")})
	}
	if len(p.Names) > 0 {
		facts = append(facts, ui.Fact{Label: "Tiếp theo", Value: ui.Text(strings.Join(p.Names, ", "))})
	}
	return facts
}

// resultsOf lists what was handed in, with extensions asked and answered.
func resultsOf(nodes []task.Node) []ui.Note {
	var out []ui.Note
	var walk func([]task.Node)
	walk = func(nodes []task.Node) {
		for _, n := range nodes {
			if n.Kind == task.Handle && n.Done.Set() && n.Result != "" {
				out = append(out, ui.Note{Who: show.Upper(n.HolderName), Title: "kết quả", At: n.Done.At, Text: n.Result, Proposal: true})
			}
			if n.Returned.Set() {
				out = append(out, ui.Note{Who: show.Upper(n.HolderName), Title: "trả lại", At: n.Returned.At, Text: n.ReturnReason, Proposal: true})
			}
			for _, e := range n.Extensions {
				out = append(out, extensionNote(n, e))
			}
			walk(n.Below)
		}
	}
	walk(nodes)
	return out
}

func extensionNote(n task.Node, e task.Extension) ui.Note {
	note := ui.Note{Who: show.Upper(n.HolderName), Title: "xin gia hạn đến " + show.Day(e.NewDue), At: e.Asked.At, Text: e.Reason, Proposal: true}
	switch {
	case !e.Decided.Set():
		note.Title += ", chờ duyệt"
	case e.Granted:
		note.Title += ", được đồng ý"
	case e.Answer != "":
		note.Title += ", không được đồng ý: " + e.Answer
	}
	return note
}
