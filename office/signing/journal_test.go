package signing_test

import (
	"database/sql"
	"fmt"
	"strings"
	"testing"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/journal"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/platform/store"
)

// verify holds everything that signing touches against the journal.
func (d *desk) verify() []journal.Problem {
	d.t.Helper()
	var s store.Documents
	v := journal.Verifier{
		Acts: d.store, Store: store.Journal{},
		Kinds: []journal.Kind{
			{Name: document.ObjectKind, States: s.DocumentStates},
			{Name: document.SeriesObject, States: s.SeriesStates},
			{Name: document.NumberObject, States: s.NumberStates},
			{Name: task.KindTask, States: store.Tasks{}.TaskStates},
			{Name: draft.KindVersion, States: store.Drafts{}.VersionStates},
			{Name: draft.KindComment, States: store.Drafts{}.CommentStates},
			{Name: signing.KeyKindObject, States: store.SigningKeys{}.States},
			{Name: signing.KindRoot, Shared: true, States: store.TrustedRoots{}.States},
		},
		Files: journal.Files{List: s.FileHashes, Check: d.blobs.Check},
	}
	report, err := v.Verify(ctx())
	d.must(err)
	var mine []journal.Problem
	for _, p := range report.Problems {
		if p.Code != "kind_unknown" { // the organisation's own objects
			mine = append(mine, p)
		}
	}
	return mine
}

func (d *desk) verified() {
	d.t.Helper()
	if p := d.verify(); len(p) > 0 {
		d.t.Errorf("journal verify: %+v", p)
	}
}

func TestTamperedKeysAreFound(t *testing.T) {
	each(t, func(d *desk) {
		mine, err := d.sign.MyKey(ctx(), d.Leader)
		d.must(err)
		// Wrong PINs are counted beside the journal: not tampering.
		_, err = d.sign.SignMany(ctx(), d.Leader, []signing.Choice{{Document: mine.ID}}, "sai-ma-pin")
		d.refused(err, office.CodeSigning, "")
		d.verified()
		other := d.ca.issue(d.t, "Kẻ gian", year(d)).chain[0].Raw
		for _, c := range []struct {
			column  string
			value   any
			message string
		}{
			{"certificate", other, "certificate was"},
			{"sealed_key", []byte("another key"), "sealed was"},
			{"image", []byte("another image"), "image was"},
			{"subject", "Kẻ gian", `is "Kẻ gian"`},
			{"person_id", d.Chief.Person[:], "person was"},
			{"not_after", "2036-01-01T00:00:00.000000Z", "not_after was"},
		} {
			var before any
			d.must(d.db.QueryRow(`SELECT `+c.column+` FROM signing_key WHERE id = $1`, mine.ID[:]).Scan(&before))
			d.tamper(`UPDATE signing_key SET `+c.column+` = $1 WHERE id = $2`, c.value, mine.ID[:])
			p := d.verify()
			if len(p) != 1 || p[0].Code != "object_changed" || p[0].Object != mine.ID.String() || !strings.Contains(p[0].Message, c.message) {
				d.t.Errorf("%s changed: %+v", c.column, p)
			}
			d.tamper(`UPDATE signing_key SET `+c.column+` = $1 WHERE id = $2`, before, mine.ID[:])
			d.verified()
		}
		d.tamper(`DELETE FROM signing_key WHERE id = $1`, mine.ID[:])
		if p := d.verify(); len(p) != 1 || p[0].Code != "object_missing" {
			d.t.Errorf("key deleted: %+v", p)
		}
	})
}

func (d *desk) tamper(statement string, args ...any) {
	d.t.Helper()
	r, err := d.db.Exec(statement, args...)
	d.must(err)
	if n, _ := r.RowsAffected(); n != 1 {
		d.t.Fatalf("%d rows changed, want 1", n)
	}
}

// A PIN is nowhere after signing and sealing: not in a row, a log line or a file.
func TestPINsAreKeptNowhere(t *testing.T) {
	each(t, func(d *desk) {
		doc := d.approved(subject)
		_, err := d.sign.SignMany(ctx(), d.Leader, []signing.Choice{choice(doc)}, pin+"-sai")
		d.refused(err, office.CodeSigning, "")
		if strings.Contains(err.Error(), pin) {
			d.t.Errorf("the error says the PIN: %v", err)
		}
		doc = d.numbered(d.signed(doc))
		doc, err = d.sign.Seal(ctx(), d.Clerk, choice(doc), sealPIN)
		d.must(err)
		rows := 0
		for _, table := range d.tables() {
			r, err := d.db.Query(`SELECT * FROM "` + table + `"`)
			d.must(err)
			rows += d.search(table, r)
			d.must(r.Close())
		}
		if rows < 100 {
			d.t.Errorf("only %d rows were searched", rows)
		}
		log := d.log.String()
		if !strings.Contains(log, "SigningKeys.Of") {
			d.t.Error("the log does not hold the statements")
		}
		d.without("the log", log)
		d.without("the sealed PDF", string(d.main(doc)))
	})
}

func (d *desk) without(where, text string) {
	d.t.Helper()
	for _, p := range []string{pin, sealPIN} {
		if strings.Contains(text, p) {
			d.t.Errorf("%s holds the PIN", where)
		}
	}
}

func (d *desk) tables() []string {
	d.t.Helper()
	query := `SELECT name FROM sqlite_master WHERE type = 'table'`
	if d.store.Engine() == "postgres" {
		query = `SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'`
	}
	r, err := d.db.Query(query)
	d.must(err)
	defer r.Close()
	var out []string
	for r.Next() {
		var name string
		d.must(r.Scan(&name))
		out = append(out, name)
	}
	d.must(r.Err())
	if len(out) < 20 {
		d.t.Fatalf("only the tables %v", out)
	}
	return out
}

// search looks through every value of every row.
func (d *desk) search(table string, r *sql.Rows) (n int) {
	d.t.Helper()
	columns, err := r.Columns()
	d.must(err)
	values, to := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		to[i] = &values[i]
	}
	for ; r.Next(); n++ {
		d.must(r.Scan(to...))
		for i, v := range values {
			text := fmt.Sprint(v)
			if b, ok := v.([]byte); ok {
				text = string(b)
			}
			d.without(table+"."+columns[i], text)
		}
	}
	d.must(r.Err())
	return n
}
