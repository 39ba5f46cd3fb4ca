package store

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"congvan/office"
)

// The statements that every request runs find their rows by an index: none reads
// a table from end to end.
func TestOrganisationPlans(t *testing.T) {
	s, err := Open(context.Background(), Config{DSN: filepath.Join(t.TempDir(), "congvan.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	version := func(table, key, columns string) string {
		return `SELECT ` + columns + ` FROM ` + table + ` v WHERE` + countsOn(table, key)
	}
	for name, query := range map[string]string{
		"agency on":       version("agency_version", "agency_id", agencyFacts) + `AND v.agency_id = $2`,
		"agency by code":  version("agency_version", "agency_id", agencyFacts) + `AND v.code = $2`,
		"unit on":         version("unit_version", "unit_id", unitFacts) + `AND v.unit_id = $2`,
		"units on":        version("unit_version", "unit_id", unitFacts) + `AND v.agency_id = $2`,
		"post on":         version("post_version", "post_id", postFacts) + `AND v.post_id = $2`,
		"members on":      memberSQL + countsOn("post_version", "post_id") + `AND v.agency_id = $2`,
		"holdings of":     `SELECT id FROM holding WHERE person_id = $1`,
		"holdings post":   `SELECT id FROM holding WHERE post_id = $1`,
		"delegations to":  `SELECT id FROM delegation WHERE to_person = $1`,
		"delegated posts": `SELECT id FROM delegation WHERE post_id = $1`,
		"account":         `SELECT id FROM account WHERE login = $1`,
		"account of":      `SELECT id FROM account WHERE person_id = $1`,
		"rules":           `SELECT id FROM rule WHERE kind = $1 AND agency_id IS NULL ORDER BY code, valid_from, recorded_at, id`,
		"rule":            `SELECT id FROM rule WHERE kind = $1 AND code = $2 AND agency_id = $3`,
		"gained":          `SELECT from_id FROM agency_succession WHERE to_id = $1`,
		"gained by unit":  `SELECT from_id FROM unit_succession WHERE to_id = $1`,
		"session":         `SELECT data FROM session WHERE token = $1`,
		"sweep":           `SELECT token FROM session WHERE expiry <= $1 ORDER BY expiry LIMIT 100`,
		"old failures":    `DELETE FROM sign_in_failure WHERE last_at < $1`,
	} {
		plan := explain(t, s, query)
		if !strings.Contains(plan, "USING") || strings.Contains(plan, "SCAN") {
			t.Errorf("%s:\n%s", name, plan)
		}
	}
}

func explain(t *testing.T, s *Store, query string) string {
	t.Helper()
	args := make([]any, strings.Count(query, "$"))
	highest := 0
	for i := 1; strings.Contains(query, "$"+string(rune('0'+i))); i++ {
		highest = i
		args[i-1] = "x"
	}
	var lines []string
	err := s.View(context.Background(), office.Actor{}, func(tx office.Tx) error {
		return each(in(tx), "test", `EXPLAIN QUERY PLAN `+query, args[:highest], func(scan func(...any) error) error {
			var id, parent, unused int
			var detail string
			if err := scan(&id, &parent, &unused, &detail); err != nil {
				return err
			}
			lines = append(lines, detail)
			return nil
		})
	})
	if err != nil {
		t.Fatalf("%s: %v", query, err)
	}
	return strings.Join(lines, "\n")
}
