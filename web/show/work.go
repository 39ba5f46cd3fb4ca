package show

import (
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/vietnamese"
	"congvan/web/ui"
)

// Day writes dd/MM/yyyy; "" for the zero day.
func Day(d office.Date) string { return vietnamese.FormatShortDate(d) }

// Light is the light of a task with its words.
func Light(s task.Status) ui.Light { return ui.Light{Signal: signal(s.Light), Word: s.Vi} }

func signal(l task.Light) ui.Signal {
	switch l {
	case task.Overdue:
		return ui.SignalLate
	case task.DueSoon:
		return ui.SignalSoon
	case task.OnTrack:
		return ui.SignalOnTrack
	case task.DoneOnTime:
		return ui.SignalDone
	case task.DoneLate:
		return ui.SignalDoneLate
	case task.WaitingExtension:
		return ui.SignalExtension
	}
	return ui.SignalNone
}

// Mark is the mark of an urgency; nothing for Thường.
func Mark(u office.Urgency) ui.Mark {
	switch {
	case u >= office.VeryUrgent && u.Valid():
		return ui.Mark{Kind: ui.MarkExpress, Word: u.String()}
	case u == office.Urgent:
		return ui.Mark{Kind: ui.MarkUrgent, Word: u.String()}
	}
	return ui.Mark{}
}

// Secrecy is the mark of a classification; nothing for Thường.
func Secrecy(c office.Classification) ui.Mark {
	if c == office.Open {
		return ui.Mark{}
	}
	return ui.Mark{Kind: ui.MarkSecret, Word: strings.ToUpper(c.String())}
}

// State is the tag of a document's state.
func State(s document.State) ui.Tag {
	t := ui.Tag{Word: s.String(), Tone: ui.ToneInfo, Icon: ui.IconProcess}
	switch s {
	case document.Received:
		t.Tone, t.Icon = ui.ToneSoon, ui.IconClock
	case document.Registered:
		t.Icon = ui.IconBook
	case document.Refused:
		t.Tone, t.Icon = ui.ToneLate, ui.IconClose
	case document.Draft:
		t.Tone, t.Icon = ui.ToneNeutral, ui.IconDraft
	case document.Approved:
		t.Tone, t.Icon = ui.ToneWait, ui.IconFileClock
	case document.Issued:
		t.Tone, t.Icon = ui.ToneOK, ui.IconCheck
	case document.Cancelled:
		t.Tone, t.Icon = ui.ToneNeutral, ui.IconClose
	}
	return t
}

// Wanted is what a task asks of its holder, in two or three words.
func Wanted(t task.Task) string {
	switch {
	case t.Role == task.Inform:
		return "Để biết"
	case t.Kind == task.Direct:
		return "Bút phê"
	case t.Kind == task.Review:
		return "Duyệt dự thảo"
	case t.Kind == task.Sign:
		return "Ký số"
	case t.Kind == task.Issue:
		return "Cấp số, phát hành"
	case t.Role == task.Coordinate:
		return "Phối hợp"
	}
	return "Chủ trì xử lý"
}

// Count is the exact number of a list up to its limit.
func Count(c task.Count) ui.Count {
	if c.More {
		return ui.Over(c.N)
	}
	return ui.Exactly(c.N)
}

// DocumentCount is the same for lists of documents.
func DocumentCount(c document.Count) ui.Count {
	if c.More {
		return ui.Over(c.N)
	}
	return ui.Exactly(c.N)
}

// Code is how people name a document in a line: its reference code, else the
// arrival number, else that it has none yet.
func Code(code string, arrival int64) string {
	switch {
	case code != "":
		return code
	case arrival != 0:
		return "Số đến " + strconv.FormatInt(arrival, 10)
	}
	return "Chưa có số"
}

// Subject is the title of a document, never empty: its subject, after the type
// where the subject goes on from it as printed (“Kế hoạch giám sát …”).
func Subject(typeName, subject string) string {
	first, _ := utf8.DecodeRuneInString(subject)
	switch {
	case subject == "" && typeName == "":
		return "Chưa có trích yếu"
	case subject == "":
		return typeName
	case typeName != "" && len(subject) > len(typeName) && subject[len(typeName)] == ' ' && strings.EqualFold(subject[:len(typeName)], typeName):
		return typeName + subject[len(typeName):] // typed with its type already
	case unicode.IsLower(first) && typeName != "":
		return typeName + " " + subject
	}
	return subject
}

// Item is a task as a line of work; href is where it leads.
func Item(l task.Line, href string) ui.Item {
	light := Light(l.Status)
	return ui.Item{
		Title: Subject(l.Doc.TypeName, l.Doc.Subject), Href: href, Unread: !l.Accepted.Set(),
		Mark: Mark(l.Doc.Urgency), Meta: join(" · ", Code(l.Doc.ReferenceCode, l.Doc.ArrivalNumber), l.Doc.IssuingName),
		Light: &light, Kind: Wanted(l.Task),
	}
}

// DocumentURL is the address of a document's page.
func DocumentURL(id office.ID) string { return "/documents/" + id.String() }

// Where is the page on which the holder does a task. What a giver has to confirm
// or decide is done on the document's page.
func Where(l task.Line) string {
	id := l.Document.String()
	switch {
	case l.Role == task.Inform || l.ResultBelow || !l.ExtensionDue.IsZero():
		return DocumentURL(l.Document)
	case l.Kind == task.Direct:
		return DocumentURL(l.Document) + "/direct"
	case l.Kind == task.Review:
		return "/drafts/" + id
	case l.Kind == task.Sign:
		return "/signing"
	case l.Kind == task.Issue:
		return "/issuing/" + id
	}
	return DocumentURL(l.Document)
}

// join puts the parts that are not empty together.
func join(sep string, parts ...string) string {
	var out []string
	for _, p := range parts {
		if p != "" {
			out = append(out, p)
		}
	}
	return strings.Join(out, sep)
}

// Join puts the parts that are not empty together with “ · ”.
func Join(parts ...string) string { return join(" · ", parts...) }

// Today is the day of an instant in Việt Nam.
func Today(now time.Time) office.Date { return vietnamese.DateOf(now) }

// Group is a run of lines under one heading.
type Group struct {
	Group task.Group
	Lines []task.Line
}

// Groups puts lines of “Phải làm” under their headings, in the order of urgency.
func Groups(lines []task.Line, today office.Date) []Group {
	out := []Group{
		{Group: task.GroupOverdue}, {Group: task.GroupToday}, {Group: task.GroupWeek}, {Group: task.GroupLater}, {Group: task.GroupApprove},
	}
	for _, l := range lines {
		g := groupOf(l, today)
		for i := range out {
			if out[i].Group == g {
				out[i].Lines = append(out[i].Lines, l)
			}
		}
	}
	return slices.DeleteFunc(out, func(g Group) bool { return len(g.Lines) == 0 })
}

func groupOf(l task.Line, today office.Date) task.Group {
	week := today.AddDays((7 - int(today.Weekday())) % 7)
	switch {
	case l.ResultBelow || !l.ExtensionDue.IsZero():
		return task.GroupApprove
	case l.Due.IsZero() || l.Due.After(week):
		return task.GroupLater
	case l.Due.Before(today):
		return task.GroupOverdue
	case l.Due == today:
		return task.GroupToday
	}
	return task.GroupWeek
}
