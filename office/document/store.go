package document

import (
	"context"
	"io"
	"time"

	"congvan/office"
)

// Store is all that documents need of the store, part by part.
type Store interface {
	DocumentStore
	ReaderStore
	ListStore
	NumberStore
	FileStore
	StagingStore
	ImportStore
}

// DocumentStore keeps documents and registers.
type DocumentStore interface {
	// Issuer describes an agency as it is on a day.
	Issuer(tx office.Tx, agency office.ID, on office.Date) (Issuer, error)
	// UnitSymbol is a unit's symbol on a day.
	UnitSymbol(tx office.Tx, unit office.ID, on office.Date) (string, error)

	Insert(tx office.Tx, d Document) error // with files and recipients
	// Update writes every column, files and recipients. It is a conflict when the
	// stored version is not seen.
	Update(tx office.Tx, d Document, seen int) error
	Get(tx office.Tx, id office.ID) (Document, error) // office.CodeNotFound
	// Delete removes a document that was never registered and all that hangs on it.
	Delete(tx office.Tx, id office.ID) error
	// Doubles finds other documents of the agency, in an incoming kind and not
	// refused or cancelled, that have one of the main files, or the code, issuer
	// and date. At most 10.
	Doubles(tx office.Tx, d Document) ([]Double, error)
	// ErasePayloads erases what the journal holds of an object and says, in each
	// entry, that the next entry recorded in this act erased it.
	ErasePayloads(tx office.Tx, agency, object office.ID) error
	HasWork(tx office.Tx, id office.ID) (bool, error) // tasks, drafts or envelopes name it

	InsertRegister(tx office.Tx, r Register) error
	UpdateRegister(tx office.Tx, r Register) error
	Registers(tx office.Tx, agency office.ID, k Kind) ([]Register, error) // "" for all kinds
}

// ReaderStore keeps who may read a document.
type ReaderStore interface {
	Grant(tx office.Tx, d Document, principals []office.ID) error // zero ids are passed over
	MoveReaders(tx office.Tx, d Document) error                   // what Listed gives changed
	IsReader(tx office.Tx, document office.ID, principals []office.ID) (bool, error)
}

// ListStore answers lists, always within the readers given.
type ListStore interface {
	Page(tx office.Tx, q PageQuery) ([]Row, error)
	Count(tx office.Tx, q PageQuery, limit int) (int, error) // stops at limit
	Holders(tx office.Tx, documents []office.ID, on office.Date) (map[office.ID][]Holder, error)
}

// NumberStore keeps series and numbers.
type NumberStore interface {
	// TakeNumber gives the next number of a series, which it makes when it is not
	// there, and locks it until the act ends. now is in microseconds.
	TakeNumber(tx office.Tx, key SeriesKey, now int64) (Given, error)
	LockSeries(tx office.Tx, key SeriesKey) (Series, error) // made when not there
	StartSeries(tx office.Tx, s Series) error
	PeekNumber(tx office.Tx, key SeriesKey) (int64, error)

	InsertNumber(tx office.Tx, n Number) error
	UpdateNumber(tx office.Tx, n Number) error
	Number(tx office.Tx, series office.ID, number int64) (Number, error)
	NumberByID(tx office.Tx, id office.ID) (Number, error)
	NumbersOf(tx office.Tx, document office.ID) ([]Number, error)
	Numbers(tx office.Tx, agency office.ID, state NumberState) ([]NumberRow, error)

	InsertCongress(tx office.Tx, c Congress) error
	Congresses(tx office.Tx, agency office.ID) ([]Congress, error)
}

// FileStore keeps what is known of file bytes.
type FileStore interface {
	PutFile(tx office.Tx, f StoredFile) error // renews PutAt of one already there
	HasFile(tx office.Tx, h office.Hash) (bool, error)
	PutReading(tx office.Tx, r Reading) error
	Readings(tx office.Tx, document office.ID) ([]Reading, error) // of its files, without text
	Text(tx office.Tx, h office.Hash) (string, error)             // "" when not read
	// Unused lists files put before an instant that nothing refers to.
	Unused(tx office.Tx, before time.Time, limit int) ([]office.Hash, error)
	// DropUnused deletes the row and reading of a file that nothing refers to and
	// that was put before an instant; done is false when it is in use.
	DropUnused(tx office.Tx, h office.Hash, before time.Time) (done bool, err error)
}

// StagingStore keeps the rows of uploads held back; their bytes are in Folder.
type StagingStore interface {
	InsertHeld(tx office.Tx, h Held) error
	DecideHeld(tx office.Tx, h Held) error // conflict when decided before
	Held(tx office.Tx, id office.ID) (Held, error)
	HeldList(tx office.Tx, agency office.ID) ([]Held, error) // undecided, oldest first
}

// ImportStore writes many documents at once.
type ImportStore interface {
	FindImport(tx office.Tx, agency office.ID, source string, first int) (ImportRecord, error) // office.CodeNotFound
	// InsertImport writes a batch and all its documents: parts, numbers and readers.
	InsertImport(tx office.Tx, r ImportRecord, rows []ImportRow) error
	// ImportedRows says which rows of a batch were taken.
	ImportedRows(tx office.Tx, batch office.ID) (map[int]bool, error)
	// ImportText is the text kept with an imported document; "" for others.
	ImportText(tx office.Tx, document office.ID) (string, error)
	// Taken says which of the numbers a series has given.
	Taken(tx office.Tx, key SeriesKey, numbers []int64) (map[int64]bool, error)
	// AdvanceSeries moves a series on: its next number and sort key never fall.
	AdvanceSeries(tx office.Tx, series office.ID, next, sortKey int64) error
	// Registered finds registered incoming documents of the identities' codes and
	// dates, with the arrival number of one of each identity.
	Registered(tx office.Tx, agency office.ID, wanted []Identity) (map[Identity]int64, error)
	// RegisteredFiles says which files are the main one of a registered document.
	RegisteredFiles(tx office.Tx, agency office.ID, files []office.Hash) (map[office.Hash]bool, error)
}

// Index keeps the words of documents for search.
type Index interface {
	Put(tx office.Tx, document office.ID, w Words) error
	// Tokens splits and folds words as they are kept.
	Tokens(w Words) Tokens
	// PutNew keeps the tokens of documents that have none yet.
	PutNew(tx office.Tx, rows []ImportRow) error
	Drop(tx office.Tx, document office.ID) error
}

// Words are what a document is found by. SortKey orders the answers.
type Words struct {
	Agency  office.ID // whose document it is
	SortKey int64
	Header  string // code, subject, agency, signer, type, note
	Text    string // of the main file
}

// Tokens are words ready to be kept.
type Tokens struct{ Header, Body []string }

// Folder holds staged uploads: outside store, index, journal and backups.
type Folder interface {
	// Hold keeps a manifest and files, all of it or nothing.
	Hold(ctx context.Context, agency, id office.ID, manifest []byte, files []io.ReadSeeker) error
	Manifest(ctx context.Context, agency, id office.ID) ([]byte, error)
	Open(ctx context.Context, agency, id office.ID, n int) (io.ReadSeekCloser, error)
	Remove(ctx context.Context, agency, id office.ID) error // no error when it is gone
}

// Issuer is an agency as documents print it.
type Issuer struct {
	Name    string
	Code    string // organ code in exchange
	Symbol  string // in reference codes
	RuleSet string
}
