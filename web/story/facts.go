package story

import (
	"encoding/json"
	"strconv"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/draft"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/office/task"
	"congvan/standard/vietnamese"
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

func dayOf(t time.Time) office.Date { return vietnamese.DateOf(t) }

func short(d office.Date) string { return vietnamese.FormatShortDate(d) }

// facts are what an entry's payload says, as far as sentences need it. The state
// of each kind is read by the names of its canonical encoding; what an encoding
// does not have stays empty.
type facts struct {
	act    office.ActCode
	kind   office.Kind
	system bool
	at     time.Time
	detail detail
	state  state
}

type detail struct {
	Reason          string      `json:"reason"`
	DuplicateReason string      `json:"duplicate_reason"`
	Closed          office.Date `json:"closed"`
	Version         int         `json:"version"`
	Subject         string      `json:"subject"` // of the certificate signed with
	Changes         []struct {
		Field string `json:"field"`
	} `json:"changes"`
}

// state is the union of the canonical encodings. A name means the same in all of
// them where they share it.
type state struct {
	Kind            string    `json:"kind"`
	State           string    `json:"state"`
	Name            string    `json:"name"`
	Login           string    `json:"login"`
	Code            string    `json:"code"`
	Reason          string    `json:"reason"`
	ArrivalNumber   int64     `json:"arrival_number"`
	ReferenceCode   string    `json:"reference_code"`
	TypeName        string    `json:"type_name"`
	IssuingName     string    `json:"issuing_name"`
	Envelope        office.ID `json:"envelope"`
	RefusedReason   string    `json:"refused_reason"`
	CancelledReason string    `json:"cancelled_reason"`
	First           int64     `json:"first"`
	DocumentID      office.ID `json:"document"`
	Decision        string    `json:"decision"`
	DecisionReason  string    `json:"decision_reason"`

	Role           task.Role   `json:"role"`
	Holder         task.Holder `json:"holder"`
	Parent         office.ID   `json:"parent"`
	Due            office.Date `json:"due"`
	AcceptedAt     time.Time   `json:"accepted_at"`
	ReturnedAt     time.Time   `json:"returned_at"`
	ReturnReason   string      `json:"return_reason"`
	DoneAt         time.Time   `json:"done_at"`
	Result         string      `json:"result"`
	WithdrawnAt    time.Time   `json:"withdrawn_at"`
	WithdrawReason string      `json:"withdraw_reason"`
	Version        json.Number `json:"version"` // a number; of a task or document

	Text    string       `json:"text"`
	Routing task.Routing `json:"routing"`

	OldDue    office.Date `json:"old_due"`
	NewDue    office.Date `json:"new_due"`
	DecidedAt time.Time   `json:"decided_at"`
	Granted   bool        `json:"granted"`
	Answer    string      `json:"answer"`

	Note    string         `json:"note"`
	Step    draft.StepName `json:"step"`
	Verdict draft.Verdict  `json:"verdict"`

	PeerName  string             `json:"peer_name"`
	Status    exchange.Status    `json:"status"`
	Direction exchange.Direction `json:"direction"`
	Late      bool               `json:"late"`
	Number    int64              `json:"number"`
	ToPerson  office.ID          `json:"to_person"`
	Subject   string             `json:"subject"`
	History   []struct {
		Facts struct {
			Name  string `json:"name"`
			Title string `json:"title"`
		} `json:"facts"`
	} `json:"history"`
}

// read decodes an entry's payload. What cannot be decoded leaves its facts empty:
// the sentence is then plainer, never wrong.
func read(e journal.Entry) facts {
	f := facts{act: e.Act, kind: e.Kind, at: e.At, system: e.Person.Zero() && e.Account.Zero()}
	p, err := journal.DecodePayload(e.Payload)
	if err != nil {
		return f
	}
	if len(p.Meta.Detail) > 0 {
		var d detail
		if json.Unmarshal(p.Meta.Detail, &d) == nil {
			f.detail = d
		}
	}
	_ = json.Unmarshal(p.State, &f.state) // a field of another shape costs only itself
	return f
}

// Document reports whether a number belongs to a document.
func (s state) Document() bool { return !s.DocumentID.Zero() }

// called is the newest name of a thing with a history.
func (s state) called() string {
	if n := len(s.History); n > 0 {
		last := s.History[n-1].Facts
		return last.Name + last.Title
	}
	return s.Name
}

func (f facts) first() bool { return f.state.Version == "1" }

func (f facts) now(t time.Time) bool { return !t.IsZero() && t.Equal(f.at) }

// quote keeps a quoted text short enough for a line.
func quote(s string) string {
	s = strings.Join(strings.Fields(s), " ")
	if r := []rune(s); len(r) > 240 {
		return string(r[:238]) + "…"
	}
	return s
}
