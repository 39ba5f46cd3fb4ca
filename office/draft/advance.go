package draft

import (
	"bytes"
	"context"
	"io"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
)

// finished is the PDF of an approved draft, stored before the act that refers to
// it.
type finished struct {
	version Version // made from
	ready   document.Ready
	need    bool // the act will approve
}

// advance moves a draft to its next step, or to approval after the last one.
//
// check asks access and gives the index of the chain from which the next step is
// looked for; it runs twice, first in a view. When nothing comes after, the PDF
// is made between view and act, outside any transaction; the act then checks all
// again and refuses with office.CodeConflict if what it found has changed.
func (s *Service) advance(ctx context.Context, a office.Actor, doc office.ID, version int,
	check func(office.Tx, draft) (int, error), did func(office.Tx, draft) error,
) error {
	var pdf finished
	look := func(tx office.Tx) (draft, Step, task.Holder, bool, error) {
		d, err := s.load(tx, doc)
		if err != nil {
			return d, Step{}, task.Holder{}, false, err
		}
		from, err := check(tx, d)
		if err == nil {
			err = checkSeen(d, version)
		}
		if err != nil {
			return d, Step{}, task.Holder{}, false, err
		}
		st, h, ok, err := s.next(tx, d, from)
		return d, st, h, ok, err
	}
	var seen draft
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		d, _, _, more, err := look(tx)
		seen, pdf.need = d, !more
		return err
	})
	if err != nil {
		return err
	}
	if pdf.need {
		if err := checkSigner(seen.Document); err != nil {
			return err
		}
		if pdf, err = s.finish(ctx, a, seen); err != nil {
			return err
		}
	}
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, st, h, more, err := look(tx)
		if err != nil {
			return err
		}
		if more == pdf.need || pdf.need && d.last().ID != pdf.version.ID || pdf.need && d.Version != seen.Version {
			return changed()
		}
		if err := did(tx, d); err != nil {
			return err
		}
		if more {
			return s.give(tx, d, st, h)
		}
		return s.approve(tx, d, pdf)
	})
}

func checkSeen(d draft, version int) error {
	if d.State != document.Draft {
		return office.Conflict("draft.checkSeen",
			"Văn bản không còn là dự thảo. Tải lại trang để xem.", "The document is no longer a draft. Reload the page.")
	}
	if len(d.versions) == 0 {
		return office.Invalid("draft.checkSeen", "Dự thảo chưa có tệp. Tải lên tệp .docx trước khi trình.", "The draft has no file yet. Upload a .docx first.")
	}
	if d.last().Number != version {
		return changed()
	}
	return nil
}

func changed() error {
	return office.Conflict("draft.advance",
		"Dự thảo vừa có thay đổi mới. Tải lại trang, xem phiên bản mới nhất rồi làm tiếp.",
		"The draft has just changed. Reload the page, look at the newest version, and go on.")
}

func checkSigner(d document.Document) error {
	if d.SignerPost.Zero() {
		return office.InvalidField("draft.approve", "signer", "Chọn người ký trước khi duyệt xong.", "Choose the signer first.")
	}
	return nil
}

// give makes the next step a task.
func (s *Service) give(tx office.Tx, d draft, st Step, h task.Holder) error {
	_, err := s.Tasks.GiveIn(tx, task.GiveInput{
		Kind: task.Review, Document: d.ID, Step: string(st.Step), Holder: h,
		Text: st.Step.String() + ": " + d.Subject, Due: task.Due{WorkingDays: st.Days},
	})
	return err
}

// approve ends the review: state, PDF and the signer's task.
func (s *Service) approve(tx office.Tx, d draft, pdf finished) error {
	if _, err := s.Documents.AttachFileIn(tx, d.ID, pdf.ready, access.AgreeDraft); err != nil {
		return err
	}
	if _, err := s.Documents.SetStateIn(tx, d.ID, document.Draft, document.Approved, access.AgreeDraft, nil); err != nil {
		return err
	}
	_, err := s.Tasks.GiveIn(tx, task.GiveInput{
		Kind: task.Sign, Document: d.ID, Holder: task.Holder{Kind: task.Post, ID: d.SignerPost},
		Text: d.Subject, Due: task.Due{WorkingDays: signDays},
	})
	return err
}

// signDays is how many working days a signer has.
const signDays = 1

// finish makes the PDF that will be signed, from the newest version.
func (s *Service) finish(ctx context.Context, a office.Actor, d draft) (finished, error) {
	v := d.last()
	pdf, err := s.render(ctx, v)
	if err != nil {
		return finished{}, err
	}
	if s.Preparer != nil {
		if pdf, err = s.Preparer.Prepare(ctx, pdf, d.Document); err != nil {
			return finished{}, office.Wrap("draft.finish", err)
		}
	}
	ready, err := s.Documents.Prepare(ctx, a, []document.Upload{{Name: fileName(d.Document, ".pdf"), File: bytes.NewReader(pdf)}})
	if err != nil {
		return finished{}, err
	}
	ready[0].File.Role = document.MainFile
	return finished{version: v, need: true, ready: ready[0]}, nil
}

const mediaPDF = "application/pdf"

// render turns a version into PDF.
func (s *Service) render(ctx context.Context, v Version) ([]byte, error) {
	docx, err := s.bytes(ctx, v.Agency, v.DOCX)
	if err != nil {
		return nil, err
	}
	pdf, err := s.Converter.ToPDF(ctx, docx)
	if err == nil {
		return pdf, nil
	}
	if ctx.Err() != nil {
		return nil, ctx.Err()
	}
	if office.CodeOf(err) != office.CodeInternal {
		return nil, err
	}
	return nil, &office.Error{
		Code: office.CodeUnavailable, Op: "draft.render", Err: err,
		Vi: "Chưa tạo được bản PDF của dự thảo. Dự thảo vẫn nguyên; thử lại sau ít phút, nếu vẫn lỗi thì lưu lại tệp .docx bằng Word rồi tải lên.",
		En: "The PDF of the draft could not be made. The draft is untouched; try again in a few minutes, or save the .docx anew in Word and upload it.",
	}
}

func (s *Service) bytes(ctx context.Context, agency office.ID, h office.Hash) ([]byte, error) {
	f, n, err := s.Blobs.Open(ctx, agency, h)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	if n > MaxDOCX {
		return nil, tooLarge("draft.bytes")
	}
	b, err := io.ReadAll(io.LimitReader(f, MaxDOCX+1))
	return b, office.Wrap("draft.bytes", err)
}
