package reading

import "congvan/standard/vietnamese"

// Fields is what a document says of itself. What was not found is empty.
type Fields struct {
	ReferenceCode string           `json:"reference_code"` // 15-TB/TU, as Code.String writes it
	IssuedDate    *vietnamese.Date `json:"issued_date"`
	IssuingAgency string           `json:"issuing_agency"` // in the letters printed, mostly capitals
	DocumentType  string           `json:"document_type"`  // Thông báo
	Subject       string           `json:"subject"`        // trích yếu, without “V/v”
	Signers       []Signer         `json:"signers"`
	Assignments   []Assignment     `json:"assignments"`
	Text          string           `json:"text"` // the whole text in NFC
}

// Signer is a person named under the document.
type Signer struct {
	Name     string `json:"name"`
	Position string `json:"position"` // without T/M, KT. and what they stand for
}

// Assignment is a task that the document gives. Deadline is the date written
// in the text, nil when there is none.
type Assignment struct {
	Text       string           `json:"text"`
	Lead       string           `json:"lead"`
	Coordinate []string         `json:"coordinate"`
	Deadline   *vietnamese.Date `json:"deadline"`
}
