package document

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"hash"

	"congvan/office"
)

// Identity is what makes two incoming documents one: code, issuer and date, the
// texts folded.
type Identity struct {
	Reference, Issuing string
	Issued             office.Date
}

func identityOf(d Document) (Identity, bool) {
	k := d.Keys()
	x := Identity{k.Reference, k.Issuing, d.IssuedDate}
	return x, d.Kind == Incoming && x.Reference != "" && x.Issuing != "" && !x.Issued.IsZero()
}

// importDoubles are the documents that a batch repeats.
type importDoubles struct {
	codes map[Identity]int64 // arrival number of the one in the register
	files map[office.Hash]bool
	rows  map[Identity]int
}

// doubles asks for all rows at once.
func (i *importer) doubles(rows []ImportRow) (importDoubles, error) {
	out := importDoubles{rows: map[Identity]int{}}
	var wanted []Identity
	var hashes []office.Hash
	for _, r := range rows {
		if x, ok := identityOf(r.Document); ok {
			wanted = append(wanted, x)
		}
		if main, ok := r.Document.Main(); ok && r.Document.Kind == Incoming {
			hashes = append(hashes, main.SHA256)
		}
	}
	var err error
	agency := i.tx.Actor().Agency
	if out.codes, err = i.Store.Registered(i.tx, agency, wanted); err != nil {
		return out, err
	}
	out.files, err = i.Store.RegisteredFiles(i.tx, agency, hashes)
	return out, err
}

// of refuses a row that repeats a registered document, or an earlier row, unless
// it gives a reason.
func (d importDoubles) of(r ImportRow) error {
	x, ok := identityOf(r.Document)
	row := d.rows[x]
	if ok && row == 0 {
		d.rows[x] = r.Row
	}
	if r.Document.DuplicateReason != "" {
		return nil
	}
	number, known := d.codes[x]
	main, has := r.Document.Main()
	vi, en := "", ""
	switch {
	case ok && known:
		vi, en = fmt.Sprintf("trùng số, cơ quan ban hành và ngày với văn bản số đến %d", number), fmt.Sprintf("has the code, issuer and date of arrival number %d", number)
	case ok && row > 0:
		vi, en = fmt.Sprintf("trùng số, cơ quan ban hành và ngày với dòng %d", row), fmt.Sprintf("has the code, issuer and date of row %d", row)
	case has && d.files[main.SHA256]:
		vi, en = "trùng tệp với văn bản đã có trong sổ", "has the file of a registered document"
	default:
		return nil
	}
	return office.InvalidField("document.Import", "duplicate_reason",
		"Văn bản "+vi+". Bỏ dòng này, hoặc nhập lý do vẫn vào sổ.", "It "+en+". Drop the row, or give a reason.")
}

// RowsDigest digests the rows of a batch, in the order of its rows.
type RowsDigest struct{ h hash.Hash }

// NewRowsDigest digests no row yet.
func NewRowsDigest() RowsDigest { return RowsDigest{sha256.New()} }

// Add adds a row: its number (8 bytes, big-endian), its document and the SHA-256
// of the text kept with it.
func (d RowsDigest) Add(row int, document office.ID, text string) {
	var n [8]byte
	binary.BigEndian.PutUint64(n[:], uint64(row))
	sum := sha256.Sum256([]byte(text))
	d.h.Write(n[:])
	d.h.Write(document[:])
	d.h.Write(sum[:])
}

// Sum gives the digest of the rows added.
func (d RowsDigest) Sum() office.Hash { return office.Hash(d.h.Sum(nil)) }
