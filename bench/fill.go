package main

import (
	"fmt"
	"math/rand/v2"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// Whom the documents are for: the leader sees all, the colleague a fifth, the
// specialist one in fifty.
const (
	oneForColleague  = 5
	oneForSpecialist = 50
	oneWithText      = 5 // the others are on paper: only their header is searched
	wordsOfText      = 300
)

// filled gives the bed with all documents, made once an engine.
func (b *bench) filled(engine string) (*bed, error) {
	if x := b.full[engine]; x != nil {
		return x, nil
	}
	x, err := b.newBed(engine, "full")
	if err != nil {
		return nil, err
	}
	if err := b.city(x); err != nil {
		return nil, err
	}
	start := time.Now()
	w := writer{bed: x, random: rand.New(rand.NewPCG(2026, 1))} //nolint:gosec // the same documents each time
	const batch = 500
	for from := 0; from < b.documents; from += batch {
		err := x.store.Act(b.ctx, x.Clerk, func(tx office.Tx) error {
			for n := from; n < min(from+batch, b.documents); n++ {
				if err := w.add(tx, n); err != nil {
					return err
				}
			}
			return nil
		})
		if err == nil && from == 0 {
			err = b.analyse(x)
		}
		if err != nil {
			return nil, err
		}
	}
	took := time.Since(start)
	b.add("fill", fmt.Sprintf("%s: %d documents registered in bulk, 500 an act, a fifth with a text of %d words", engine, b.documents, wordsOfText),
		perSecond(rate(b.documents, took)), "", "", "")
	if err := b.analyse(x); err != nil {
		return nil, err
	}
	if b.full == nil {
		b.full = map[string]*bed{}
	}
	b.full[engine] = x
	return x, nil
}

// analyse does what autovacuum does within a minute, and an import is too fast
// for: plans made for empty tables are made anew.
func (b *bench) analyse(x *bed) error {
	if x.engine != "postgres" {
		return nil
	}
	_, err := x.bare.ExecContext(b.ctx, `VACUUM ANALYZE`)
	return err
}

// writer makes documents with invented words, the same for the same seed.
type writer struct {
	*bed
	random *rand.Rand
}

func (w *writer) add(tx office.Tx, n int) error {
	d, err := w.register(tx, n)
	if err != nil {
		return err
	}
	if n%oneForColleague == 0 {
		if err := w.documents.GrantIn(tx, d.ID, w.Colleague.Post); err != nil {
			return err
		}
	}
	if n%oneForSpecialist == 0 {
		return w.documents.GrantIn(tx, d.ID, w.Specialist.Post)
	}
	return nil
}

func (w *writer) register(tx office.Tx, n int) (document.Document, error) {
	f := arrived(int64(n) + 1)
	f.Subject = w.subject(n)
	types := []string{"CV", "CV", "CV", "TB", "TB", "BC", "KH", "QD", "CT", "NQ"}
	f.TypeCode = types[w.random.IntN(len(types))]
	f.ReferenceCode = fmt.Sprintf("%d-%s/TU", n+1, f.TypeCode)
	f.Urgency = office.Urgency(max(0, w.random.IntN(8)-5))
	f.IssuedDate = vietnamese.DateOf(time.Now()).AddDays(-1 - w.random.IntN(300))
	if n%oneWithText != 0 {
		return w.documents.RegisterPaperIn(tx, f)
	}
	text := w.text(wordsOfText)
	ready := document.Ready{
		File:       document.File{Role: document.MainFile, SHA256: office.HashOf([]byte(text)), Name: "van-ban.pdf", MediaType: "application/pdf", Size: int64(len(text))},
		Inspection: document.Inspection{MediaType: "application/pdf", Pages: 2, Text: text},
	}
	kept := document.StoredFile{SHA256: ready.File.SHA256, Size: ready.File.Size, MediaType: ready.File.MediaType, PutAt: tx.Now()}
	if err := w.documents.Store.PutFile(tx, kept); err != nil {
		return document.Document{}, err
	}
	d, err := w.documents.ReceiveIn(tx, document.Arrival{Files: []document.Ready{ready}})
	if err != nil {
		return d, err
	}
	return w.documents.RegisterIn(tx, d.ID, d.Version, f)
}

// subject holds words of known share: đất đai in every third, hòa xuân in one of
// 20, đê biển in one of 1,000.
func (w *writer) subject(n int) string {
	s := "Về việc " + w.text(8)
	if n%3 == 0 {
		s += " đất đai"
	}
	if n%20 == 0 {
		s += " Hòa Xuân"
	}
	if n%1000 == 0 {
		s += " đê biển"
	}
	return s
}

// text draws words as languages do: few often, many seldom.
func (w *writer) text(words int) string {
	var b strings.Builder
	for range words {
		b.WriteString(word(int(float64(vocabulary) * w.random.Float64() * w.random.Float64() * w.random.Float64())))
		b.WriteByte(' ')
	}
	return strings.TrimSpace(b.String())
}

const vocabulary = 20 * 20 * 8

// word invents the i-th syllable; none has d, so that the words of known share
// are nowhere else.
func word(i int) string {
	heads := []string{"b", "c", "ch", "g", "gi", "h", "kh", "l", "m", "n", "ng", "nh", "ph", "qu", "r", "s", "t", "th", "tr", "v"}
	tails := []string{"a", "an", "ang", "anh", "ao", "at", "ay", "em", "en", "iêm", "iên", "inh", "oan", "oi", "ôn", "ông", "uân", "ung", "ươi", "ương"}
	ends := []string{"", "p", "c", "ng", "n", "m", "o", "i"}
	return heads[i%20] + tails[i/20%20] + ends[i/400%8]
}
