package draft

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/office/task"
)

// StepName names a step of a review chain; each name stands once in a chain.
type StepName string

// The steps: Ký nháy nội dung, Ký nháy thể thức, Duyệt.
const (
	InitialContent StepName = "initial_content"
	InitialForm    StepName = "initial_form"
	Approve        StepName = "approve"
	// Revise is no step of a chain: the author's task to put right what came back.
	Revise StepName = "revise"
)

// String gives the Vietnamese words.
func (s StepName) String() string {
	switch s {
	case InitialContent:
		return "Ký nháy nội dung"
	case InitialForm:
		return "Ký nháy thể thức"
	case Approve:
		return "Duyệt"
	case Revise:
		return "Sửa dự thảo"
	}
	return string(s)
}

// Step is one step of a chain: who has to agree, within how many working days.
type Step struct {
	Step StepName `json:"step"`
	By   string   `json:"by"` // unit_head | signer | role:NAME | post:ID
	Days int      `json:"days"`
}

// Chain is the review a type of document goes through, as rule data of kind
// “review_chain” with the type's code (or “*”) keep it.
type Chain struct {
	Steps []Step `json:"steps"`
}

const (
	maxSteps = 10
	maxDays  = 100
)

//go:embed data/chains.json
var shippedChains []byte

// ParseChain reads a chain from a rule's body and checks it.
func ParseChain(body []byte) (Chain, error) {
	var c Chain
	if err := json.Unmarshal(body, &c); err != nil {
		return c, fmt.Errorf("draft.ParseChain: %w", err)
	}
	return c, c.check()
}

// ShippedChain is the chain for a type where the agency has set none.
func ShippedChain(typeCode string) (Chain, error) {
	var all map[string]Chain
	if err := json.Unmarshal(shippedChains, &all); err != nil {
		return Chain{}, fmt.Errorf("draft.ShippedChain: %w", err)
	}
	c, ok := all[typeCode]
	if !ok {
		c = all["*"]
	}
	return c, c.check()
}

// CheckRule judges a chain before it is kept; see org.Service.RuleChecks.
func CheckRule(r org.Rule) error {
	if _, err := ParseChain(r.Body); err != nil {
		return &office.Error{
			Code: office.CodeInvalid, Op: "draft.CheckRule", Field: "body", Err: err,
			Vi: "Quy trình duyệt không đúng: mỗi bước có tên riêng, người duyệt và số ngày từ 0 đến 100.",
			En: "The review chain is wrong: each step has a name of its own, a reviewer and 0 to 100 days.",
		}
	}
	return nil
}

func (c Chain) check() error {
	if len(c.Steps) > maxSteps {
		return fmt.Errorf("draft: chain of %d steps", len(c.Steps))
	}
	seen := map[StepName]bool{Revise: true, "": true}
	for _, s := range c.Steps {
		if seen[s.Step] {
			return fmt.Errorf("draft: step %q is empty, reserved or given twice", s.Step)
		}
		seen[s.Step] = true
		if s.Days < 0 || s.Days > maxDays {
			return fmt.Errorf("draft: step %q within %d days", s.Step, s.Days)
		}
		if _, err := reviewer(s.By, document.Document{}, office.ID{1}); err != nil {
			return err
		}
	}
	return nil
}

// index finds a step by name, -1 when it is not in the chain.
func (c Chain) index(name StepName) int {
	for i, s := range c.Steps {
		if s.Step == name {
			return i
		}
	}
	return -1
}

// reviewer turns the rule's word into a holder; zero when the document has no
// such place (no drafting unit).
func reviewer(by string, d document.Document, agency office.ID) (task.Holder, error) {
	kind, name, _ := strings.Cut(by, ":")
	switch kind {
	case "unit_head":
		return task.Holder{Kind: task.Unit, ID: d.Unit}, nil
	case "signer":
		return task.Holder{Kind: task.Post, ID: d.SignerPost}, nil
	case "role":
		switch r := office.Role(name); r {
		case office.RecordsClerk, office.Specialist, office.DivisionHead, office.ChiefOfOffice, office.Leader, office.Archivist:
			return task.HolderOfRole(agency, r), nil
		}
	case "post":
		if id, err := office.ParseID(name); err == nil && !id.Zero() {
			return task.Holder{Kind: task.Post, ID: id}, nil
		}
	}
	return task.Holder{}, fmt.Errorf("draft: unknown reviewer %q", by)
}
