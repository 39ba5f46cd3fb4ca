package store

import (
	"encoding/json"

	"congvan/office"
	"congvan/office/org"
)

const ruleColumns = `id, agency_id, kind, code, valid_from, valid_to, recorded_at, body`

func scanRule(r *org.Rule, scan func(...any) error) error {
	var body string
	err := scan(&r.ID, &r.Agency, &r.Kind, &r.Code, &r.From, &r.To, when(&r.RecordedAt), &body)
	r.Body = json.RawMessage(body)
	return err
}

// InsertRule adds an entry.
func (Organisation) InsertRule(tx office.Tx, r org.Rule) error {
	return in(tx).one("Rule.Insert", `INSERT INTO rule (`+ruleColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
		r.ID, r.Agency, r.Kind, r.Code, r.From, r.To, at(r.RecordedAt), string(r.Body))
}

// RulesOf lists what was ever set; see org.RuleStore.
func (Organisation) RulesOf(tx office.Tx, kind, code string, agency office.ID) ([]org.Rule, error) {
	query, args := `SELECT `+ruleColumns+` FROM rule WHERE kind = $1`, []any{kind}
	if code != "" {
		args = append(args, code)
		query += ` AND code = $2`
	}
	switch {
	case agency.Zero():
		query += ` AND agency_id IS NULL`
	case code != "":
		query += ` AND agency_id = $3`
		args = append(args, agency)
	default:
		query += ` AND agency_id = $2`
		args = append(args, agency)
	}
	return list(in(tx), "Rule.Of", query+` ORDER BY code, valid_from, recorded_at, id`, args, scanRule)
}

// RuleStates streams the rules an agency keeps: its own, and the shared ones when
// it is the keeper.
func (o Organisation) RuleStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	keeper, err := o.Keeper(tx, false)
	if err != nil {
		return err
	}
	query := `SELECT ` + ruleColumns + ` FROM rule WHERE agency_id = $1`
	if keeper == agency {
		query += ` OR agency_id IS NULL`
	}
	return each(in(tx), "Rule.States", query+` ORDER BY id`, []any{agency}, func(scan func(...any) error) error {
		var r org.Rule
		if err := scanRule(&r, scan); err != nil {
			return err
		}
		return f(r.ID, r.State())
	})
}
