package search

import (
	"context"
	"encoding/base64"
	"encoding/binary"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
)

// PageSize is how many answers a page has.
const PageSize = 30

// Store answers queries.
type Store interface {
	// Find gives documents that f.Principals may read and that fit, newest first.
	Find(tx office.Tx, f Find) ([]Found, error)
	// Rows gives the list rows of documents, in the order asked.
	Rows(tx office.Tx, documents []office.ID) ([]document.Row, error)
	// Texts gives the beginning of the main files' texts, at most limit
	// characters each.
	Texts(tx office.Tx, documents []office.ID, limit int) (map[office.ID]string, error)
}

// Find is a query as the store answers it.
type Find struct {
	Query
	Principals []office.ID
	After      int64 // Place of the last answer shown; 0 from the top
	Limit      int
}

// Found is one answer.
type Found struct {
	Document office.ID
	Place    int64 // falls from answer to answer
}

// Service answers what people type. Its fields do not change after wiring.
type Service struct {
	Acts  office.Acts
	Store Store
}

// Input is a question.
type Input struct {
	Text  string
	After Cursor
	Limit int // 0 means PageSize; at most 100
}

// Cursor is an opaque place in the answers.
type Cursor string

// Hit is one answer.
type Hit struct {
	Row     document.Row
	Subject []Piece // the subject with the words found
	Snippet []Piece // from the text; nil when the words are not in its beginning
}

// Answer is a page of answers, newest first.
type Answer struct {
	Understood Query
	Hits       []Hit
	Next       Cursor // "" on the last page
}

// textLimit is how much of a text is read for snippets, in characters.
const textLimit = 100_000

// Search answers a question for an actor. An empty question has no answers.
// Errors: office.CodeInvalid for a wrong cursor; CodeForbidden for a post that
// only administers.
func (s *Service) Search(ctx context.Context, a office.Actor, in Input) (Answer, error) {
	out := Answer{Understood: Parse(in.Text)}
	after, err := in.After.place()
	if err != nil || out.Understood.Empty() {
		return out, err
	}
	if err := access.Require(a, access.ReadDocument, access.Object{Kind: document.ObjectKind, Agency: a.Agency, Reader: true}); err != nil {
		return out, err
	}
	limit := in.Limit
	if limit <= 0 || limit > 100 {
		limit = PageSize
	}
	err = s.Acts.View(ctx, a, func(tx office.Tx) error {
		found, err := s.Store.Find(tx, Find{Query: out.Understood, Principals: a.Principals, After: after, Limit: limit + 1})
		if err != nil {
			return err
		}
		if len(found) > limit {
			found = found[:limit]
			out.Next = cursorOf(found[limit-1].Place)
		}
		out.Hits, err = s.hits(tx, out.Understood, found)
		return err
	})
	return out, err
}

func (s *Service) hits(tx office.Tx, q Query, found []Found) ([]Hit, error) {
	ids := make([]office.ID, len(found))
	for i, f := range found {
		ids[i] = f.Document
	}
	rows, err := s.Store.Rows(tx, ids)
	if err != nil {
		return nil, err
	}
	texts := map[office.ID]string{}
	if len(q.Words)+len(q.Phrases) > 0 {
		if texts, err = s.Store.Texts(tx, ids, textLimit); err != nil {
			return nil, err
		}
	}
	hits := make([]Hit, len(rows))
	for i, r := range rows {
		hits[i] = Hit{Row: r, Subject: Mark(r.Subject, q), Snippet: Snippet(texts[r.ID], q)}
	}
	return hits, nil
}

func cursorOf(place int64) Cursor {
	return Cursor(base64.RawURLEncoding.EncodeToString(binary.BigEndian.AppendUint64(nil, uint64(place))))
}

func (c Cursor) place() (int64, error) {
	if c == "" {
		return 0, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(string(c))
	if err != nil || len(b) != 8 {
		return 0, office.Invalid("search.Cursor", "Địa chỉ trang không đúng. Tìm lại từ đầu.", "The page address is wrong. Search again.")
	}
	return int64(binary.BigEndian.Uint64(b)), nil
}
