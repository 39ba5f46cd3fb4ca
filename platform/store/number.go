package store

import (
	"congvan/office"
	"congvan/office/document"
)

const seriesColumns = `id, agency_id, body_key, kind, type_group, period, first, next`

func scanSeries(s *document.Series, scan func(...any) error) error {
	k := &s.Key
	return scan(&s.ID, &k.Agency, &k.Body, &k.Kind, &k.Group, &k.Period, &s.First, &s.Next)
}

// TakeNumber gives the next number of a series. One statement makes or locks the
// series' row, which stays locked until the act ends: a number given in an act
// that fails goes back, so there is no gap.
func (Documents) TakeNumber(tx office.Tx, key document.SeriesKey, now int64) (document.Given, error) {
	t := in(tx)
	var g document.Given
	err := t.row("Series.Take", `
		INSERT INTO series (id, agency_id, body_key, kind, type_group, period, first, next, sort_key)
		VALUES ($1, $2, $3, $4, $5, $6, 1, 2, $7)
		ON CONFLICT (agency_id, body_key, kind, type_group, period) DO UPDATE SET next = series.next + 1,
			sort_key = CASE WHEN series.sort_key >= excluded.sort_key THEN series.sort_key + 1 ELSE excluded.sort_key END
		RETURNING id, next - 1, sort_key`,
		[]any{t.NewID(), key.Agency, key.Body, string(key.Kind), key.Group, key.Period, now},
		&g.Series, &g.Number, &g.SortKey)
	return g, err
}

// LockSeries gives a series with its row locked; it is made when not there.
func (Documents) LockSeries(tx office.Tx, key document.SeriesKey) (document.Series, error) {
	t := in(tx)
	_, err := t.exec("Series.Make", `
		INSERT INTO series (id, agency_id, body_key, kind, type_group, period, first, next, sort_key)
		VALUES ($1, $2, $3, $4, $5, $6, 1, 1, 0)
		ON CONFLICT (agency_id, body_key, kind, type_group, period) DO NOTHING`,
		t.NewID(), key.Agency, key.Body, string(key.Kind), key.Group, key.Period)
	if err != nil {
		return document.Series{}, err
	}
	var s document.Series
	err = scanSeries(&s, func(dest ...any) error {
		return t.row("Series.Lock", `SELECT `+seriesColumns+` FROM series
			WHERE agency_id = $1 AND body_key = $2 AND kind = $3 AND type_group = $4 AND period = $5`+t.s.dialect.forUpdate(),
			[]any{key.Agency, key.Body, string(key.Kind), key.Group, key.Period}, dest...)
	})
	return s, err
}

// StartSeries sets the first number of a series that has given none.
func (Documents) StartSeries(tx office.Tx, s document.Series) error {
	return in(tx).one("Series.Start", `UPDATE series SET first = $1, next = $2 WHERE id = $3 AND next = first`,
		s.First, s.Next, s.ID)
}

// PeekNumber tells the next number of a series; 1 when there is none yet.
func (Documents) PeekNumber(tx office.Tx, key document.SeriesKey) (int64, error) {
	var n int64
	err := in(tx).row("Series.Peek", `SELECT COALESCE(MAX(next), 1) FROM series
		WHERE agency_id = $1 AND body_key = $2 AND kind = $3 AND type_group = $4 AND period = $5`,
		[]any{key.Agency, key.Body, string(key.Kind), key.Group, key.Period}, &n)
	return n, err
}

const numberColumns = `id, agency_id, series_id, number, state, document_id, reason, on_date, changed_at`

func numberDest(n *document.Number) []any {
	return []any{&n.ID, &n.Agency, &n.Series, &n.Number, &n.State, &n.Document, &n.Reason, &n.OnDate, when(&n.ChangedAt)}
}

func scanNumber(n *document.Number, scan func(...any) error) error { return scan(numberDest(n)...) }

// numberValues gives the columns' values in their order.
func numberValues(n document.Number) []any {
	return []any{n.ID, n.Agency, n.Series, n.Number, string(n.State), n.Document, n.Reason, n.OnDate, at(n.ChangedAt)}
}

// InsertNumber adds a number that was given.
func (Documents) InsertNumber(tx office.Tx, n document.Number) error {
	return in(tx).one("Number.Insert", `INSERT INTO number (`+numberColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		numberValues(n)...)
}

// UpdateNumber writes what became of a number. A cancelled one stays cancelled.
func (Documents) UpdateNumber(tx office.Tx, n document.Number) error {
	return in(tx).one("Number.Update", `
		UPDATE number SET state = $1, document_id = $2, reason = $3, changed_at = $4 WHERE id = $5 AND state <> 'cancelled'`,
		string(n.State), n.Document, n.Reason, at(n.ChangedAt), n.ID)
}

// Number finds a number of a series.
func (Documents) Number(tx office.Tx, series office.ID, number int64) (document.Number, error) {
	var n document.Number
	err := in(tx).row("Number.Get", `SELECT `+numberColumns+` FROM number WHERE series_id = $1 AND number = $2`,
		[]any{series, number}, numberDest(&n)...)
	return n, err
}

// NumberByID finds a number by its id.
func (Documents) NumberByID(tx office.Tx, id office.ID) (document.Number, error) {
	var n document.Number
	err := in(tx).row("Number.ByID", `SELECT `+numberColumns+` FROM number WHERE id = $1`, []any{id}, numberDest(&n)...)
	return n, err
}

// NumbersOf lists the numbers of a document.
func (Documents) NumbersOf(tx office.Tx, id office.ID) ([]document.Number, error) {
	return list(in(tx), "Number.Of", `SELECT `+numberColumns+` FROM number WHERE document_id = $1 ORDER BY changed_at, id`,
		[]any{id}, scanNumber)
}

// Numbers lists the newest 500 numbers of an agency in a state.
func (Documents) Numbers(tx office.Tx, agency office.ID, state document.NumberState) ([]document.NumberRow, error) {
	return list(in(tx), "Number.List", `
		SELECT n.id, n.agency_id, n.series_id, n.number, n.state, n.document_id, n.reason, n.on_date, n.changed_at,
			s.agency_id, s.body_key, s.kind, s.type_group, s.period
		FROM number n JOIN series s ON s.id = n.series_id
		WHERE n.agency_id = $1 AND n.state = $2 ORDER BY n.changed_at DESC, n.id LIMIT 500`,
		[]any{agency, string(state)}, func(r *document.NumberRow, scan func(...any) error) error {
			k := &r.Key
			return scan(append(numberDest(&r.Number), &k.Agency, &k.Body, &k.Kind, &k.Group, &k.Period)...)
		})
}

// InsertCongress adds the days of a congress.
func (Documents) InsertCongress(tx office.Tx, c document.Congress) error {
	return in(tx).one("Congress.Insert", `
		INSERT INTO congress (id, agency_id, code, opens, first_meeting, closes) VALUES ($1, $2, $3, $4, $5, $6)`,
		c.ID, c.Agency, c.Code, c.Opens, c.FirstMeeting, c.Closes)
}

// Congresses lists an agency's congresses, oldest first.
func (Documents) Congresses(tx office.Tx, agency office.ID) ([]document.Congress, error) {
	return list(in(tx), "Congress.List", `
		SELECT id, agency_id, code, opens, first_meeting, closes FROM congress WHERE agency_id = $1 ORDER BY opens, id`,
		[]any{agency}, func(c *document.Congress, scan func(...any) error) error {
			return scan(&c.ID, &c.Agency, &c.Code, &c.Opens, &c.FirstMeeting, &c.Closes)
		})
}
