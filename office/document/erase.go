package document

import (
	"context"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/journal"
)

// DropFileJob removes the bytes of a file that nothing refers to any more; its
// payload is a DroppedFile.
const DropFileJob = "document.drop_file"

// KeepUnused is how long bytes without a reference stay after their last put.
const KeepUnused = 7 * 24 * time.Hour

// DroppedFile names bytes to remove.
type DroppedFile struct {
	Agency office.ID   `json:"agency"`
	SHA256 office.Hash `json:"sha256"`
	At     time.Time   `json:"at"` // only if not put again since
}

// Erase erases an upload that was never registered, for the personal data in it
// (Luật 91/2025/QH15): its rows, its files unless another document has them, and
// what the journal holds of it. The journal's tree stays provable: the entries
// stay, marked as erased by this act, whose own state is journal.ErasedState.
// Errors: office.CodeConflict for a document that a records rule keeps.
func (s *Service) Erase(ctx context.Context, a office.Actor, id office.ID, reason string) error {
	const op = "document.Erase"
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err := s.load(tx, id)
		if err != nil {
			return err
		}
		if err := access.Require(a, access.EraseDocument, d.object(false)); err != nil {
			return err
		}
		if err := needReason(op, &reason); err != nil {
			return err
		}
		if err := s.mayErase(tx, d); err != nil {
			return err
		}
		if err := s.Index.Drop(tx, d.ID); err != nil {
			return err
		}
		if err := s.Store.Delete(tx, d.ID); err != nil {
			return err
		}
		for _, f := range d.Files {
			done, err := s.Store.DropUnused(tx, f.SHA256, tx.Now().Add(time.Microsecond))
			if err != nil {
				return err
			}
			if done {
				tx.Enqueue(office.Job{Kind: DropFileJob, Payload: DroppedFile{d.Agency, f.SHA256, tx.Now()}})
			}
		}
		if err := s.Store.ErasePayloads(tx, d.Agency, d.ID); err != nil { // takes the journal's head, so it is last
			return err
		}
		tx.Record(office.Entry{
			Act: access.EraseDocument, Kind: ObjectKind, Object: d.ID, Document: d.ID,
			Detail: reasoned{reason}, State: journal.ErasedState(),
		})
		return nil
	})
}

func (s *Service) mayErase(tx office.Tx, d Document) error {
	const op = "document.Erase"
	if d.Kind != Incoming || d.State != Received && d.State != Refused || !d.Envelope.Zero() {
		return office.Conflict(op,
			"Chỉ xoá được tệp tải lên chưa từng vào sổ. Văn bản đã vào sổ hoặc nhận liên thông phải giữ theo thời hạn bảo quản.",
			"Only uploads that were never registered can be erased. Registered and exchanged documents are kept for their term.")
	}
	busy, err := s.Store.HasWork(tx, d.ID)
	if err == nil && busy {
		err = office.Conflict(op,
			"Văn bản đang gắn với công việc hoặc dự thảo nên chưa xoá được. Gỡ công việc trước.",
			"Tasks or drafts refer to the document. Detach them first.")
	}
	return err
}

// DropFile removes bytes: the work of DropFileJob. Bytes that were put again in
// the meantime stay.
func (s *Service) DropFile(ctx context.Context, f DroppedFile) error {
	known := false
	err := s.Acts.View(ctx, office.SystemActor(f.Agency), func(tx office.Tx) (err error) {
		known, err = s.Store.HasFile(tx, f.SHA256)
		return err
	})
	if err != nil || known {
		return err
	}
	return s.Blobs.Delete(ctx, f.Agency, f.SHA256)
}

// Collect removes files of an agency that nothing refers to, KeepUnused after
// their last put: a periodic job. It gives how many it let go, at most 1,000.
func (s *Service) Collect(ctx context.Context, agency office.ID) (int, error) {
	dropped := 0
	err := s.Acts.Act(ctx, office.SystemActor(agency), func(tx office.Tx) error {
		dropped = 0
		before := tx.Now().Add(-KeepUnused)
		unused, err := s.Store.Unused(tx, before, 1000)
		if err != nil {
			return err
		}
		for _, h := range unused {
			done, err := s.Store.DropUnused(tx, h, before)
			if err != nil {
				return err
			}
			if done {
				dropped++
				tx.Enqueue(office.Job{Kind: DropFileJob, Payload: DroppedFile{agency, h, tx.Now()}})
			}
		}
		return nil
	})
	return dropped, err
}
