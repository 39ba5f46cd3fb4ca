package document

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// StagingObject is the kind of an upload held back, in the journal.
const StagingObject office.Kind = "staging"

// ClearStagingJob removes the bytes of a decided upload; its payload is a
// StagedID.
const ClearStagingJob = "document.clear_staging"

// HoldReason says why an upload is held.
type HoldReason string

// The reasons.
const (
	HeldClassified HoldReason = "classification"
	HeldHostile    HoldReason = "hostile"
)

// Decision is what a clerk decided about an upload held back.
type Decision string

// The decisions.
const (
	Undecided Decision = ""
	Released  Decision = "released" // no secret: it goes on into the queue
	Purged    Decision = "purged"   // bytes deleted; the row stays without name or subject
)

// Held is an upload held back. Name and files lie in the staging folder only.
type Held struct {
	ID             office.ID
	Agency         office.ID
	Reason         HoldReason
	Level          office.Classification
	Files          int
	Size           int64 // bytes of all files
	ByAccount      office.ID
	ByPerson       office.ID
	CreatedAt      time.Time
	DecidedAt      time.Time
	Decision       Decision
	DecisionReason string

	Name string // of the main file, from the folder; never stored in a row
}

// StagedID names an upload held back, for the job.
type StagedID struct {
	Agency office.ID `json:"agency"`
	ID     office.ID `json:"id"`
}

type manifest struct {
	Names []string `json:"names"`
}

// mustHold says whether inspected files may not enter the store yet.
func (s *Service) mustHold(files []Inspected) (HoldReason, office.Classification) {
	level := office.Open
	hostile := false
	for _, f := range files {
		level = max(level, f.Inspection.Mark)
		for _, x := range f.Inspection.Findings {
			hostile = hostile || x.Hostile
		}
	}
	switch {
	case !s.Profile.allows(level):
		return HeldClassified, level
	case hostile:
		return HeldHostile, level
	}
	return "", level
}

func heldError(op string, reason HoldReason, level office.Classification, held bool) error {
	if reason == HeldHostile {
		e := office.InvalidField(op, "files",
			"Tệp có macro hoặc mã chạy được nên chưa nhận.", "The file carries macros or scripts and was not taken.")
		if held {
			e.Vi += " Tệp gốc đang tạm giữ; văn thư kiểm tra rồi quyết định nhận (có lý do) hoặc xoá."
			e.En += " The original is held back; the records clerk decides to take it, with a reason, or to delete it."
		}
		return e
	}
	e := office.NewError(office.CodeSecret, op,
		fmt.Sprintf("Tệp có dấu “%s” ở vị trí dấu độ mật. Hệ thống này không được lưu văn bản mật.", level),
		"The file bears a classification mark. This system may not hold classified documents.")
	e.Field = "files"
	if held {
		e.Vi += " Tệp đang tạm giữ ngoài kho; văn thư xác nhận không phải văn bản mật (có lý do) hoặc xoá ngay."
		e.En += " It is held back outside the store; the records clerk confirms, with a reason, that it is no secret, or deletes it."
	}
	return e
}

// hold keeps an upload in the staging folder and journals that it did, without
// name or content.
func (s *Service) hold(ctx context.Context, a office.Actor, files []Inspected, reason HoldReason, level office.Classification) (Taken, error) {
	const op = "document.Receive"
	h := Held{
		ID: s.NewID(), Agency: a.Agency, Reason: reason, Level: level, Files: len(files),
		ByAccount: a.Account, ByPerson: a.Person,
	}
	var m manifest
	var readers []io.ReadSeeker
	for _, f := range files {
		h.Size += f.Size
		m.Names = append(m.Names, f.Name)
		readers = append(readers, f.File)
		if _, err := f.File.Seek(0, io.SeekStart); err != nil {
			return Taken{}, office.Wrap(op, err)
		}
	}
	b, err := json.Marshal(m)
	if err != nil {
		return Taken{}, office.Wrap(op, err)
	}
	if err := s.Folder.Hold(ctx, a.Agency, h.ID, b, readers); err != nil {
		return Taken{}, err
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		h.CreatedAt = tx.Now()
		if err := s.Store.InsertHeld(tx, h); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.ReceiveDocument, Kind: StagingObject, Object: h.ID, State: h.Canonical()})
		return nil
	})
	if err != nil {
		_ = s.Folder.Remove(ctx, a.Agency, h.ID)
		return Taken{}, err
	}
	return Taken{Held: h.ID}, heldError(op, reason, level, true)
}

// HeldUploads lists the uploads that wait for a decision, with the name of the
// main file, for those who may decide.
func (s *Service) HeldUploads(ctx context.Context, a office.Actor) ([]Held, error) {
	if err := access.Require(a, access.DecideStaging, access.Object{Kind: StagingObject, Agency: a.Agency}); err != nil {
		return nil, err
	}
	var out []Held
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		out, err = s.Store.HeldList(tx, a.Agency)
		return err
	})
	for i := range out {
		if m, err := s.manifest(ctx, out[i]); err == nil && len(m.Names) > 0 {
			out[i].Name = m.Names[0]
		}
	}
	return out, err
}

func (s *Service) manifest(ctx context.Context, h Held) (manifest, error) {
	var m manifest
	b, err := s.Folder.Manifest(ctx, h.Agency, h.ID)
	if err != nil {
		return m, err
	}
	if err := json.Unmarshal(b, &m); err != nil {
		return m, office.Wrap("document.manifest", err)
	}
	return m, nil
}

// DecideStaging ends the holding back of an upload, with a reason. Released, it
// goes on into the queue as an open document (the id comes back); purged, its
// bytes are deleted and a row without name or subject stays. Errors:
// office.CodeConflict when it was decided before.
func (s *Service) DecideStaging(ctx context.Context, a office.Actor, id office.ID, dec Decision, reason string) (office.ID, error) {
	const op = "document.DecideStaging"
	h, err := s.undecided(ctx, a, id)
	if err != nil {
		return office.ID{}, err
	}
	if err := needReason(op, &reason); err != nil {
		return office.ID{}, err
	}
	if dec != Released && dec != Purged {
		return office.ID{}, office.InvalidField(op, "decision", "Chọn tiếp nhận hoặc xoá.", "Choose to release or to purge.")
	}
	var ready []Ready
	if dec == Released {
		if ready, err = s.releaseFiles(ctx, a, h); err != nil {
			return office.ID{}, err
		}
	}
	var d Document
	err = s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		h.DecidedAt, h.Decision, h.DecisionReason = tx.Now(), dec, reason
		if err := s.Store.DecideHeld(tx, h); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.DecideStaging, Kind: StagingObject, Object: h.ID, State: h.Canonical()})
		tx.Enqueue(office.Job{Kind: ClearStagingJob, Key: h.ID.String(), Payload: StagedID{h.Agency, h.ID}})
		if dec == Released {
			d, err = s.ReceiveIn(tx, Arrival{Files: ready})
		}
		return err
	})
	if err != nil {
		return office.ID{}, err
	}
	_ = s.Folder.Remove(ctx, h.Agency, h.ID) // at once when possible; the job makes sure
	return d.ID, nil
}

func (s *Service) undecided(ctx context.Context, a office.Actor, id office.ID) (Held, error) {
	const op = "document.DecideStaging"
	if err := access.Require(a, access.DecideStaging, access.Object{Kind: StagingObject, Agency: a.Agency}); err != nil {
		return Held{}, err
	}
	var h Held
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		h, err = s.Store.Held(tx, id)
		return err
	})
	if err == nil && h.Agency != a.Agency {
		err = office.NotFound(op, "Không tìm thấy tệp tạm giữ này.", "There is no such upload.")
	}
	if err == nil && h.Decision != Undecided {
		err = office.Conflict(op, "Tệp này đã được quyết định. Tải lại trang để xem.", "This upload was decided already. Reload the page.")
	}
	return h, err
}

// releaseFiles looks at the held files again and keeps them.
func (s *Service) releaseFiles(ctx context.Context, a office.Actor, h Held) ([]Ready, error) {
	m, err := s.manifest(ctx, h)
	if err != nil {
		return nil, err
	}
	var uploads []Upload
	for n, name := range m.Names {
		f, err := s.Folder.Open(ctx, h.Agency, h.ID, n)
		if err != nil {
			return nil, err
		}
		defer f.Close()
		uploads = append(uploads, Upload{Name: name, File: f})
	}
	files, err := s.Inspect(ctx, uploads)
	if err != nil {
		return nil, err
	}
	return s.Keep(ctx, a, files)
}

// ClearStaging removes the bytes of a decided upload: the work of
// ClearStagingJob. Running it again does no harm.
func (s *Service) ClearStaging(ctx context.Context, id StagedID) error {
	var h Held
	err := s.Acts.View(ctx, office.SystemActor(id.Agency), func(tx office.Tx) (err error) {
		h, err = s.Store.Held(tx, id.ID)
		return err
	})
	if err != nil || h.Decision == Undecided {
		return err
	}
	return s.Folder.Remove(ctx, id.Agency, id.ID)
}
