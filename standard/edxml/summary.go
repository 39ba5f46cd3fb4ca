package edxml

import (
	"crypto/sha256"
	"encoding/hex"
)

// ReadSummary is a message in short, the form in which the command line
// prints it. In a status, PromulgationDate is that of the document it is
// about, and the code, subject and receivers are empty.
type ReadSummary struct {
	Kind             Kind                `json:"kind"`
	FromOrganID      string              `json:"from_organ_id"`
	ToOrganIDs       []string            `json:"to_organ_ids"`
	CodeNumber       string              `json:"code_number"`
	CodeNotation     string              `json:"code_notation"`
	Subject          string              `json:"subject"`
	PromulgationDate DateText            `json:"promulgation_date"`
	SteeringType     string              `json:"steering_type"`
	StatusCode       StatusCode          `json:"status_code"`
	Attachments      []AttachmentSummary `json:"attachments"`
}

// AttachmentSummary is one attachment in short. SHA256 is the lower-case hex
// hash of the decoded bytes as transferred; "" when no bytes came with it.
type AttachmentSummary struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Summary returns p in short.
func (p *Package) Summary() ReadSummary {
	s := ReadSummary{Kind: p.Kind, ToOrganIDs: []string{}, Attachments: []AttachmentSummary{}}
	if p.Kind == KindStatus {
		s.FromOrganID = p.Status.From.OrganID
		s.PromulgationDate = p.Status.ResponseFor.PromulgationDate
		s.StatusCode = p.Status.StatusCode
		return s
	}
	d := p.Document
	s.FromOrganID, s.CodeNumber, s.CodeNotation = d.From.OrganID, d.Code.CodeNumber, d.Code.CodeNotation
	s.Subject, s.PromulgationDate, s.SteeringType = d.Subject, d.PromulgationInfo.PromulgationDate, d.SteeringType
	for _, to := range d.To {
		s.ToOrganIDs = append(s.ToOrganIDs, to.OrganID)
	}
	for _, a := range d.Attachments {
		s.Attachments = append(s.Attachments, AttachmentSummary{a.Name, hashOf(a.Data)})
	}
	return s
}

func hashOf(data []byte) string {
	if data == nil {
		return ""
	}
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}
