package task

import (
	"context"

	"congvan/office"
	"congvan/office/access"
	"congvan/standard/vietnamese"
)

// Stalled is a document, or a piece of work, that nobody holds.
type Stalled struct {
	Doc    DocumentLine
	Task   *Line // the open work whose holder is gone; nil when no work is open at all
	Vi, En string
}

// maxStalled bounds the list: it should be empty.
const maxStalled = 500

// Stalled lists what nobody holds: documents registered within a year without open
// work and without result (older ones came in by import), and open work whose holder is no longer there (a post without
// a person, a unit closed, a person who left, a role nobody carries). Leaders,
// the Chief of Office and the administrator may.
func (s *Service) Stalled(ctx context.Context, a office.Actor) ([]Stalled, error) {
	var out []Stalled
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ReadOperation, access.Object{Kind: KindTask, Agency: a.Agency}); err != nil {
			return err
		}
		docs, err := s.Store.Unheld(tx, tx.Now().AddDate(-1, 0, 0), maxStalled)
		if err != nil {
			return err
		}
		for _, d := range docs {
			out = append(out, Stalled{
				Doc: d, Vi: "Không ai giữ văn bản này. Cho ý kiến hoặc giao lại.", En: "Nobody holds this document. Give a direction or hand it to somebody.",
			})
		}
		gone, err := s.gone(tx)
		out = append(out, gone...)
		return err
	})
	return out, err
}

func (s *Service) gone(tx office.Tx) ([]Stalled, error) {
	holders, err := s.Store.OpenHolders(tx)
	if err != nil {
		return nil, err
	}
	var out []Stalled
	for _, h := range holders {
		_, active, err := s.named(tx, h)
		if err != nil {
			return nil, err
		}
		if active {
			continue
		}
		lines, err := s.Store.OpenHeldBy(tx, h, maxStalled)
		if err != nil {
			return nil, err
		}
		if err := s.finishLines(tx, lines); err != nil {
			return nil, err
		}
		for i := range lines {
			out = append(out, Stalled{
				Doc: lines[i].Doc, Task: &lines[i],
				Vi: vietnamese.UpperFirst(lines[i].HolderName) + " đang giữ việc nhưng hiện không có người. Thu hồi rồi giao lại.",
				En: lines[i].HolderName + " holds this but nobody is there. Withdraw it and give it to somebody else.",
			})
		}
	}
	return out, nil
}

// Assign gives a registered document that nobody holds to somebody who decides
// about it. It is the way out of a stall.
func (s *Service) Assign(ctx context.Context, a office.Actor, doc office.ID, to Holder) error {
	const op = "task.Assign"
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if _, _, err := s.Documents.RequireReadIn(tx, doc); err != nil {
			return err
		}
		if err := access.Require(a, access.GiveTask, access.Object{Kind: KindTask, Agency: a.Agency, Document: doc}); err != nil {
			return err
		}
		b, err := s.open(tx, doc)
		if err != nil {
			return err
		}
		if b.before != StageUnheld && b.before != StageNone {
			return office.Conflict(op,
				"Văn bản này đã có người giữ. Tải lại trang để xem.", "Somebody holds this document already. Reload the page.")
		}
		if err := b.checkHolders(op, Routing{Lead: &Assignment{To: to}}); err != nil {
			return err
		}
		if _, err := b.add(access.GiveTask, Task{Kind: Direct, Role: Lead, Holder: to, Due: tx.Today()}, nil); err != nil {
			return err
		}
		return b.finish()
	})
}
