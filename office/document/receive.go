package document

import (
	"context"
	"fmt"
	"io"
	"path"
	"strings"

	"congvan/office"
	"congvan/office/access"
)

// ReceiveInput is an upload into the queue. The first file is the main one.
type ReceiveInput struct {
	Files          []Upload
	Classification office.Classification // as declared by whoever uploads
}

// Inspected is an upload that was looked at and not yet stored.
type Inspected struct {
	Upload
	Size       int64
	Inspection Inspection
}

// Ready is a file whose bytes are in the blob store, ready to be referred to.
type Ready struct {
	File       File
	Inspection Inspection
}

// Taken is what became of an upload: a document in the queue, or an upload
// held back.
type Taken struct {
	Document office.ID
	Held     office.ID // set together with an error that says what to do
}

// Receive takes an upload into the queue of documents to be registered. Bytes are
// looked at and stored before the transaction. Errors: office.CodeInvalid for a
// broken, encrypted or unreadable file; CodeTooLarge; CodeSecret when a
// classification is declared, or when a mark was found: then the upload is held
// (Taken.Held) outside the store until DecideStaging. A hostile file is held
// with CodeInvalid.
func (s *Service) Receive(ctx context.Context, a office.Actor, in ReceiveInput) (Taken, error) {
	if err := access.Require(a, access.ReceiveDocument, access.Object{Kind: ObjectKind, Agency: a.Agency}); err != nil {
		return Taken{}, err
	}
	if err := s.refuseDeclared(in.Classification); err != nil {
		return Taken{}, err
	}
	files, err := s.Inspect(ctx, in.Files)
	if err != nil {
		return Taken{}, err
	}
	if reason, level := s.mustHold(files); reason != "" {
		return s.hold(ctx, a, files, reason, level)
	}
	ready, err := s.Keep(ctx, a, files)
	if err != nil {
		return Taken{}, err
	}
	var d Document
	err = s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		d, err = s.ReceiveIn(tx, Arrival{Files: ready, Classification: in.Classification})
		return err
	})
	return Taken{Document: d.ID}, err
}

// Prepare inspects and keeps the files of an arrival by exchange or of an import,
// before the act that calls ReceiveIn or Import. Nothing is held: a mark or a
// hostile file is an error and nothing is stored, so that the envelope or the row
// can be refused.
func (s *Service) Prepare(ctx context.Context, a office.Actor, uploads []Upload) ([]Ready, error) {
	files, err := s.Examine(ctx, uploads)
	if err != nil {
		return nil, err
	}
	return s.Keep(ctx, a, files)
}

// Examine is Prepare without the keeping: it refuses what Prepare refuses and stores
// nothing.
func (s *Service) Examine(ctx context.Context, uploads []Upload) ([]Inspected, error) {
	files, err := s.Inspect(ctx, uploads)
	if err != nil {
		return nil, err
	}
	if reason, level := s.mustHold(files); reason != "" {
		return nil, heldError("document.Examine", reason, level, false)
	}
	return files, nil
}

// refuseDeclared refuses a declared classification under the open profile.
func (s *Service) refuseDeclared(c office.Classification) error {
	if !c.Valid() {
		return office.InvalidField("document.Receive", "classification", "Độ mật không đúng.", "The classification is wrong.")
	}
	if s.Profile.allows(c) {
		return nil
	}
	return &office.Error{
		Code: office.CodeSecret, Op: "document.Receive", Field: "classification",
		Vi: fmt.Sprintf("Hệ thống này không nhận văn bản độ mật “%s”. Tệp chưa được lưu. Theo dõi văn bản bằng sổ bí mật nhà nước, ngoài hệ thống.", c),
		En: "This system may not hold classified documents. The file was not stored. Keep it in the register of State secrets, outside this system.",
	}
}

// Inspect looks at uploads with the limits on size and number. Nothing is stored.
func (s *Service) Inspect(ctx context.Context, uploads []Upload) ([]Inspected, error) {
	const op = "document.Inspect"
	if len(uploads) == 0 {
		return nil, office.InvalidField(op, "files", "Chọn ít nhất một tệp.", "Choose at least one file.")
	}
	if n := s.Limits.files(); len(uploads) > n {
		return nil, office.NewError(office.CodeTooLarge, op,
			fmt.Sprintf("Mỗi văn bản có nhiều nhất %d tệp. Bớt tệp rồi gửi lại.", n),
			fmt.Sprintf("A document has at most %d files. Send fewer.", n))
	}
	out := make([]Inspected, len(uploads))
	for i, u := range uploads {
		x, err := s.inspect(ctx, u)
		if err != nil {
			return nil, err
		}
		out[i] = x
	}
	return out, nil
}

func (s *Service) inspect(ctx context.Context, u Upload) (Inspected, error) {
	const op = "document.Inspect"
	u.Name = fileName(u.Name)
	size, err := u.File.Seek(0, io.SeekEnd)
	if err != nil {
		return Inspected{}, office.Wrap(op, err)
	}
	if size == 0 {
		return Inspected{}, problemError(op, u.Name, Broken)
	}
	if limit := s.Limits.fileBytes(); size > limit {
		return Inspected{}, office.NewError(office.CodeTooLarge, op,
			fmt.Sprintf("Tệp “%s” lớn hơn %d MB. Nén hoặc tách tệp rồi gửi lại.", u.Name, limit>>20),
			fmt.Sprintf("%q is larger than %d MB. Compress or split it and send it again.", u.Name, limit>>20))
	}
	if _, err := u.File.Seek(0, io.SeekStart); err != nil {
		return Inspected{}, office.Wrap(op, err)
	}
	x, err := s.Inspector.Inspect(ctx, u.Name, u.File, size)
	if err != nil {
		return Inspected{}, office.Wrap(op, err)
	}
	if x.Problem != NoProblem {
		return Inspected{}, problemError(op, u.Name, x.Problem)
	}
	return Inspected{u, size, x}, nil
}

func problemError(op, name string, p Problem) error {
	vi, en := "bị hỏng nên không đọc được. Xuất lại tệp hoặc quét lại rồi gửi.", "is broken. Export or scan it again."
	switch p {
	case Encrypted:
		vi, en = "có mật khẩu nên không kiểm tra được. Bỏ mật khẩu rồi gửi lại.", "is encrypted. Remove the password and send it again."
	case Unsupported:
		vi, en = "không phải định dạng được nhận. Dùng PDF hoặc DOCX.", "is of a kind that is not accepted. Use PDF or DOCX."
	case Bomb:
		vi, en = "bung ra quá lớn nên không mở được. Xuất lại tệp rồi gửi.", "unpacks to too much. Export it again."
	}
	return office.InvalidField(op, "files", fmt.Sprintf("Tệp “%s” %s Chưa có gì được lưu.", name, vi), fmt.Sprintf("%q %s Nothing was stored.", name, en))
}

// fileName makes a name safe to show and to offer for download: no folders, no
// control characters, at most 200 characters.
func fileName(name string) string {
	name = clean(path.Base(strings.ReplaceAll(name, `\`, "/")))
	if r := []rune(name); len(r) > 200 {
		name = string(r[len(r)-200:])
	}
	if name == "" || name == "." || name == "/" {
		return "tep"
	}
	return name
}

// Keep puts inspected files into the blob store and renews their time in the
// store, so that the collector leaves them alone until the act refers to them.
func (s *Service) Keep(ctx context.Context, a office.Actor, files []Inspected) ([]Ready, error) {
	const op = "document.Keep"
	out := make([]Ready, len(files))
	for i, f := range files {
		if _, err := f.File.Seek(0, io.SeekStart); err != nil {
			return nil, office.Wrap(op, err)
		}
		h, n, err := s.Blobs.Put(ctx, a.Agency, f.File, s.Limits.fileBytes())
		if err != nil {
			return nil, err
		}
		role := AnnexFile
		if i == 0 {
			role = MainFile
		}
		out[i] = Ready{File{Role: role, SHA256: h, Name: f.Name, MediaType: f.Inspection.MediaType, Size: n}, f.Inspection}
	}
	return out, s.Acts.Act(ctx, a, func(tx office.Tx) error {
		for _, r := range out {
			err := s.Store.PutFile(tx, StoredFile{SHA256: r.File.SHA256, Size: r.File.Size, MediaType: r.File.MediaType, PutAt: tx.Now()})
			if err != nil {
				return err
			}
		}
		return nil
	})
}

// Arrival is a document as it arrives, with files that Keep has stored.
type Arrival struct {
	Files          []Ready
	Classification office.Classification
	// Fields are what the sender declares; the zero value takes what was read
	// from the main file.
	Fields      *Form
	IssuingCode string
	Envelope    office.ID
}

// ReceiveIn puts an arrival into the queue, inside an act. Errors: those of
// access; office.CodeSecret for a declared classification.
func (s *Service) ReceiveIn(tx office.Tx, in Arrival) (Document, error) {
	a := tx.Actor()
	if err := access.Require(a, access.ReceiveDocument, access.Object{Kind: ObjectKind, Agency: a.Agency}); err != nil {
		return Document{}, err
	}
	if err := s.refuseDeclared(in.Classification); err != nil {
		return Document{}, err
	}
	d := Document{
		ID: tx.NewID(), Agency: a.Agency, Kind: Incoming, State: Received, Language: "Tiếng Việt", Copies: 1,
		Classification: in.Classification, IssuingCode: in.IssuingCode, Envelope: in.Envelope,
		SortKey: tx.Now().UnixMicro(), CreatedAt: tx.Now(), ChangedAt: tx.Now(), Version: 1,
	}
	for i, f := range in.Files {
		if i == 0 {
			prefill(&d, f.Inspection, tx.Today())
			if err := s.recognise(tx, &d); err != nil {
				return d, err
			}
		}
		d.Files = append(d.Files, f.File)
		if err := s.keepReading(tx, f); err != nil {
			return d, err
		}
	}
	if in.Fields != nil {
		declared := *in.Fields
		_ = declared.check("document.Receive", tx.Today()) // faults are shown when it is registered
		declared.write(&d)
		d.ArrivalDate = office.Date{}
	}
	return d, s.insert(tx, d, change{act: access.ReceiveDocument})
}

func (s *Service) keepReading(tx office.Tx, f Ready) error {
	x := f.Inspection
	ok, err := s.Store.HasFile(tx, f.File.SHA256)
	if err != nil {
		return err
	}
	if !ok {
		return office.Conflict("document.keepReading", "Tệp chưa có trong kho. Gửi lại tệp.", "The file is not in the store. Send it again.")
	}
	verdict := x.Verdict
	if verdict == "" {
		verdict = NoVerdict
	}
	return s.Store.PutReading(tx, Reading{
		SHA256: f.File.SHA256, ReadAt: tx.Now(), Pages: x.Pages, Text: x.Text, Verdict: verdict,
		Report: x.Report, Findings: x.Findings, Fields: x.Fields,
	})
}

// recognise names the issuing body as the directory does, where the printed name
// (capitals, without accents lost) is one that it knows.
func (s *Service) recognise(tx office.Tx, d *Document) error {
	if s.KnownIssuer == nil || d.IssuingName == "" {
		return nil
	}
	id, known, err := s.KnownIssuer(tx, d.IssuingName)
	if err != nil || known.Name == "" {
		return err
	}
	d.IssuingAgency, d.IssuingName = id, known.Name
	if d.IssuingCode == "" {
		d.IssuingCode = known.Code
	}
	return nil
}

// prefill writes what was read from the main file; the clerk confirms it when
// registering. Nothing read may break a limit: it comes from a hostile file.
func prefill(d *Document, x Inspection, today office.Date) {
	f := Form{
		RuleSet: x.Fields.RuleSet, TypeCode: x.Fields.TypeCode, TypeName: x.Fields.TypeName,
		ReferenceCode: x.Fields.ReferenceCode, IssuedDate: x.Fields.IssuedDate, IssuingName: x.Fields.IssuingName,
		Subject: x.Fields.Subject, Pages: x.Pages, Copies: 1, Signer: x.Fields.Signer, Urgency: x.Fields.Urgency,
		DueDate: x.Fields.DueDate, ReplyToCode: x.Fields.ReplyToCode, Language: d.Language,
	}
	f.cut(today)
	f.Classification = d.Classification
	f.IssuingCode = d.IssuingCode
	f.write(d)
	d.ArrivalDate = office.Date{}
}
