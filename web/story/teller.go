package story

import (
	"strings"

	"congvan/office"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/standard/vietnamese"
	"congvan/web/ui"
)

// teller tells entries within one transaction and names everyone once.
type teller struct {
	tx     office.Tx
	org    *org.Service
	known  map[principal]string
	titles map[office.ID]string
}

type principal struct {
	kind org.PrincipalKind
	id   office.ID
}

// line tells one entry. aside is true when it only follows from another entry of
// the same act.
func (t *teller) line(e journal.Entry) (Line, bool, error) {
	l := Line{Index: e.Index, At: e.At, Act: e.Act}
	who, err := t.who(e)
	if err != nil {
		return l, false, err
	}
	if e.Erased() {
		l.Icon, l.Erased = ui.IconTrash, true
		l.Text = who + " " + plain(e.Act)
		if e.ErasedBy > 0 {
			l.Text += " (nội dung của mục này đã được xoá theo mục " + itoa(e.ErasedBy) + "; bằng chứng vẫn còn)"
		}
		return l, false, nil
	}
	said, err := t.say(read(e))
	l.Icon, l.Note = said.icon, said.note
	l.Text = who + " " + said.text
	if said.whole {
		l.Text = vietnamese.UpperFirst(said.text)
	}
	return l, said.aside, err
}

// who names the actor as it was on the day: person, title of the post, and whom
// the person stood for. After an erasure only the post is known.
func (t *teller) who(e journal.Entry) (string, error) {
	if e.Post.Zero() && e.Person.Zero() && e.Account.Zero() {
		return "Hệ thống", nil
	}
	title, err := t.title(e)
	if err != nil {
		return "", err
	}
	if e.Person.Zero() {
		if title == "" {
			return "Một người của cơ quan", nil
		}
		return "Người giữ vị trí " + title, nil
	}
	name, err := t.name(org.PrincipalPerson, e.Person)
	if err != nil {
		return "", err
	}
	who := vietnamese.UpperFirst(name)
	if title != "" {
		who += ", " + title + ","
	}
	if !e.OnBehalfOf.Zero() && e.OnBehalfOf != e.Person {
		behalf, err := t.name(org.PrincipalPerson, e.OnBehalfOf)
		if err != nil {
			return "", err
		}
		who = strings.TrimSuffix(who, ",") + ", thay " + behalf + ","
	}
	return who, nil
}

// title is what the entry's post was called on the day of the act.
func (t *teller) title(e journal.Entry) (string, error) {
	if e.Post.Zero() {
		return "", nil
	}
	if s, ok := t.titles[e.Post]; ok {
		return s, nil
	}
	p, err := t.org.Store.PostOn(t.tx, e.Post, dayOf(e.At))
	if err != nil && office.CodeOf(err) != office.CodeNotFound {
		return "", err
	}
	t.titles[e.Post] = p.Title
	return p.Title, nil
}

// name names a principal; "" for the zero id, a plain word for one that is gone
// altogether.
func (t *teller) name(kind org.PrincipalKind, id office.ID) (string, error) {
	if id.Zero() {
		return "", nil
	}
	p := principal{kind, id}
	if s, ok := t.known[p]; ok {
		return s, nil
	}
	s, _, err := t.org.NameIn(t.tx, kind, id, t.tx.Today())
	switch office.CodeOf(err) {
	case "":
	case office.CodeNotFound, office.CodeInvalid:
		s = "một nơi không còn tên"
	default:
		return "", err
	}
	t.known[p] = s
	return s, nil
}

// said is what an act says after the name of who did it.
type said struct {
	text  string
	note  string
	icon  ui.Icon
	aside bool // only follows from another entry of the same act
	whole bool // a sentence of its own: the actor is not its subject
}
