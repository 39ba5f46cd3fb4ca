package signing

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// maxSigned is the largest PDF that is signed in memory.
const maxSigned = 100 << 20

// maxBatch bounds one signing under one PIN.
const maxBatch = 500

// Choice is one document of the queue as the signer saw it.
type Choice struct {
	Document office.ID
	Version  int // of the document; a later one is a conflict
}

// Result is what became of one document of a batch: Err nil means signed.
type Result struct {
	Document document.Document
	Err      error
}

// SignMany signs the chosen documents one after the other under one PIN. Each has
// its own result; one that fails does not stop the others and stays in the queue.
// The error is about the PIN, the key or the choice, and then nothing was signed.
//
// Only who is named as signer may. The key signs outside any transaction: the act
// that follows keeps the signed file, moves the document on and gives the clerk
// the issuing, or fails whole.
func (s *Service) SignMany(ctx context.Context, a office.Actor, choices []Choice, pin string) ([]Result, error) {
	const op = "signing.SignMany"
	if len(choices) == 0 {
		return nil, office.InvalidField(op, "documents", "Chọn ít nhất một văn bản để ký.", "Choose at least one document to sign.")
	}
	if len(choices) > maxBatch {
		return nil, office.InvalidField(op, "documents",
			fmt.Sprintf("Mỗi lần ký tối đa %d văn bản.", maxBatch), fmt.Sprintf("At most %d documents at a time.", maxBatch))
	}
	u, err := s.unlock(ctx, a, Personal, pin)
	if err != nil {
		return nil, err
	}
	results := make([]Result, len(choices))
	for i, c := range choices {
		results[i].Document, results[i].Err = s.signOne(ctx, a, c, u)
	}
	return results, nil
}

func (s *Service) signOne(ctx context.Context, a office.Actor, c Choice, u unlocked) (document.Document, error) {
	const op = "signing.signOne"
	d, err := s.load(ctx, a, access.SignDocument, c, document.Approved)
	if err != nil {
		return d, err
	}
	pdf, err := s.mainFile(ctx, d)
	if err != nil {
		return d, err
	}
	if _, err := fieldsOf(op, pdf, fieldLeader); err != nil {
		return d, err
	}
	signed, err := pades.Sign(pdf, pades.SignRequest{
		Field: fieldLeader, Appearance: &pades.Appearance{Image: u.image}, Reason: "Ký duyệt văn bản",
		Location: d.IssuingName, Time: s.Clock().In(vietnamese.Location()), Key: u.signer, Chain: u.chain, Rand: s.Random,
	})
	if err != nil {
		return d, signingError(op, err)
	}
	next := document.Advance{Seen: d.Version, To: document.Signed, Act: access.SignDocument, Detail: detailOf(u.key)}
	if err := s.keep(ctx, d, signed, &next); err != nil {
		return d, err
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		d, err = s.Documents.AdvanceIn(tx, d.ID, next)
		if err != nil {
			return err
		}
		if err := s.closeTask(tx, d.ID, task.Sign, access.SignDocument); err != nil {
			return err
		}
		_, err := s.Tasks.GiveIn(tx, task.GiveInput{
			Kind: task.Issue, Document: d.ID, Holder: task.HolderOfRole(d.Agency, office.RecordsClerk),
			Text: "Cấp số, đóng dấu và phát hành văn bản đã ký.", Due: task.Due{WorkingDays: 1},
		})
		return err
	})
	return d, err
}

// keyDetail is what the journal tells of a signature beside the new file.
type keyDetail struct {
	Key     office.ID `json:"key"`
	Subject string    `json:"subject"`
}

func detailOf(k Key) keyDetail { return keyDetail{k.ID, k.Subject} }

// load reads a document and checks that the actor may do the act to it now.
func (s *Service) load(ctx context.Context, a office.Actor, act office.ActCode, c Choice, want document.State) (document.Document, error) {
	var d document.Document
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		var o access.Object
		var err error
		if d, o, err = s.Documents.ObjectIn(tx, c.Document); err != nil {
			return err
		}
		if err := access.Require(a, act, o); err != nil {
			return err
		}
		if d.State != want || c.Version != 0 && c.Version != d.Version {
			return office.Conflict("signing.load",
				fmt.Sprintf("Văn bản “%s” nay đã là “%s”. Tải lại trang để xem.", d.Subject, d.State),
				fmt.Sprintf("The document is now %s. Reload the page.", d.State))
		}
		return nil
	})
	return d, err
}

func (s *Service) mainFile(ctx context.Context, d document.Document) ([]byte, error) {
	const op = "signing.mainFile"
	f, ok := d.Main()
	if !ok {
		return nil, office.Invalid(op, "Văn bản chưa có bản PDF để ký.", "The document has no PDF to sign.")
	}
	r, size, err := s.Blobs.Open(ctx, d.Agency, f.SHA256)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	if size > maxSigned {
		return nil, office.NewError(office.CodeTooLarge, op,
			fmt.Sprintf("Văn bản lớn hơn %d MB nên chưa ký được. Nén tệp rồi trình lại.", maxSigned>>20),
			fmt.Sprintf("The document is larger than %d MB. Compress it and submit it again.", maxSigned>>20))
	}
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, office.Wrap(op, err)
	}
	if office.HashOf(b) != f.SHA256 {
		return nil, office.NewError(office.CodeSigning, op,
			"Tệp trong kho đã bị thay đổi. Không ký; báo quản trị kiểm tra nhật ký.",
			"The stored file was changed. Nothing was signed; ask the administrator to verify the journal.")
	}
	return b, nil
}

// keep judges a signed file, stores it and makes it the new main file of the next
// step. Every signature must be whole and later changes no more than filling the
// form: what does not pass is not stored.
func (s *Service) keep(ctx context.Context, d document.Document, pdf []byte, next *document.Advance) error {
	const op = "signing.keep"
	roots, err := s.Roots(ctx)
	if err != nil {
		return err
	}
	r := pades.Verify(pdf, pades.VerifyOptions{Roots: roots, Now: s.Clock()})
	for _, sig := range r.Signatures {
		if sig.Integrity != "ok" || sig.Verdict == pades.Invalid {
			return office.NewError(office.CodeSigning, op,
				"Kiểm tra sau khi ký không đạt nên chưa lưu gì. Văn bản vẫn ở hàng đợi; báo quản trị.",
				"The check after signing failed, so nothing was kept. The document stays in the queue; tell the administrator.")
		}
	}
	if next.Report, err = json.Marshal(r); err != nil {
		return office.Wrap(op, err)
	}
	next.Verdict = document.Verdict(r.Verdict)
	f, _ := d.Main()
	f.SHA256, f.Size, err = s.Blobs.Put(ctx, d.Agency, bytes.NewReader(pdf), maxSigned+1<<20)
	next.Main = &f
	return err
}

// closeTask ends the actor's open task of a kind on a document.
func (s *Service) closeTask(tx office.Tx, doc office.ID, k task.Kind, act office.ActCode) error {
	tasks, err := s.Tasks.TasksIn(tx, doc)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.Kind != k || !t.Open() {
			continue
		}
		if _, err := s.Tasks.CloseIn(tx, task.CloseInput{Task: task.Ref{ID: t.ID, Version: t.Version}, Act: act}); err != nil {
			return err
		}
	}
	return nil
}
