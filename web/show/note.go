package show

import (
	"strings"

	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/ui"
)

// Upper begins a sentence with a name: “đ/c …” becomes “Đ/c …”.
func Upper(name string) string { return vietnamese.UpperFirst(name) }

// Note draws a direction or a proposal: who said it in which post, the routing in
// words, and what was added.
func Note(n task.NoteView) ui.Note {
	title := strings.TrimPrefix(strings.TrimPrefix(n.PostName, n.PersonName), ", ")
	out := ui.Note{
		Who: Upper(n.PersonName), Title: title, At: n.Created, Proposal: n.Kind == task.Proposal,
		Text: strings.TrimSpace(n.Sentence + " " + n.Text),
	}
	if n.BehalfName != "" {
		out.OnBehalf = "thay " + n.BehalfName
	}
	return out
}
