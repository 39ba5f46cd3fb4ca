package org

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/access"
)

// maxRuleBody bounds a rule's JSON, in bytes.
const maxRuleBody = 64 << 10

// Rule is one dated entry of a rule: (Kind, Code) of an agency, or of all where
// Agency is zero. Entries are never changed: a newer one takes over from its day
// on, and one recorded later for the same day corrects it.
type Rule struct {
	ID         office.ID       `json:"id"`
	Agency     office.ID       `json:"agency"` // zero: shared, kept by the keeper
	Kind       string          `json:"kind"`   // holiday, review_chain, term …
	Code       string          `json:"code"`
	From       office.Date     `json:"from"`
	To         office.Date     `json:"to"` // the last day; zero while open
	RecordedAt time.Time       `json:"recorded_at"`
	Body       json.RawMessage `json:"body"` // compact JSON, as stored
}

// State is what the journal commits to.
func (r Rule) State() office.State { return office.Canonical("rule/1", r) }

// ReadRule decodes a rule's body strictly.
func ReadRule[T any](r Rule) (T, error) {
	var v T
	dec := json.NewDecoder(bytes.NewReader(r.Body))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&v); err != nil {
		return v, fmt.Errorf("org.ReadRule(%s %s): %w", r.Kind, r.Code, err)
	}
	return v, nil
}

// SetRuleInput sets a rule from a day on. To ends it: afterwards the shared rule
// counts again, or none.
type SetRuleInput struct {
	Shared bool // for every agency; only the keeper's administrator
	Kind   string
	Code   string
	From   office.Date
	To     office.Date
	Body   any // encoded as JSON
}

// SetRule adds an entry to a rule of the actor's agency and gives its id. The
// journal keeps what counted before.
func (s *Service) SetRule(ctx context.Context, a office.Actor, in SetRuleInput) (office.ID, error) {
	return made(ctx, s, a, in, s.SetRuleIn)
}

// SetRuleIn is SetRule inside the caller's act.
func (s *Service) SetRuleIn(tx office.Tx, in SetRuleInput) (office.ID, error) {
	keeper, err := s.Store.Keeper(tx, true) // one change of rules at a time
	if err != nil {
		return office.ID{}, err
	}
	agency := tx.Actor().Agency
	if in.Shared {
		agency = keeper
	}
	if err := access.Require(tx.Actor(), access.ManageRule, access.Object{Kind: KindRule, Agency: agency}); err != nil {
		return office.ID{}, err
	}
	return s.setRule(tx, in)
}

// ruleDetail is what the journal adds to a new entry: what it takes over from.
type ruleDetail struct {
	Before *Rule `json:"before"`
}

func (s *Service) setRule(tx office.Tx, in SetRuleInput) (office.ID, error) {
	r, err := s.newRule(tx, in)
	if err != nil {
		return office.ID{}, err
	}
	all, err := s.Store.RulesOf(tx, r.Kind, r.Code, r.Agency)
	if err != nil {
		return office.ID{}, err
	}
	var detail ruleDetail
	for _, old := range all {
		if !old.From.After(r.From) {
			detail.Before = &old
		}
		if old.From == r.From && !old.RecordedAt.Before(r.RecordedAt) {
			r.RecordedAt = old.RecordedAt.Add(time.Microsecond)
		}
	}
	if err := s.Store.InsertRule(tx, r); err != nil {
		return office.ID{}, err
	}
	tx.Record(office.Entry{Act: access.ManageRule, Kind: KindRule, Object: r.ID, Detail: detail, State: r.State()})
	return r.ID, nil
}

func (s *Service) newRule(tx office.Tx, in SetRuleInput) (Rule, error) {
	const op = "org.SetRule"
	r := Rule{ID: tx.NewID(), Agency: tx.Actor().Agency, From: in.From, To: in.To, RecordedAt: tx.Now()}
	if in.Shared {
		r.Agency = office.ID{}
	}
	var err error
	if r.Kind, err = (field{op: op, name: "kind", label: "loại quy định", max: maxCode}).clean(in.Kind); err != nil {
		return r, err
	}
	if r.Code, err = (field{op: op, name: "code", label: "mã quy định", max: maxCode}).clean(in.Code); err != nil {
		return r, err
	}
	if err := checkSpan(op, in.From, in.To); err != nil {
		return r, err
	}
	if r.Body, err = ruleBody(op, in.Body); err != nil {
		return r, err
	}
	if check := s.ruleCheck(r.Kind); check != nil {
		err = check(r)
	}
	return r, err
}

func (s *Service) ruleCheck(kind string) func(Rule) error {
	if kind == RuleHoliday {
		return checkHolidays
	}
	return s.RuleChecks[kind]
}

func ruleBody(op string, body any) (json.RawMessage, error) {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(body); err != nil {
		return nil, office.InvalidField(op, "body", "Nội dung quy định không đúng dạng.", "The rule's body is malformed.")
	}
	text := strings.TrimSpace(out.String())
	if len(text) > maxRuleBody || !strings.HasPrefix(text, "{") {
		return nil, office.InvalidField(op, "body", "Nội dung quy định phải là một mục, dưới 64 KB.",
			"A rule's body must be one JSON object under 64 KB.")
	}
	return json.RawMessage(text), nil
}

// RuleIn gives the entry that counts for an agency on a day: its own, else the
// shared one; office.CodeNotFound when there is neither.
func (s *Service) RuleIn(tx office.Tx, kind, code string, agency office.ID, day office.Date) (Rule, error) {
	found, err := s.rulesIn(tx, kind, code, agency, day)
	if err != nil {
		return Rule{}, err
	}
	if len(found) == 0 || code == "" {
		return Rule{}, office.NotFound("org.RuleIn", "Chưa có quy định này.", "There is no such rule.")
	}
	return found[0], nil
}

// RulesIn gives, for every code of a kind, the entry that counts for an agency on
// a day, by code.
func (s *Service) RulesIn(tx office.Tx, kind string, agency office.ID, day office.Date) ([]Rule, error) {
	return s.rulesIn(tx, kind, "", agency, day)
}

func (s *Service) rulesIn(tx office.Tx, kind, code string, agency office.ID, day office.Date) ([]Rule, error) {
	shared, err := s.Store.RulesOf(tx, kind, code, office.ID{})
	if err != nil {
		return nil, err
	}
	counting := map[string]Rule{}
	var codes []string
	take := func(rules []Rule) {
		for _, r := range newestOn(rules, day) {
			if _, ok := counting[r.Code]; !ok {
				codes = append(codes, r.Code)
			}
			counting[r.Code] = r
		}
	}
	take(shared)
	if !agency.Zero() {
		own, err := s.Store.RulesOf(tx, kind, code, agency)
		if err != nil {
			return nil, err
		}
		take(own)
	}
	return inOrder(counting, codes), nil
}

// newestOn keeps of rules, which are by (Code, From, RecordedAt), the one of each
// code that counts on a day.
func newestOn(rules []Rule, day office.Date) []Rule {
	last := map[string]Rule{}
	var codes []string
	for _, r := range rules {
		if r.From.After(day) {
			continue
		}
		if _, ok := last[r.Code]; !ok {
			codes = append(codes, r.Code)
		}
		last[r.Code] = r
	}
	out := inOrder(last, codes)
	kept := out[:0]
	for _, r := range out {
		if within(day, r.From, r.To) {
			kept = append(kept, r)
		}
	}
	return kept
}

func inOrder(rules map[string]Rule, codes []string) []Rule {
	slices.Sort(codes)
	out := make([]Rule, len(codes))
	for i, c := range codes {
		out[i] = rules[c]
	}
	return out
}
