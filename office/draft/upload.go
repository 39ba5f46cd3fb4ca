package draft

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/vietnamese"
)

const mediaDOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

// UploadInput is a new version of a draft's file.
type UploadInput struct {
	Document office.ID
	Seen     int // number of the version the author worked from
	Name     string
	File     io.ReadSeeker
	Note     string
}

// VersionConflict says that somebody uploaded a version the author had not seen.
// Theirs is stored and can be opened; the author's own file was not stored as a
// version and is still with them: look at both, then upload again over Theirs.
type VersionConflict struct {
	Cause  *office.Error
	Theirs Version
	Mine   office.Hash
	Size   int64
}

func (c *VersionConflict) Error() string { return c.Cause.Error() }

// Unwrap gives the office error with its code and messages.
func (c *VersionConflict) Unwrap() error { return c.Cause }

// UploadVersion stores a DOCX as the next version. Outside a review the author
// may, within one whoever holds the step. Errors: office.CodeTooLarge;
// office.CodeInvalid for what is no DOCX, is broken, encrypted or carries macros;
// office.CodeSecret; *VersionConflict.
func (s *Service) UploadVersion(ctx context.Context, a office.Actor, in UploadInput) (Version, error) {
	const op = "draft.UploadVersion"
	in.Note = strings.TrimSpace(in.Note)
	if err := checkText(op, "note", in.Note, MaxNote); err != nil {
		return Version{}, err
	}
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		_, err := s.mayUpload(tx, op, in.Document)
		return err
	})
	if err != nil {
		return Version{}, err
	}
	ready, err := s.keepDOCX(ctx, a, in.Name, in.File)
	if err != nil {
		return Version{}, err
	}
	var v Version
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err := s.mayUpload(tx, op, in.Document)
		if err != nil {
			return err
		}
		if d.last().Number != in.Seen {
			return s.versionConflict(tx, op, d.last(), ready.File)
		}
		v, err = s.addVersion(tx, d, ready, in.Note)
		return err
	})
	if office.CodeOf(err) == office.CodeConflict {
		err = s.explain(ctx, a, op, in, ready.File, err)
	}
	return v, err
}

// explain turns the conflict of two uploads in the very same moment, which the
// store noticed, into one that shows both.
func (s *Service) explain(ctx context.Context, a office.Actor, op string, in UploadInput, mine document.File, cause error) error {
	var known *VersionConflict
	if errors.As(cause, &known) {
		return cause
	}
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, err := s.load(tx, in.Document)
		if err != nil || d.last().Number == in.Seen {
			return errors.Join(cause, err)
		}
		return s.versionConflict(tx, op, d.last(), mine)
	})
	if errors.As(err, &known) {
		return known
	}
	return cause
}

func (s *Service) versionConflict(tx office.Tx, op string, theirs Version, mine document.File) error {
	who, _, err := s.Directory.NameIn(tx, task.Person, theirs.Person, tx.Today())
	if err != nil {
		return err
	}
	clock := theirs.Created.In(vietnamese.Location()).Format("15:04")
	e := office.Conflict(op,
		fmt.Sprintf("%s đã tải lên phiên bản %d lúc %s. Tệp của đồng chí chưa được ghi: mở phiên bản %d để đối chiếu, rồi tải lên lại.",
			who, theirs.Number, clock, theirs.Number),
		fmt.Sprintf("%s uploaded version %d at %s. Your file was not stored: compare it with that version and upload it again.",
			who, theirs.Number, clock))
	return &VersionConflict{Cause: e, Theirs: theirs, Mine: mine.SHA256, Size: mine.Size}
}

// mayUpload loads a draft that the actor may change now.
func (s *Service) mayUpload(tx office.Tx, op string, doc office.ID) (draft, error) {
	d, err := s.load(tx, doc)
	if err != nil {
		return d, err
	}
	o := d.object
	if t := d.review(); t != nil {
		o.Authors, o.Holders = nil, nil
		if isOwn(tx.Actor(), t.Holder) {
			o.Holders = []office.ID{t.Holder.ID}
		}
	}
	if err := access.Require(tx.Actor(), access.UploadVersion, o); err != nil {
		return d, err
	}
	if d.State != document.Draft {
		return d, office.Conflict(op,
			"Văn bản không còn là dự thảo nên không thay tệp được. Trả lại dự thảo rồi tải lên.",
			"The document is no longer a draft. Return it first, then upload.")
	}
	if len(d.versions) >= MaxVersions {
		return d, office.NewError(office.CodeTooLarge, op,
			"Dự thảo đã có 500 phiên bản. Lập dự thảo mới.", "The draft has 500 versions. Make a new draft.")
	}
	return d, nil
}

// keepDOCX inspects and stores a DOCX.
func (s *Service) keepDOCX(ctx context.Context, a office.Actor, name string, file io.ReadSeeker) (document.Ready, error) {
	const op = "draft.keepDOCX"
	size, err := file.Seek(0, io.SeekEnd)
	if err != nil {
		return document.Ready{}, office.Wrap(op, err)
	}
	if size > MaxDOCX {
		return document.Ready{}, tooLarge(op)
	}
	if err := lookDOCX(op, file, size); err != nil {
		return document.Ready{}, err
	}
	ready, err := s.Documents.Prepare(ctx, a, []document.Upload{{Name: name, File: file}})
	if err != nil {
		return document.Ready{}, err
	}
	r := ready[0]
	if r.File.MediaType != mediaDOCX {
		return r, notDOCX(op)
	}
	r.File.Role = document.DocxFile
	return r, nil
}

func tooLarge(op string) error {
	return office.NewError(office.CodeTooLarge, op,
		"Tệp dự thảo lớn hơn 30 MB. Giảm kích thước hình ảnh trong tệp rồi tải lên lại.",
		"The draft is larger than 30 MB. Make the pictures in it smaller and upload again.")
}

// addVersion writes the next version and makes it the document's DOCX.
func (s *Service) addVersion(tx office.Tx, d draft, r document.Ready, note string) (Version, error) {
	v := Version{
		ID: tx.NewID(), Agency: d.Agency, Document: d.ID, Number: d.last().Number + 1,
		DOCX: r.File.SHA256, Size: r.File.Size, Note: note, Person: tx.Actor().Person, Created: tx.Now(),
	}
	if err := s.Store.InsertVersion(tx, v); err != nil {
		return v, err
	}
	tx.Record(office.Entry{Act: access.UploadVersion, Kind: KindVersion, Object: v.ID, Document: d.ID, State: v.State()})
	_, err := s.Documents.AttachFileIn(tx, d.ID, r, access.UploadVersion)
	return v, err
}
