package demo

import (
	"bytes"
	"context"
	"fmt"
	"io"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/signing"
	"congvan/office/task"
)

// writer takes a document from its first draft to the leader's signature, each
// step by the person whose it is.
type writer struct {
	app   *app.App
	staff *Staff
}

// drafting says what is written.
type drafting struct {
	kind   document.Kind
	reply  office.ID // the document answered; zero for none
	task   office.ID // the work it is written for
	typ    string
	change func(*document.DraftFields)
	texts  []string
	author office.Actor
}

// draft makes a document and its second version, with the author's text.
func (w writer) draft(ctx context.Context, in drafting) (document.Document, error) {
	f, err := w.app.Drafts.Prefill(ctx, in.author, in.reply, in.typ)
	if err != nil {
		return document.Document{}, err
	}
	in.change(&f)
	d, err := w.app.Drafts.Create(ctx, in.author, draft.CreateInput{Kind: in.kind, Fields: f, Task: in.task})
	if err != nil {
		return d, err
	}
	c, err := w.app.Drafts.DOCX(ctx, in.author, d.ID, 0)
	if err != nil {
		return d, err
	}
	first, err := io.ReadAll(c.File)
	_ = c.File.Close()
	if err != nil {
		return d, err
	}
	second, err := writeText(first, in.texts...)
	if err != nil {
		return d, err
	}
	_, err = w.app.Drafts.UploadVersion(ctx, in.author, draft.UploadInput{
		Document: d.ID, Seen: 1, Name: c.Name, File: bytes.NewReader(second), Note: "Viết nội dung",
	})
	return d, err
}

// submit hands the draft to its reviewers.
func (w writer) submit(ctx context.Context, author office.Actor, doc office.ID) error {
	return w.app.Drafts.Submit(ctx, author, draft.SubmitInput{Document: doc, Version: 2})
}

// review lets every reviewer of the chain agree, and gives who they were.
func (w writer) review(ctx context.Context, doc office.ID) ([]string, error) {
	var who []string
	for range 10 {
		reviewer, t, err := w.reviewer(ctx, doc)
		if err != nil || t == nil {
			return who, err
		}
		err = w.app.Drafts.Agree(ctx, reviewer, draft.AgreeInput{
			Document: doc, Version: 2, Task: task.Ref{ID: t.ID, Version: t.Version}, Text: "Đồng ý.",
		})
		if err != nil {
			return who, err
		}
		who = append(who, fmt.Sprintf("%s (%s)", w.staff.Names[reviewer.Person], draft.StepName(t.Step)))
	}
	return who, fmt.Errorf("demo: the review does not end")
}

// reviewer finds who holds the open review step; nil when none is open.
func (w writer) reviewer(ctx context.Context, doc office.ID) (office.Actor, *task.Task, error) {
	var open *task.Task
	err := w.app.Store.View(ctx, office.SystemActor(w.staff.ID), func(tx office.Tx) error {
		tasks, err := w.app.Tasks.TasksIn(tx, doc)
		for i, t := range tasks {
			if t.Kind == task.Review && t.Open() {
				open = &tasks[i]
			}
		}
		return err
	})
	if err != nil || open == nil {
		return office.Actor{}, nil, err
	}
	who, ok := w.staff.holder(open.Holder.ID)
	if !ok {
		return office.Actor{}, nil, fmt.Errorf("demo: nobody holds the review step %s", open.Step)
	}
	return who, open, nil
}

// holder finds somebody whose desk a principal stands for; who is not the chief
// comes first, as deputies do the daily work.
func (s *Staff) holder(principal office.ID) (office.Actor, bool) {
	for _, head := range s.Heads {
		if head.Unit == principal { // what is given to a unit, its head takes
			return head, true
		}
	}
	var found office.Actor
	for _, actors := range s.ByRole {
		for _, a := range actors {
			if a.Is(principal) && (found.Person.Zero() || len(a.Roles) < len(found.Roles)) {
				found = a
			}
		}
	}
	return found, !found.Person.Zero()
}

// signer is who is named to sign a document.
func (s *Staff) signer(d document.Document) (office.Actor, bool) { return s.holder(d.SignerPost) }

// sign signs one document with its signer's key.
func (w writer) sign(ctx context.Context, doc office.ID) (document.Document, error) {
	d, err := w.current(ctx, doc)
	if err != nil {
		return d, err
	}
	who, ok := w.staff.signer(d)
	if !ok {
		return d, fmt.Errorf("demo: nobody is named to sign")
	}
	results, err := w.app.Signing.SignMany(ctx, who, []signing.Choice{{Document: doc, Version: d.Version}}, PIN)
	if err != nil {
		return d, err
	}
	return results[0].Document, results[0].Err
}

// current reads a document as the system does.
func (w writer) current(ctx context.Context, doc office.ID) (document.Document, error) {
	var d document.Document
	err := w.app.Store.View(ctx, office.SystemActor(w.staff.ID), func(tx office.Tx) error {
		var err error
		d, _, err = w.app.Documents.ObjectIn(tx, doc)
		return err
	})
	return d, err
}
