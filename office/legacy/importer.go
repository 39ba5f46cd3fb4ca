package legacy

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/standard/vietnamese"
)

// Table gives the rows of a source.
type Table interface {
	// Next gives the next row with its number, from 1; io.EOF ends the table. An
	// *office.Error with row > 0 is that row's alone: it is rejected.
	Next() (row int, cells []string, err error)
	// Date reads a cell that holds a day as a spreadsheet's number.
	Date(cell string) (office.Date, bool)
}

// Files opens the files that rows name. Errors: office.CodeNotFound and CodeInvalid
// are the row's fault.
type Files interface {
	Open(name string) (io.ReadSeekCloser, error)
}

// Importer brings documents in. It is safe for concurrent use.
type Importer struct {
	Documents *document.Service
	Formats   format.Rules
	RuleSet   format.Kind // of the agency: how a code that tells nothing is read
	Clock     office.Clock
	Workers   int // files looked at together; 0 means 1
}

// Input is one source and what to do with it.
type Input struct {
	// Source names what is read so that it is known again: with the SHA-256 of its
	// bytes. At most 1,000 bytes.
	Source   string
	Table    Table
	Files    Files            // nil: a column of files is not taken
	Kind     document.Kind    // of rows that say none
	Register string           // of incoming rows that name none; "" is the first open one
	Map      map[string]Field // columns known by hand; "" leaves a column out
	Sidecar  bool             // text of a file without one: NAME.txt beside it
	DryRun   bool             // nothing is written

	Understood func(Header)        // told once; may be nil
	Reject     func(Refusal) error // told of every row not taken, in order; may be nil
	Progress   func(Totals)        // told after each batch; may be nil
}

// Refusal is a row that was not taken, with all that is wrong with it. Cells are
// those of the source, days written out: they can be mended and imported by
// themselves under the same header.
type Refusal struct {
	Row    int
	Cells  []string
	Faults []Fault
}

// Fault is one reason why a row was not taken.
type Fault struct {
	Row      int         `json:"row"`
	Column   string      `json:"column"` // as the source calls it; "" for the whole row
	Field    Field       `json:"field"`
	Value    string      `json:"value"` // at most 200 characters
	Code     office.Code `json:"code"`
	Reason   string      `json:"reason"` // and how to mend it, in Vietnamese
	ReasonEn string      `json:"reason_en"`
}

// Totals count rows.
type Totals struct {
	Rows     int `json:"rows"`     // with anything in them, below the header
	Taken    int `json:"taken"`    // now; in a dry run: would be
	Already  int `json:"already"`  // taken by an earlier run
	Rejected int `json:"rejected"` // now or by an earlier run
	Batches  int `json:"batches"`  // acts, and so journal entries, of this run
}

// How many rows make a batch. Looking at files takes long, and what was looked at
// when the machine stops is done again.
const (
	rowsOfBatch     = document.MaxImportRows
	rowsOfFileBatch = 100
)

// headerRows is how far down the header may stand: registers open with a title.
const headerRows = 20

// run is one call of Import.
type run struct {
	*Importer
	Input
	ctx    context.Context //nolint:containedctx // one run is one call
	actor  office.Actor
	rows   rowReader
	totals Totals
	seen   seen
	spare  []tableRow // read while looking for the header
	ended  bool
}

type tableRow struct {
	row   int
	cells []string
	fault *office.Error // the row cannot be read
}

// Import reads a source to its end and imports it batch by batch, each in one act.
// Run again with the same Source and Table it passes over the batches taken before
// and tells their rejected rows again. Errors end it where it stands; what was
// taken stays. Errors: those of access; office.CodeInvalid for a table whose
// columns cannot be understood.
func (i *Importer) Import(ctx context.Context, a office.Actor, in Input) (Totals, error) {
	r := &run{Importer: i, Input: in, ctx: ctx, actor: a, seen: newSeen()}
	if err := r.prepare(); err != nil {
		return r.totals, err
	}
	for {
		rows, err := r.batch()
		if err != nil || len(rows) == 0 {
			return r.totals, err
		}
		if err := r.take(rows); err != nil {
			return r.totals, err
		}
		if r.Progress != nil {
			r.Progress(r.totals)
		}
	}
}

// prepare finds the header and the registers.
func (r *run) prepare() error {
	if err := CheckMap(r.Map); err != nil {
		return err
	}
	header, err := r.findHeader()
	if err != nil {
		return err
	}
	if r.Understood != nil {
		r.Understood(header)
	}
	if err := header.check(r.Kind == document.Incoming && !header.has(KindField)); err != nil {
		return err
	}
	r.rows = rowReader{
		values: newValues(vietnamese.DateOf(r.Clock())), table: r.Table, header: header, usual: r.Kind, formats: r.Formats,
		ruleSet: r.RuleSet, isolated: r.Documents.Profile == document.IsolatedProfile,
		registers: map[string]office.ID{}, types: map[string]map[string]format.Type{},
	}
	return r.findRegisters()
}

// findHeader looks for the header: the row of the first few with the most columns
// that are understood. What stands below it is kept.
func (r *run) findHeader() (Header, error) {
	best := -1
	var header Header
	for len(r.spare) < headerRows && !r.ended {
		next, err := r.next()
		if err != nil {
			return header, err
		}
		if r.ended {
			break
		}
		r.spare = append(r.spare, next)
		if h := readHeader(next.cells, r.Map); next.fault == nil && h.known() > header.known() {
			best, header = len(r.spare)-1, h
		}
	}
	if best < 0 {
		return header, office.Invalid("legacy.Header",
			fmt.Sprintf("Không thấy dòng tên cột trong %d dòng đầu. Xem các tên cột được nhận bằng --columns.", headerRows),
			fmt.Sprintf("No row of column names among the first %d; --columns lists the names.", headerRows))
	}
	r.spare = r.spare[best+1:]
	if len(r.spare) > 0 && numbersOnly(r.spare[0].cells) { // (1) (2) (3) under the names
		r.spare = r.spare[1:]
	}
	if r.Files == nil {
		for i, f := range header.Fields {
			if f == FileField {
				header.Fields[i] = ""
			}
		}
	}
	return header, nil
}

// numbersOnly recognises the row that counts the columns: (1) (2) … from the first.
func numbersOnly(cells []string) bool {
	n := 0
	for _, c := range cells {
		if c == "" {
			continue
		}
		n++
		if strings.Trim(c, "() ") != fmt.Sprint(n) {
			return false
		}
	}
	return n > 2
}

func (r *run) findRegisters() error {
	all, err := r.Documents.Registers(r.ctx, r.actor, document.Incoming)
	if err != nil {
		return err
	}
	for _, x := range all {
		if _, known := r.rows.registers[key(x.Name)]; x.ClosedOn.IsZero() && !known {
			r.rows.registers[key(x.Name)] = x.ID
		}
	}
	if r.Register == "" {
		return nil
	}
	id, wrong := r.rows.registerOf(r.Register)
	if wrong != nil {
		return wrong
	}
	r.rows.register = id
	return nil
}

// next reads one row that has anything in it.
func (r *run) next() (tableRow, error) {
	for {
		row, cells, err := r.Table.Next()
		var own *office.Error
		switch {
		case errors.Is(err, io.EOF):
			r.ended = true
			return tableRow{}, nil
		case err != nil && (row == 0 || !errors.As(err, &own)):
			return tableRow{}, err
		case strings.Join(cells, "") != "":
			return tableRow{row, cells, own}, nil
		}
	}
}

// batch reads the rows of the next batch: always the same ones of the same table.
func (r *run) batch() ([]tableRow, error) {
	size := rowsOfBatch
	if r.rows.header.has(FileField) {
		size = rowsOfFileBatch
	}
	var rows []tableRow
	for len(rows) < size {
		if len(r.spare) > 0 {
			rows, r.spare = append(rows, r.spare[0]), r.spare[1:]
			continue
		}
		if r.ended {
			break
		}
		next, err := r.next()
		if err != nil {
			return nil, err
		}
		if !r.ended {
			rows = append(rows, next)
		}
	}
	return rows, r.ctx.Err()
}

// ReadHeader tells how the columns of a table would be understood.
func ReadHeader(t Table, by map[string]Field) (Header, error) {
	if err := CheckMap(by); err != nil {
		return Header{}, err
	}
	r := &run{Importer: &Importer{}, Input: Input{Table: t, Map: by, Files: noFiles{}}}
	return r.findHeader()
}

// noFiles stands for files where none is opened.
type noFiles struct{}

func (noFiles) Open(string) (io.ReadSeekCloser, error) { return nil, io.ErrUnexpectedEOF }
