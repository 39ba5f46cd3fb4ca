package store_test

import (
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/search"
	"congvan/office/task"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

// planned is one question that pages ask, with the indexes it must be answered by.
type planned struct {
	name    string
	ask     func(tx office.Tx) error
	indexes string // of which at least one stands in the plan, separated by |
}

// The main lists, searches and counts find their rows by the intended index on
// both engines, in order, and read no large table from end to end. go test -v
// prints the plans.
func TestPlans(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		city := storetest.Office(t, s)
		fillForPlans(t, s, city)
		if err := store.TamperForTest(s, map[string]string{"sqlite": "ANALYZE", "postgres": "VACUUM ANALYZE"}[s.Engine()]); err != nil {
			t.Fatal(err)
		}
		for _, q := range questions(city) {
			t.Run(q.name, func(t *testing.T) {
				plans, err := store.PlansForTest(t.Context(), s, city.Leader, q.ask)
				if err != nil {
					t.Fatal(err)
				}
				all := strings.Join(plans, "\n")
				t.Log("\n" + all)
				if !regexp.MustCompile(q.indexes).MatchString(all) {
					t.Errorf("the plan does not go by %s:\n%s", q.indexes, all)
				}
				if bad := endToEnd.FindString(all); bad != "" {
					t.Errorf("%q:\n%s", bad, all)
				}
			})
		}
	})
}

// endToEnd is how the engines say that they read a large table from end to end.
// SQLite names tables by their aliases.
var endToEnd = regexp.MustCompile(`Seq Scan on (reader|document|document_file|file_reading|search_row|task|journal_entry)\b.*|SCAN ([rdtcfxy]|reader|document|search_row|task|journal_entry)\b.*`)

func questions(city *storetest.City) []planned {
	who := city.Leader.Principals
	list := func(f document.Filter, change func(*document.PageQuery)) func(office.Tx) error {
		return func(tx office.Tx) error {
			q := document.PageQuery{Principals: who, Box: document.IncomingBox, Filter: f, Limit: document.PageSize + 1}
			if change != nil {
				change(&q)
			}
			if _, err := (store.Documents{}).Count(tx, q, document.CountLimit+1); err != nil {
				return err
			}
			_, err := store.Documents{}.Page(tx, q)
			return err
		}
	}
	find := func(q search.Query) func(office.Tx) error {
		return func(tx office.Tx) error {
			_, err := store.Search{}.Find(tx, search.Find{Query: q, Principals: who, Limit: search.PageSize + 1})
			return err
		}
	}
	work := func(f task.Filter) func(office.Tx) error {
		return func(tx office.Tx) error {
			q := task.WorkQuery{Filter: f, Desk: who, Post: city.Leader.Post, Today: tx.Today(), WeekEnd: tx.Today().AddDays(3), Limit: 50}
			if _, err := (store.Tasks{}).CountWork(tx, q, task.CountLimit+1); err != nil {
				return err
			}
			_, err := store.Tasks{}.Work(tx, q)
			return err
		}
	}
	year := time.Now().Year()
	questions := []planned{
		{"list", list(document.Filter{}, nil), `reader_list`},
		{"list, further page", list(document.Filter{}, func(q *document.PageQuery) {
			q.AfterKey, q.AfterID = time.Now().Add(-time.Hour).UnixMicro(), city.Agency
		}), `reader_list`},
		{"list, year and state", list(document.Filter{Year: year, States: []document.State{document.Registered}}, nil), `reader_list`},
		{"list, few states", list(document.Filter{States: []document.State{document.Cancelled}}, nil), `reader_state`},
		{"list, day", list(document.Filter{From: office.Date{Year: year, Month: 1, Day: 2}, To: office.Date{Year: year, Month: 1, Day: 2}}, nil), `reader_list`},
		{"list, type", list(document.Filter{TypeCode: "TB"}, nil), `reader_type`},
		{"list, type and urgent", list(document.Filter{TypeCode: "TB", Urgent: true}, nil), `reader_type`},
		{"list, urgent", list(document.Filter{Urgent: true}, nil), `reader_urgent`},
		{"list, issuer", list(document.Filter{}, func(q *document.PageQuery) { q.IssuerKey = "so 17" }), `reader_issuing`},
		{"list, type and issuer", list(document.Filter{TypeCode: "TB"}, func(q *document.PageQuery) { q.IssuerKey = "so 17" }), `reader_issuing`},
		{"list, code", list(document.Filter{}, func(q *document.PageQuery) { q.CodeKey = "17-tb" }), `document_code`},
		{"queue", list(document.Filter{}, func(q *document.PageQuery) { q.Box = document.QueueBox }), `reader_`},
		{"drafts", list(document.Filter{States: []document.State{document.Draft}}, func(q *document.PageQuery) { q.Box = document.DraftBox }), `reader_state`},
		{"search, words", find(search.Query{Words: []string{"dat", "dai"}}), `search_row_words|search_row_document_id_key|VIRTUAL TABLE INDEX`},
		{"search, rare word", find(search.Query{Words: []string{"bien"}}), `search_row_words|VIRTUAL TABLE INDEX`},
		{"search, key", find(search.Query{Key: "17-tb-tu"}), `document_code`},
		{"search, number", find(search.Query{Number: 17}), `document_arrival`},
		{"search, number and words", find(search.Query{Number: 17, Words: []string{"dat"}}), `document_arrival`},
		{"unheld", func(tx office.Tx) error {
			_, err := store.Tasks{}.Unheld(tx, time.Now().AddDate(0, 0, -30), 10)
			return err
		}, `document_box`},
		{"import, doubles", func(tx office.Tx) error {
			_, err := store.Documents{}.Registered(tx, city.Agency, []document.Identity{
				{Reference: "17-tb-tu", Issued: office.Date{Year: year, Month: 1, Day: 2}},
				{Reference: "18-tb-tu", Issued: office.Date{Year: year, Month: 1, Day: 3}},
			})
			return err
		}, `document_code \(agency_id=\? AND reference_key=\? AND issued_date=\?|Index Cond: \(\(agency_id = .*reference_key = .*issued_date`},
		{"story", func(tx office.Tx) error {
			_, err := store.Journal{}.EntriesOf(tx, city.Agency, city.Leader.Post)
			return err
		}, `journal_entry_document`},
	}
	for name, f := range map[string]task.Filter{
		"all": {}, "overdue": {Group: task.GroupOverdue}, "direct": {Kind: task.Direct}, "sign": {Kind: task.Sign},
		"waiting": {Group: task.GroupWaiting}, "inform": {Group: task.GroupInform}, "approve": {Group: task.GroupApprove},
	} {
		questions = append(questions, planned{"work, " + name, work(f), `task_open_(holder|giver)`})
	}
	return questions
}

// fillForPlans writes documents of two agencies with their readers, words and
// work, nearly all of it done.
func fillForPlans(t *testing.T, s *store.Store, city *storetest.City) {
	t.Helper()
	random := rand.New(rand.NewPCG(2026, 3))
	types := []string{"CV", "CV", "TB", "BC", "QD"}
	const n, batch = 6000, 500
	start := time.Now().Add(-n * time.Hour)
	for from := 0; from < n; from += batch {
		err := s.Act(t.Context(), city.Clerk, func(tx office.Tx) error {
			var rows []document.ImportRow
			for i := from; i < from+batch; i++ {
				agency := []office.ID{city.Agency, city.Other}[i%2]
				at := start.Add(time.Duration(i) * time.Hour)
				d := document.Document{
					ID: tx.NewID(), Agency: agency, Kind: document.Incoming, State: document.Registered, ArrivalNumber: int64(i/2 + 1),
					ArrivalDate: office.Date{Year: at.Year(), Month: at.Month(), Day: at.Day()}, TypeCode: types[random.IntN(len(types))],
					IssuingName: fmt.Sprintf("Sở %d", random.IntN(60)), Subject: fmt.Sprintf("Về việc đất đai %d", i),
					SortKey: at.UnixMicro(), CreatedAt: at, ChangedAt: at, Version: 1,
				}
				d.ReferenceCode = fmt.Sprintf("%d-%s/TU", i/2+1, d.TypeCode)
				if i%20 < 2 {
					d.Urgency = 1
				}
				if i%100 < 2 {
					d.State, d.Subject = document.Cancelled, d.Subject+" đê biển"
				}
				rows = append(rows, document.ImportRow{
					Document: d, Tokens: s.Index().Tokens(document.Words{Agency: agency, Header: d.Subject}),
					Readers: []office.ID{office.RoleID(agency, office.Leader), office.RoleID(agency, office.RecordsClerk)},
				})
			}
			if err := store.InsertForPlans(tx, rows); err != nil {
				return err
			}
			return s.Index().PutNew(tx, rows)
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
