package ui

import (
	"context"
	"io"
	"strconv"

	"github.com/a-h/templ"
)

// ColumnKind is how the cells of a column stand.
type ColumnKind string

const (
	TextColumn   ColumnKind = ""
	NumberColumn ColumnKind = "num"  // right
	DateColumn   ColumnKind = "date" // digits of one width
	MiddleColumn ColumnKind = "mid"  // centred marks
)

// Sorted is the present order of a column, in the words of aria-sort.
type Sorted string

const (
	Ascending  Sorted = "ascending"
	Descending Sorted = "descending"
)

// Column is one column of a Table. Order: identity (frozen), deadline, state,
// then the book's own columns.
type Column struct {
	Title    string
	Signal   Signal // drawn before the title
	Width    int    // px, taken from the ladder of the stylesheet; 0 = what is left
	Kind     ColumnKind
	Frozen   bool   // stays at the left when scrolling; the first two columns at most
	Main     bool   // holds the row's link
	OnPhone  bool   // shown in the card of a phone
	SortHref string // makes the title a link
	Sorted   Sorted
}

// Row is one row; Cells run as Columns do.
type Row struct {
	ID       string // sent when the row is selected
	Name     string // for screen readers: "số 1242"
	Href     string // where Enter and a press lead
	Cells    []templ.Component
	Unread   bool
	Void     bool // cancelled: struck through with its reason, never removed
	Selected bool
	NoPick   bool // may not be selected
	Live     string
}

// RowGroup is a run of rows below a group line; without a Title it has none.
type RowGroup struct {
	Title  string
	Note   string
	Lights []Light
	Link   *Button // "Hiện 4 nhiệm vụ trong hạn"
	Rows   []Row
}

// Batch is what can be done to selected rows. Its bar shows with a selection.
type Batch struct {
	Noun    string // "văn bản"
	Once    string
	Hidden  map[string]string
	Buttons []Button // Action is where the selection is posted
}

// Pager leads through keyset pages; an empty address is a missing page.
type Pager struct {
	Prev, Next string
	Range      string // "Dòng 1–50"
}

// Foot closes a table: how many there are in all, and the way on.
type Foot struct {
	Noun  string // "văn bản": "Tổng số văn bản: 93"
	Total Count
	Note  string
	Pager Pager
}

// Table is the list of the product: toolbar, batch bar, sticky head, groups,
// rows, foot. It scrolls inside its pane and becomes cards on a phone.
type Table struct {
	ID      string // names its batch form; needed with Batch
	Caption string // for screen readers
	Columns []Column
	Groups  []RowGroup
	Toolbar templ.Component
	Batch   *Batch
	Empty   templ.Component // instead of rows when there are none
	Total   *Row            // last row with sums
	Foot    *Foot
	Focus   bool // the first row takes the focus
	Wrap    bool // rows of several lines instead of one
	NoCards bool // keeps columns on a phone, scrolling sideways
	Attrs   templ.Attributes
}

// Render implements templ.Component.
func (t Table) Render(ctx context.Context, w io.Writer) error { return table(t).Render(ctx, w) }

// Rows makes a table's groups of plain rows.
func Rows(rows ...Row) []RowGroup { return []RowGroup{{Rows: rows}} }

func (t Table) none() bool {
	for _, g := range t.Groups {
		if len(g.Rows) > 0 || g.Title != "" {
			return false
		}
	}
	return true
}

// first reports whether r is the row that takes the focus.
func (t Table) first(r Row) bool {
	if !t.Focus {
		return false
	}
	for _, g := range t.Groups {
		for _, row := range g.Rows {
			return row.Href == r.Href
		}
	}
	return false
}

func (t Table) pickable() bool { return t.Batch != nil }

func (t Table) batchForm() string { return t.ID + "-batch" }

// span is the number of columns without the one of checkboxes.
func (t Table) span() string { return strconv.Itoa(len(t.Columns)) }

// widths are the steps of the stylesheet's ladder.
func widths() []int {
	return []int{36, 48, 64, 80, 96, 104, 112, 128, 144, 160, 176, 192, 208, 240, 280, 320, 400, 464}
}

// ladder is the smallest step that holds n pixels; 0 stays 0.
func ladder(steps []int, n int) int {
	if n <= 0 {
		return 0
	}
	for _, step := range steps {
		if n <= step {
			return step
		}
	}
	return steps[len(steps)-1]
}

func (c Column) width() string {
	if w := ladder(widths(), c.Width); w > 0 {
		return "w" + strconv.Itoa(w)
	}
	return ""
}

// freeze gives the classes of a frozen column: the second stands where the
// first one ends, the last one carries the edge.
func (t Table) freeze(i int) string {
	if !t.Columns[i].Frozen || i > 1 {
		return ""
	}
	left := ""
	if i == 1 {
		left = "left" + strconv.Itoa(ladder(widths(), t.Columns[0].Width))
	}
	last := ""
	if i+1 == len(t.Columns) || i == 1 || !t.Columns[i+1].Frozen {
		last = "frozen--last"
	}
	return classes("frozen", left, last)
}

// minWidth keeps columns readable: fixed ones at their width and the free one
// at 240 px; below that the table scrolls sideways.
func (t Table) minWidth() string {
	const free, pick = 240, 36
	sum := 0
	if t.pickable() {
		sum = pick
	}
	for _, c := range t.Columns {
		if w := ladder(widths(), c.Width); w > 0 {
			sum += w
		} else {
			sum += free
		}
	}
	step := ladder([]int{480, 640, 800, 960, 1120, 1280, 1440, 1600, 1800, 2000}, sum)
	return "tmin" + strconv.Itoa(step)
}

func (t Table) class() string {
	wrap, cards := "", "table--cards"
	if t.Wrap {
		wrap = "table--wrap"
	}
	if t.NoCards {
		cards = ""
	}
	return classes("table", t.minWidth(), wrap, cards)
}

func (t Table) cellClass(i int) string {
	c := t.Columns[i]
	main, phone := "", "wide-only"
	if c.Main {
		main = "cell-main"
	}
	if c.Main || c.OnPhone {
		phone = ""
	}
	return classes(string(c.Kind), t.freeze(i), main, phone)
}

func (r Row) class() string {
	unread, void := "", ""
	if r.Unread {
		unread = "is-unread"
	}
	if r.Void {
		void = "is-void"
	}
	return classes(unread, void)
}

func (r Row) attributes() templ.Attributes {
	a := templ.Attributes{}
	if class := r.class(); class != "" {
		a["class"] = class
	}
	if r.Href != "" || r.ID != "" {
		a["data-row"] = true
	}
	if r.Selected {
		a["aria-selected"] = "true"
	}
	if r.Live != "" {
		a["data-live"] = r.Live
	}
	return a
}

// nounOr is the batch's noun, for "Đã chọn 4 văn bản".
func (b Batch) nounOr() string {
	if b.Noun == "" {
		return "dòng"
	}
	return b.Noun
}
