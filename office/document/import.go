package document

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/format"
	"congvan/standard/vietnamese"
)

// ImportObject is the kind of a batch of imported documents as a journalled object.
const ImportObject office.Kind = "import"

// MaxImportRows is how many documents one act imports at most.
const MaxImportRows = 1000

// maxImportText bounds the text of one document, in bytes.
const maxImportText = 1 << 20

// Legacy is one document of an older system, as Import takes it.
type Legacy struct {
	Row     int         // where it stood in the source, from 1
	Kind    Kind        // Incoming enters a register; Outgoing and Internal are issued
	Form    Form        // header fields, as a clerk would type them
	Arrival int64       // incoming: its arrival number; 0 takes the next one of the register
	Text    string      // what is searched, when File has no text
	File    *Ready      // main file, already kept in the blob store; nil: none
	Readers []office.ID // who may read it beside those its state serves
	Unit    office.ID   // outgoing, internal: drafting unit, when known
	// Recipients are the places it went to (outgoing, internal), as printed.
	Recipients []string
}

// Rejected says why a row was not taken.
type Rejected struct {
	Row   int
	Field string // "" when it is about the whole row
	Err   error  // an *office.Error, in both languages
}

// ImportBatch is at most MaxImportRows rows of one source.
type ImportBatch struct {
	Source      string // name and SHA-256 of what was read
	First, Last int    // its rows
	Rows        []Legacy
	// With makes what belongs to the documents taken (work on them) in the same act
	// and gives it as parts of the same entry; may be nil.
	With func(tx office.Tx, taken []ImportRow) ([]office.Part, error)
}

// Imported is what became of a batch.
type Imported struct {
	Batch    office.ID
	Taken    int
	Rejected []Rejected
	Already  bool // it was taken before; Rejected is not known any more
}

// ImportRecord is a batch as the agency keeps it.
type ImportRecord struct {
	ID          office.ID
	Agency      office.ID
	Source      string
	First, Last int
	Taken       int
	Rejected    int
	CreatedAt   time.Time
}

type importV1 struct {
	ID        office.ID   `json:"id"`
	Agency    office.ID   `json:"agency"`
	Source    string      `json:"source"`
	First     int         `json:"first"`
	Last      int         `json:"last"`
	Taken     int         `json:"taken"`
	Rejected  int         `json:"rejected"`
	CreatedAt time.Time   `json:"created_at"`
	Rows      office.Hash `json:"rows"`
}

// Canonical is the batch's state for the journal: encoding "import/1". rows is
// RowsDigest of its rows.
func (r ImportRecord) Canonical(rows office.Hash) office.State {
	return office.Canonical("import/1", importV1{
		r.ID, r.Agency, r.Source, r.First, r.Last, r.Taken, r.Rejected, r.CreatedAt.UTC(), rows,
	})
}

// ImportRow is a document taken, with what the store keeps beside it.
type ImportRow struct {
	Row      int
	Document Document
	Number   Number
	Readers  []office.ID
	Text     string // kept with the row; "" when the text lies with the file
	Tokens   Tokens

	words  Words
	ready  *Ready
	series SeriesKey
}

// Import takes a batch in one act with one journal entry: rows that break a rule
// are rejected and named, the others are taken. A batch taken before is not taken
// again. What needs no lock is done before the act. Errors: those of access;
// office.CodeInvalid for a batch out of bounds.
func (s *Service) Import(ctx context.Context, a office.Actor, in ImportBatch) (Imported, error) {
	i, err := s.composed(ctx, a, in)
	if err != nil {
		return Imported{}, err
	}
	for n := range i.rows {
		i.rows[n].Tokens = s.Index.Tokens(i.rows[n].words)
	}
	var out Imported
	err = s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		out, err = i.take(tx, in)
		return err
	})
	return out, err
}

// CheckImport is Import's dry run: it rejects what Import would reject and writes
// nothing.
func (s *Service) CheckImport(ctx context.Context, a office.Actor, in ImportBatch) ([]Rejected, error) {
	i, err := s.composed(ctx, a, in)
	if err != nil {
		return nil, err
	}
	var rejected []Rejected
	err = s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		i.tx = tx
		_, rejected, err = i.settle()
		return err
	})
	return rejected, err
}

func mayImport(a office.Actor, in ImportBatch) error {
	if err := access.Require(a, access.ImportDocuments, access.Object{Kind: ImportObject, Agency: a.Agency}); err != nil {
		return err
	}
	if len(in.Rows) > MaxImportRows || in.Source == "" || len(in.Source) > 1000 || in.First < 1 || in.Last < in.First {
		return office.Invalid("document.Import",
			fmt.Sprintf("Mỗi lần nhập nhiều nhất %d văn bản, có tên nguồn và dòng đầu, dòng cuối.", MaxImportRows),
			fmt.Sprintf("An import takes at most %d documents, with a source and its first and last row.", MaxImportRows))
	}
	return nil
}

// importer makes documents of one batch.
type importer struct {
	*Service
	tx         office.Tx
	congresses []Congress
	issuers    map[office.Date]Issuer
	registers  map[office.ID]Register
	rows       []ImportRow // that keep the rules, without numbers
	rejected   []Rejected
	lock       bool // series are locked, and made when not there
	series     map[SeriesKey]*importSeries
}

// importSeries is a series while a batch takes numbers of it.
type importSeries struct {
	Series
	at      map[int64]int // row by number
	known   map[int64]bool
	sortKey int64
}

// composed makes documents of the rows that keep the rules and says why of the
// others: all that needs no number and no lock.
func (s *Service) composed(ctx context.Context, a office.Actor, in ImportBatch) (*importer, error) {
	if err := mayImport(a, in); err != nil {
		return nil, err
	}
	i := &importer{Service: s, issuers: map[office.Date]Issuer{}, registers: map[office.ID]Register{}}
	return i, s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		i.tx = tx
		if i.congresses, err = s.Store.Congresses(tx, a.Agency); err != nil {
			return err
		}
		for _, l := range in.Rows {
			r, err := i.row(l)
			switch code := office.CodeOf(err); {
			case err == nil:
				i.rows = append(i.rows, r)
			case code == office.CodeInvalid || code == office.CodeSecret || code == office.CodeTooLarge:
				i.rejected = append(i.rejected, reject(l.Row, err)...)
			default:
				return err
			}
		}
		return nil
	})
}

// take writes what was composed, unless it was taken before.
func (i *importer) take(tx office.Tx, in ImportBatch) (Imported, error) {
	i.tx, i.lock = tx, true
	agency := tx.Actor().Agency
	before, err := i.Store.FindImport(tx, agency, in.Source, in.First)
	if err == nil {
		return Imported{Batch: before.ID, Taken: before.Taken, Already: true}, nil
	}
	if office.CodeOf(err) != office.CodeNotFound {
		return Imported{}, err
	}
	rows, rejected, err := i.settle()
	if err != nil {
		return Imported{}, err
	}
	record := ImportRecord{
		ID: tx.NewID(), Agency: agency, Source: in.Source, First: in.First, Last: in.Last,
		Taken: len(rows), Rejected: len(rejected), CreatedAt: tx.Now(),
	}
	return Imported{Batch: record.ID, Taken: len(rows), Rejected: rejected}, i.write(record, rows, in)
}

// settle gives numbers to the rows composed; it may run again after a failure.
func (i *importer) settle() (taken []ImportRow, rejected []Rejected, err error) {
	if err := i.openSeries(); err != nil {
		return nil, nil, err
	}
	doubles, err := i.doubles(i.rows)
	if err != nil {
		return nil, nil, err
	}
	rejected = slices.Clone(i.rejected)
	for _, r := range i.rows {
		err := doubles.of(r)
		if err == nil {
			err = i.number(&r, i.series[r.series])
		}
		if err != nil {
			rejected = append(rejected, reject(r.Row, err)...)
			continue
		}
		taken = append(taken, r)
	}
	return taken, rejected, nil
}

// reject names each fault of a row.
func reject(row int, err error) []Rejected {
	var all FieldErrors
	if errors.As(err, &all) {
		out := make([]Rejected, len(all))
		for i, e := range all {
			out[i] = Rejected{row, e.Field, e}
		}
		return out
	}
	var one *office.Error
	if errors.As(err, &one) {
		return []Rejected{{row, one.Field, one}}
	}
	return []Rejected{{row, "", err}}
}

// row makes a document, still without an allotted number.
func (i *importer) row(l Legacy) (ImportRow, error) {
	const op = "document.Import"
	f := l.Form
	if !l.Kind.Valid() {
		return ImportRow{}, office.InvalidField(op, "kind", "Chọn loại sổ: đến, đi hoặc nội bộ.", "Choose incoming, outgoing or internal.")
	}
	if len(l.Text) > maxImportText {
		return ImportRow{}, office.InvalidField(op, "text", "Nội dung dài quá 1 MB. Bỏ bớt rồi nhập lại.", "The text is longer than 1 MB.")
	}
	if l.Kind != Incoming {
		if err := i.own(&f); err != nil {
			return ImportRow{}, err
		}
	}
	if err := f.check(op, i.tx.Today()); err != nil {
		return ImportRow{}, err
	}
	i.findType(&f)
	if err := i.nameType(&f); err != nil {
		return ImportRow{}, err
	}
	if err := i.refuseDeclared(f.Classification); err != nil {
		return ImportRow{}, err
	}
	d := Document{
		ID: i.tx.NewID(), Agency: i.tx.Actor().Agency, Kind: l.Kind, State: Registered, Unit: l.Unit,
		CreatedAt: i.tx.Now(), ChangedAt: i.tx.Now(), Version: 1,
	}
	f.write(&d)
	key, err := i.place(&d, l, f)
	if err != nil {
		return ImportRow{}, err
	}
	r := ImportRow{Row: l.Row, Document: d, Readers: append(d.audience(), l.Readers...), series: key, ready: l.File}
	r.Text = vietnamese.NFC(strings.ToValidUTF8(strings.ReplaceAll(l.Text, "\x00", ""), " "))
	r.Number.Number = l.Arrival
	if d.Kind != Incoming {
		r.Number.Number = d.Number
	}
	if l.File != nil {
		r.Document.Files = []File{l.File.File}
		if l.File.Inspection.Text != "" {
			r.Text = ""
		}
	}
	r.words = Words{Agency: d.Agency, Header: wordsOf(d), Text: r.Text}
	if r.Text == "" && l.File != nil {
		r.words.Text = l.File.Inspection.Text
	}
	return r, nil
}

// own fills in what the agency itself prints on its documents.
func (i *importer) own(f *Form) error {
	day := f.IssuedDate
	issuer, ok := i.issuers[day]
	if !ok {
		var err error
		issuer, err = i.Store.Issuer(i.tx, i.tx.Actor().Agency, day)
		if office.CodeOf(err) == office.CodeNotFound { // from before its first day here
			issuer, err = i.Store.Issuer(i.tx, i.tx.Actor().Agency, i.tx.Today())
		}
		if err != nil {
			return err
		}
		i.issuers[day] = issuer
	}
	f.ArrivalDate, f.IssuingAgency, f.IssuingCode = office.Date{}, i.tx.Actor().Agency, issuer.Code
	if f.IssuingName == "" {
		f.IssuingName = issuer.Name
	}
	if f.RuleSet == "" {
		f.RuleSet = issuer.RuleSet
	}
	return nil
}

// findType finds the code of a type that is given by its name only.
func (i *importer) findType(f *Form) {
	if f.TypeCode != "" || f.RuleSet == "" {
		return
	}
	set, _ := i.Rules.Formats.Find(format.Kind(f.RuleSet), f.IssuedDate)
	name := vietnamese.Fold(f.TypeName)
	for _, t := range set.Types {
		if vietnamese.Fold(t.Name) == name {
			f.TypeCode = string(t.Code)
			return
		}
	}
}

// place gives the series a document stands in.
func (i *importer) place(d *Document, l Legacy, f Form) (SeriesKey, error) {
	if l.Kind == Incoming {
		register, ok := i.registers[f.Register]
		if !ok {
			var err error
			if register, err = i.openRegister(i.tx, f.Register); err != nil {
				return SeriesKey{}, err
			}
			i.registers[f.Register] = register
		}
		d.Register = register.ID
		return arrivalKey(register, d.ArrivalDate), nil
	}
	d.State, d.ArrivalDate = Issued, office.Date{}
	if len(l.Recipients) > maxRecipients {
		return SeriesKey{}, office.InvalidField("document.Import", "recipients", "Nhập nhiều nhất 2.000 nơi nhận.", "Enter at most 2,000 recipients.")
	}
	for _, name := range l.Recipients {
		if name = clean(name); name != "" {
			d.Recipients = append(d.Recipients, Recipient{Name: string([]rune(name)[:min(len([]rune(name)), maxName)]), Channel: OnPaper})
		}
	}
	d.Body = i.issuers[f.IssuedDate].Symbol
	if at := strings.LastIndexByte(d.Notation, '/'); at >= 0 && d.RuleSet == string(format.Party) {
		d.Body = d.Notation[at+1:]
	}
	if d.Number == 0 {
		return SeriesKey{}, office.InvalidField("document.Import", "reference_code",
			"Nhập số, ký hiệu của văn bản, ví dụ 15-TB/TU.", "Enter the reference code, as 15-TB/TU.")
	}
	return i.Rules.seriesKey(*d, d.IssuedDate, i.congresses)
}

// openSeries reads, and locks when importing, every series of the batch and which
// of the wanted numbers it has given.
func (i *importer) openSeries() error {
	i.series = map[SeriesKey]*importSeries{}
	wanted := map[SeriesKey][]int64{}
	var order []SeriesKey
	for _, r := range i.rows {
		if _, ok := wanted[r.series]; !ok {
			order = append(order, r.series)
		}
		wanted[r.series] = append(wanted[r.series], r.Number.Number)
	}
	for _, key := range order {
		s := &importSeries{Series: Series{Key: key, First: 1, Next: 1}, at: map[int64]int{}}
		var err error
		if i.lock {
			s.Series, err = i.Store.LockSeries(i.tx, key)
		} else {
			s.Next, err = i.Store.PeekNumber(i.tx, key)
		}
		if err == nil {
			s.known, err = i.Store.Taken(i.tx, key, wanted[key])
		}
		if err != nil {
			return err
		}
		i.series[key] = s
	}
	return nil
}

// number binds a number to a document, and its place in lists: by day, then by
// number; no two agencies of a deployment are likely to share an instant.
func (i *importer) number(r *ImportRow, s *importSeries) error {
	n := r.Number.Number
	if n == 0 {
		for n = s.Next; s.known[n] || s.at[n] > 0; n++ {
		}
	}
	field := "reference_code"
	if r.Document.Kind == Incoming {
		field = "arrival_number"
	}
	if s.known[n] {
		return office.InvalidField("document.Import", field,
			fmt.Sprintf("Số %d đã có trong sổ. Kiểm tra sổ, ngày và số.", n), fmt.Sprintf("Number %d is already in the register.", n))
	}
	if row := s.at[n]; row > 0 {
		return office.InvalidField("document.Import", field,
			fmt.Sprintf("Số %d trùng với dòng %d.", n, row), fmt.Sprintf("Number %d stands in row %d too.", n, row))
	}
	d := &r.Document
	day := d.ArrivalDate
	if d.Kind == Incoming {
		d.ArrivalNumber = n
	} else {
		day = d.IssuedDate
	}
	d.SortKey = min(day.Start().UnixMicro()+int64(6*time.Hour/time.Microsecond)+n*1000+int64(d.Agency[15]), day.AddDays(1).Start().UnixMicro()-1)
	s.at[n], s.Next, s.sortKey = r.Row, max(s.Next, n+1), max(s.sortKey, d.SortKey)
	r.Number = Number{
		ID: i.tx.NewID(), Agency: d.Agency, Series: s.ID, Number: n, State: NumberTaken,
		Document: d.ID, OnDate: day, ChangedAt: i.tx.Now(),
	}
	return nil
}

// write writes a planned batch and records it.
func (i *importer) write(record ImportRecord, rows []ImportRow, in ImportBatch) error {
	for _, r := range rows {
		if r.ready != nil {
			if err := i.keepReading(i.tx, *r.ready); err != nil {
				return err
			}
		}
	}
	if err := i.Store.InsertImport(i.tx, record, rows); err != nil {
		return err
	}
	if err := i.Index.PutNew(i.tx, rows); err != nil {
		return err
	}
	for _, s := range i.series {
		if err := i.Store.AdvanceSeries(i.tx, s.ID, s.Next, s.sortKey); err != nil {
			return err
		}
	}
	parts := make([]office.Part, len(rows))
	for n, r := range rows {
		parts[n] = office.Part{Kind: ObjectKind, Object: r.Document.ID, State: r.Document.Canonical()}
	}
	if in.With != nil {
		more, err := in.With(i.tx, rows)
		if err != nil {
			return err
		}
		parts = append(parts, more...)
	}
	digest := NewRowsDigest()
	for _, r := range rows {
		digest.Add(r.Row, r.Document.ID, r.Text)
	}
	i.tx.Record(office.Entry{
		Act: access.ImportDocuments, Kind: ImportObject, Object: record.ID, State: record.Canonical(digest.Sum()), Parts: parts,
	})
	return nil
}
