package document

import (
	"context"
	"encoding/base64"
	"encoding/binary"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// PageSize is how many rows a page of a list has.
const PageSize = 50

// CountLimit is how far lists count exactly; above it they say "hơn 1.000".
const CountLimit = 1000

// Filter narrows a list. Zero fields do not narrow.
type Filter struct {
	States     []State
	Year       int         // of arrival, or of issue for documents going out
	From, To   office.Date // days of arrival or issue, both included
	TypeCode   string
	Issuer     string // part of the issuing agency's name, accents optional
	CodePrefix string // beginning of the reference code, in any spelling; a number alone is the whole number
	Register   office.ID
	Urgent     bool // only above Thường
}

// ListQuery asks for a page of a list.
type ListQuery struct {
	Box    Box
	Filter Filter
	After  Cursor // where the page before ended; "" for the first page
	Limit  int    // 0 means PageSize; at most 200
}

// Cursor is an opaque place in a list.
type Cursor string

// place is what a cursor holds: the last row shown.
type place struct {
	SortKey int64
	ID      office.ID
}

func (p place) cursor() Cursor {
	b := binary.BigEndian.AppendUint64(nil, uint64(p.SortKey))
	return Cursor(base64.RawURLEncoding.EncodeToString(append(b, p.ID[:]...)))
}

func (c Cursor) place() (sortKey int64, id office.ID, err error) {
	if c == "" {
		return 0, office.ID{}, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil || len(b) != 24 {
		return 0, id, office.Invalid("document.Cursor", "Địa chỉ trang không đúng. Mở lại danh sách từ đầu.", "The page address is wrong. Open the list again.")
	}
	copy(id[:], b[8:])
	return int64(binary.BigEndian.Uint64(b)), id, nil
}

// Row is one line of a list: the ten columns of the book (regulations.md §2.6),
// the state and who holds it.
type Row struct {
	ID             office.ID
	Kind           Kind
	State          State
	ArrivalDate    office.Date
	ArrivalNumber  int64
	Number         int64
	ReferenceCode  string
	IssuedDate     office.Date
	TypeName       string
	Subject        string
	IssuingName    string // tác giả
	SignerName     string
	Urgency        office.Urgency
	Classification office.Classification
	DueDate        office.Date
	Copies         int
	Pages          int
	Note           string
	Reason         string    // why it was refused or cancelled
	Files          int       // how many
	Verdict        Verdict   // of the main file's signatures; "" without a file
	CreatedAt      time.Time // since when it waits, in the queue
	SortKey        int64

	Recipients []string // nơi nhận, the first five
	Places     int      // how many recipients there are
	Holders    []Holder // who has it now, lead first
}

// Holder is who has work on a document now.
type Holder struct {
	Principal office.ID
	Kind      string // person | post | unit | role
	Name      string
	Role      string // lead | coordinate | inform
	Since     office.Date
	Due       office.Date
}

// Count is how many rows a list has, exact up to CountLimit.
type Count struct {
	N    int
	More bool // more than N
}

// String writes it as tiles and lists show it.
func (c Count) String() string {
	if c.More {
		return "hơn 1.000"
	}
	if c.N == 1000 {
		return "1.000"
	}
	return itoa(int64(c.N))
}

// Page is a page of a list, newest first.
type Page struct {
	Rows  []Row
	Next  Cursor // "" on the last page
	Count Count  // of the whole list as filtered; only with the first page
}

// PageQuery is a list query as the store answers it.
type PageQuery struct {
	Principals []office.ID
	Box        Box
	Filter     Filter
	IssuerKey  string // folded
	CodeKey    string
	AfterKey   int64 // of the last row shown; AfterID zero: from the top
	AfterID    office.ID
	Limit      int
	Today      office.Date
}

// List gives a page of the documents that the actor may read: one ordered scan
// per principal, merged. Errors: office.CodeInvalid for a wrong cursor.
func (s *Service) List(ctx context.Context, a office.Actor, q ListQuery) (Page, error) {
	var page Page
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		p, err := s.pageQuery(tx, q)
		if err != nil {
			return err
		}
		limit := p.Limit
		p.Limit++
		if page.Rows, err = s.Store.Page(tx, p); err != nil {
			return err
		}
		if len(page.Rows) > limit {
			page.Rows = page.Rows[:limit]
			last := page.Rows[limit-1]
			page.Next = place{last.SortKey, last.ID}.cursor()
		}
		if q.After == "" {
			if page.Count, err = s.count(tx, p); err != nil {
				return err
			}
		}
		return s.addHolders(tx, page.Rows)
	})
	return page, err
}

// Count counts a list as its tile shows it: the number of rows after the click.
func (s *Service) Count(ctx context.Context, a office.Actor, q ListQuery) (Count, error) {
	var c Count
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		p, err := s.pageQuery(tx, q)
		if err == nil {
			c, err = s.count(tx, p)
		}
		return err
	})
	return c, err
}

func (s *Service) count(tx office.Tx, p PageQuery) (Count, error) {
	p.AfterKey, p.AfterID = 0, office.ID{}
	n, err := s.Store.Count(tx, p, CountLimit+1)
	return Count{min(n, CountLimit), n > CountLimit}, err
}

func (s *Service) pageQuery(tx office.Tx, q ListQuery) (PageQuery, error) {
	a := tx.Actor()
	if err := access.Require(a, access.ReadDocument, access.Object{Kind: ObjectKind, Agency: a.Agency, Reader: true}); err != nil {
		return PageQuery{}, err
	}
	key, id, err := q.After.place()
	if err != nil {
		return PageQuery{}, err
	}
	limit := q.Limit
	if limit <= 0 || limit > 200 {
		limit = PageSize
	}
	return PageQuery{
		Principals: a.Principals, Box: q.Box, Filter: q.Filter, IssuerKey: nameKey(q.Filter.Issuer),
		CodeKey: ReferenceKey(q.Filter.CodePrefix), AfterKey: key, AfterID: id, Limit: limit, Today: tx.Today(),
	}, nil
}

func (s *Service) addHolders(tx office.Tx, rows []Row) error {
	if len(rows) == 0 {
		return nil
	}
	ids := make([]office.ID, len(rows))
	for i, r := range rows {
		ids[i] = r.ID
	}
	holders, err := s.Store.Holders(tx, ids, tx.Today())
	if err != nil {
		return err
	}
	for i := range rows {
		rows[i].Holders = holders[rows[i].ID]
		if len(rows[i].Holders) == 0 && rows[i].State == Received {
			rows[i].Holders = []Holder{{
				Principal: office.RoleID(tx.Actor().Agency, office.RecordsClerk), Kind: "role", Name: RoleName(tx.Actor().Agency, office.RoleID(tx.Actor().Agency, office.RecordsClerk)), Role: "lead",
			}}
		}
	}
	return nil
}
