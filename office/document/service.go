package document

import (
	"strconv"

	"congvan/office"
	"congvan/office/access"
)

// Service is the use cases of documents, registers and numbers. It is safe for
// concurrent use; its fields do not change after wiring.
type Service struct {
	Acts      office.Acts
	Store     Store
	Index     Index
	Rules     Rules
	Blobs     Blobs
	Inspector Inspector
	Folder    Folder
	NewID     func() office.ID // ids that are needed before an act opens
	Limits    Limits
	Profile   SecrecyProfile

	// KnownIssuer finds an issuing body by its printed name; the zero Issuer when the
	// directory has none of that name. May be nil.
	KnownIssuer func(tx office.Tx, printed string) (office.ID, Issuer, error)

	// AfterRegister and AfterRefuse are told inside the act; may be nil. Work on a
	// registered document begins there, and the sender hears of it.
	AfterRegister func(tx office.Tx, d Document) error
	AfterRefuse   func(tx office.Tx, d Document) error
	// AfterCancel is told too: work on a cancelled document ends there.
	AfterCancel func(tx office.Tx, d Document) error
}

// SecrecyProfile says what the deployment may hold (regulations.md §7).
type SecrecyProfile string

// OpenProfile refuses every classification above Thường. It is the default:
// the zero profile behaves like it.
const OpenProfile SecrecyProfile = "open"

// IsolatedProfile is a LAN within one headquarters without any link outside.
const IsolatedProfile SecrecyProfile = "isolated_lan"

func (p SecrecyProfile) allows(c office.Classification) bool {
	return c == office.Open || p == IsolatedProfile
}

// Limits bound what comes in; the zero value means the defaults.
type Limits struct {
	FileBytes int64 // one file; default 50 MB
	Files     int   // files of one document; default 20
}

func (l Limits) fileBytes() int64 {
	if l.FileBytes > 0 {
		return l.FileBytes
	}
	return 50 << 20
}

func (l Limits) files() int {
	if l.Files > 0 {
		return l.Files
	}
	return 20
}

// object is a document as access sees it.
func (d Document) object(reader bool) access.Object {
	o := access.Object{Kind: ObjectKind, ID: d.ID, Agency: d.Agency, Document: d.ID, Reader: reader, Signer: d.SignerPost}
	if !d.AuthorPost.Zero() {
		o.Authors = []office.ID{d.AuthorPost}
	}
	return o
}

// change is one act on one document: what it is called in the journal and what
// it adds there.
type change struct {
	act    office.ActCode
	detail any
}

// save writes a changed document: its row under the optimistic lock, its place in
// lists, its words in the index, its readers and its journal entry. seen is the
// version the actor saw.
func (s *Service) save(tx office.Tx, before, after *Document, c change) error {
	after.ChangedAt = tx.Now()
	after.Version = before.Version + 1
	if err := s.Store.Update(tx, *after, before.Version); err != nil {
		return err
	}
	if before.Listed() != after.Listed() {
		if err := s.Store.MoveReaders(tx, *after); err != nil {
			return err
		}
	}
	if before.Kind != after.Kind || before.State != after.State {
		if err := s.Store.Grant(tx, *after, after.audience()); err != nil {
			return err
		}
	}
	if wordsOf(*before) != wordsOf(*after) || before.SortKey != after.SortKey || !sameMain(*before, *after) {
		if err := s.index(tx, *after); err != nil {
			return err
		}
	}
	s.record(tx, *after, c)
	return nil
}

// insert writes a new document.
func (s *Service) insert(tx office.Tx, d Document, c change) error {
	if err := s.Store.Insert(tx, d); err != nil {
		return err
	}
	if err := s.Store.Grant(tx, d, d.audience()); err != nil {
		return err
	}
	if err := s.index(tx, d); err != nil {
		return err
	}
	s.record(tx, d, c)
	return nil
}

func (s *Service) record(tx office.Tx, d Document, c change) {
	tx.Record(office.Entry{
		Act: c.act, Kind: ObjectKind, Object: d.ID, Document: d.ID, Detail: c.detail, State: d.Canonical(),
	})
}

// load reads a document of the actor's agency.
func (s *Service) load(tx office.Tx, id office.ID) (Document, error) {
	d, err := s.Store.Get(tx, id)
	if err == nil && d.Agency != tx.Actor().Agency {
		err = notFound("document.load")
	}
	if office.CodeOf(err) == office.CodeNotFound {
		return Document{}, notFound("document.load")
	}
	return d, err
}

// loadSeen is load for a form: the actor must have seen the newest version.
func (s *Service) loadSeen(tx office.Tx, id office.ID, seen int) (Document, error) {
	d, err := s.load(tx, id)
	if err == nil && seen != d.Version {
		err = office.Conflict("document.load",
			"Người khác vừa thay đổi văn bản này. Tải lại trang để xem rồi làm tiếp.",
			"Someone else has just changed this document. Reload the page, look, and go on.")
	}
	return d, err
}

func notFound(op string) error {
	return office.NotFound(op, "Không tìm thấy văn bản này trong cơ quan của đồng chí.", "There is no such document in your agency.")
}

func itoa(n int64) string { return strconv.FormatInt(n, 10) }
