package legacy

import (
	"errors"
	"fmt"
	"hash/maphash"
	"unicode/utf8"

	"golang.org/x/sync/errgroup"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// item is a row on its way.
type item struct {
	tableRow
	legacy document.Legacy
	file   string
	faults []*office.Error
}

func (x *item) wrong() bool { return len(x.faults) > 0 }

func (x *item) add(err *office.Error) { x.faults = append(x.faults, err) }

// take imports the rows of one batch, or tells what became of them before.
func (r *run) take(rows []tableRow) error {
	batch := document.ImportBatch{Source: r.Source, First: rows[0].row, Last: rows[len(rows)-1].row}
	before, already, err := r.Documents.ImportTaken(r.ctx, r.actor, batch.Source, batch.First)
	if err != nil {
		return err
	}
	var items []*item
	for _, row := range rows {
		if !before[row.row] {
			items = append(items, r.read(row))
		}
	}
	r.totals.Rows += len(rows)
	r.totals.Already += len(rows) - len(items)
	check := r.DryRun || already
	if r.rows.header.has(FileField) { // no file of a row that is rejected anyway is stored
		if err := r.send(batch, items, true); err != nil {
			return err
		}
		if err := r.files(items, check); err != nil {
			return err
		}
	}
	if err := r.send(batch, items, check); err != nil {
		return err
	}
	if already {
		for _, x := range items {
			if !x.wrong() {
				x.add(later())
			}
		}
	}
	if r.DryRun {
		r.seen.doubles(items)
	}
	return r.tell(items)
}

// read makes a document of a row.
func (r *run) read(row tableRow) *item {
	x := &item{tableRow: row}
	if row.fault != nil {
		x.add(row.fault)
		return x
	}
	x.legacy, x.file, x.faults = r.rows.read(row.row, row.cells)
	return x
}

// send imports the rows that nothing is wrong with, or only asks which would be
// rejected, and notes what is wrong with them.
func (r *run) send(batch document.ImportBatch, items []*item, check bool) error {
	at := map[int]*item{}
	for _, x := range items {
		if at[x.row] = x; !x.wrong() {
			batch.Rows = append(batch.Rows, x.legacy)
		}
	}
	rejected, err := r.importOrCheck(batch, check)
	if err != nil {
		return err
	}
	for _, x := range rejected {
		at[x.Row].add(ownError(x))
	}
	return nil
}

func (r *run) importOrCheck(batch document.ImportBatch, check bool) ([]document.Rejected, error) {
	if check {
		return r.Documents.CheckImport(r.ctx, r.actor, batch)
	}
	out, err := r.Documents.Import(r.ctx, r.actor, batch)
	if err == nil && out.Already { // by another run at the same time
		err = office.Conflict("legacy.Import",
			"Một lần nhập khác của cùng nguồn này đang chạy. Đợi xong rồi chạy lại.", "Another import of this source is at work. Wait for it, and run this again.")
	}
	if err == nil {
		r.totals.Batches++
	}
	return out.Rejected, err
}

// later is told of a row that an earlier run rejected for a reason that is gone: its
// batch is not taken twice.
func later() *office.Error {
	return office.Invalid("legacy.Import",
		"Lần nhập trước đã từ chối dòng này, nay không còn vướng. Chép dòng này sang tệp khác rồi nhập tệp đó.",
		"An earlier run rejected this row; the reason is gone. Copy the row to another file and import that.")
}

func ownError(x document.Rejected) *office.Error {
	var own *office.Error
	if errors.As(x.Err, &own) {
		e := *own
		e.Field = x.Field
		return &e
	}
	return &office.Error{Code: office.CodeInternal, Op: "legacy.Import", Field: x.Field, Vi: "Có lỗi: " + x.Err.Error(), En: x.Err.Error()}
}

// files looks at the files of a batch, some at the same time.
func (r *run) files(items []*item, check bool) error {
	g, ctx := errgroup.WithContext(r.ctx)
	g.SetLimit(max(1, r.Workers))
	for _, x := range items {
		if x.file == "" || x.wrong() {
			continue
		}
		g.Go(func() error {
			f := filer{run: r, ctx: ctx, check: check}
			return x.blame(f.attach(x))
		})
	}
	return g.Wait()
}

// blame notes an error that is the row's fault; others end the run.
func (x *item) blame(err error) error {
	var own *office.Error
	if !errors.As(err, &own) {
		return err
	}
	switch own.Code {
	case office.CodeInvalid, office.CodeNotFound, office.CodeTooLarge, office.CodeSecret:
		e := *own
		if e.Field == "" || e.Field == "files" {
			e.Field = string(FileField)
		}
		x.add(&e)
		return nil
	}
	return err
}

// tell counts the rows of a batch and hands on those that were not taken.
func (r *run) tell(items []*item) error {
	for _, x := range items {
		if !x.wrong() {
			r.totals.Taken++
			continue
		}
		r.totals.Rejected++
		if r.Reject == nil {
			continue
		}
		if err := r.Reject(Refusal{Row: x.row, Cells: r.portable(x), Faults: r.faults(x)}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) faults(x *item) []Fault {
	var cells map[Field]string
	if x.fault == nil {
		cells = r.rows.cellsOf(x.cells)
	}
	out := make([]Fault, len(x.faults))
	for n, e := range x.faults {
		f := Field(e.Field)
		switch {
		case f == DuplicateField && !r.rows.header.has(f):
			f = ReferenceCodeField
		case f == SubjectField && cells[f] == "" && r.rows.header.has(TypeSubjectField):
			f = TypeSubjectField
		}
		out[n] = Fault{
			Row: x.row, Column: r.rows.header.name(f), Field: f, Value: clip(cells[f]), Code: e.Code, Reason: e.Vi, ReasonEn: e.En,
		}
	}
	return out
}

// portable gives a row's cells as another table may hold them: days written out.
func (r *run) portable(x *item) []string {
	out := append([]string{}, x.cells...)
	for i, f := range r.rows.header.Fields {
		if i >= len(out) || f != ArrivalDateField && f != IssuedDateField && f != DueDateField {
			continue
		}
		if d, err := r.rows.date(r.Table, f, out[i]); err == nil && !d.IsZero() {
			out[i] = vietnamese.FormatShortDate(d)
		}
	}
	return out
}

// clip keeps at most 200 characters.
func clip(s string) string {
	if utf8.RuneCountInString(s) <= 200 {
		return s
	}
	return string([]rune(s)[:199]) + "…"
}

// seen remembers what rows of a dry run would have taken: Import finds doubles among
// what is stored, and a dry run stores nothing. It keeps digests only.
type seen struct {
	seed maphash.Seed
	rows map[uint64]int
}

func newSeen() seen { return seen{maphash.MakeSeed(), map[uint64]int{}} }

// mark is what two documents of a source cannot share, and how to say so.
type mark struct {
	what string
	vi   string
}

func marksOf(l document.Legacy) []mark {
	f := l.Form
	d := document.Document{ReferenceCode: f.ReferenceCode, IssuingName: f.IssuingName}
	k := d.Keys()
	if l.Kind != document.Incoming {
		return []mark{{fmt.Sprint(l.Kind, f.IssuedDate.Year, f.TypeCode, k.Reference), "số, ký hiệu"}}
	}
	var out []mark
	if l.Arrival > 0 {
		out = append(out, mark{fmt.Sprint(f.Register, f.ArrivalDate.Year, " ", l.Arrival), "số đến"})
	}
	if k.Reference != "" && f.DuplicateReason == "" {
		out = append(out, mark{fmt.Sprint(k.Reference, "\x00", k.Issuing, f.IssuedDate), "số, cơ quan ban hành và ngày"})
	}
	return out
}

// doubles rejects rows that repeat one of an earlier batch.
func (s seen) doubles(items []*item) {
	for _, x := range items {
		if x.wrong() {
			continue
		}
		marks := marksOf(x.legacy)
		for _, m := range marks {
			if row := s.rows[maphash.String(s.seed, m.what)]; row > 0 {
				x.add(fault(ReferenceCodeField, fmt.Sprintf("Trùng %s với dòng %d. Bỏ một dòng, hoặc sửa cho khác nhau.", m.vi, row),
					fmt.Sprintf("It repeats row %d. Drop one of them, or mend it.", row)))
				break
			}
		}
		if !x.wrong() {
			for _, m := range marks {
				s.rows[maphash.String(s.seed, m.what)] = x.row
			}
		}
	}
}
