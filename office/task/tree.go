package task

import (
	"context"

	"congvan/office"
)

// Node is a task in the tree under a document (chủ trì → phối hợp → cá nhân).
type Node struct {
	Task
	HolderName string
	GiverName  string
	Status     Status
	Extensions []Extension
	Below      []Node
}

// NoteView is a note with the names a page shows.
type NoteView struct {
	Note
	PersonName string
	PostName   string
	BehalfName string // the person replaced under a delegation
	Sentence   string // the routing in words
}

// File is all that was decided and given on a document.
type File struct {
	Notes []NoteView // oldest first
	Tasks []Node     // roots: decisions, and the handling under them; oldest first, lead before the others
}

// File gives a document's notes and its tree of tasks with their lights. Who may
// read the document may ask.
func (s *Service) File(ctx context.Context, a office.Actor, doc office.ID) (File, error) {
	var f File
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, doc); err != nil {
			return err
		}
		n, err := s.newNamer(tx)
		if err != nil {
			return err
		}
		if f.Notes, err = s.notes(tx, n, doc); err != nil {
			return err
		}
		f.Tasks, err = s.tree(tx, n, doc)
		return err
	})
	return f, err
}

func (s *Service) notes(tx office.Tx, n *namer, doc office.ID) ([]NoteView, error) {
	notes, err := s.Store.NotesOf(tx, doc)
	if err != nil {
		return nil, err
	}
	out := make([]NoteView, 0, len(notes))
	for _, note := range notes {
		v := NoteView{Note: note}
		if v.PersonName, err = n.name(Holder{Person, note.Person}); err != nil {
			return nil, err
		}
		if v.PostName, err = n.name(Holder{Post, note.Post}); err != nil {
			return nil, err
		}
		if v.BehalfName, err = n.name(Holder{Person, note.Behalf}); err != nil {
			return nil, err
		}
		if v.Sentence, err = n.sentence(note.Routing); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, nil
}

func (s *Service) tree(tx office.Tx, n *namer, doc office.ID) ([]Node, error) {
	tasks, err := s.Store.TasksOf(tx, doc, false)
	if err != nil {
		return nil, err
	}
	extensions, err := s.Store.ExtensionsOf(tx, doc)
	if err != nil {
		return nil, err
	}
	asked := map[office.ID][]Extension{}
	for _, e := range extensions {
		asked[e.Task] = append(asked[e.Task], e)
	}
	below := map[office.ID][]Node{}
	known := map[office.ID]bool{}
	for _, t := range tasks {
		known[t.ID] = true
	}
	for _, t := range tasks {
		node := Node{Task: t, Status: n.status(t), Extensions: asked[t.ID]}
		if node.HolderName, err = n.name(t.Holder); err != nil {
			return nil, err
		}
		if node.GiverName, err = n.name(Holder{Person, t.Giver}); err != nil {
			return nil, err
		}
		parent := t.Parent
		if !known[parent] {
			parent = office.ID{}
		}
		below[parent] = append(below[parent], node)
	}
	return grow(below, office.ID{}, 0), nil
}

// maxDepth bounds the tree against rows that were tampered with.
const maxDepth = 50

func grow(below map[office.ID][]Node, under office.ID, depth int) []Node {
	if depth > maxDepth {
		return nil
	}
	var out []Node
	for _, r := range []Role{Lead, Coordinate, Inform} {
		for _, n := range below[under] {
			if n.Role != r {
				continue
			}
			n.Below = grow(below, n.ID, depth+1)
			out = append(out, n)
		}
	}
	return out
}
