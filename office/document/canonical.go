package document

import (
	"time"

	"congvan/office"
)

// documentV1 is the canonical encoding of a document: every stored column that
// is not derived (box, reference_key and issuing_key are), files and recipients
// in order. Its fields never change; a change of shape is documentV2.
type documentV1 struct {
	ID              office.ID             `json:"id"`
	Agency          office.ID             `json:"agency"`
	Kind            Kind                  `json:"kind"`
	State           State                 `json:"state"`
	Register        office.ID             `json:"register"`
	ArrivalNumber   int64                 `json:"arrival_number"`
	ArrivalDate     office.Date           `json:"arrival_date"`
	Number          int64                 `json:"number"`
	Notation        string                `json:"notation"`
	ReferenceCode   string                `json:"reference_code"`
	RuleSet         string                `json:"rule_set"`
	TypeCode        string                `json:"type_code"`
	TypeName        string                `json:"type_name"`
	IssuedDate      office.Date           `json:"issued_date"`
	Body            string                `json:"body"`
	IssuingAgency   office.ID             `json:"issuing_agency"`
	IssuingCode     string                `json:"issuing_code"`
	IssuingName     string                `json:"issuing_name"`
	Subject         string                `json:"subject"`
	Language        string                `json:"language"`
	Pages           int                   `json:"pages"`
	Copies          int                   `json:"copies"`
	Note            string                `json:"note"`
	Signer          Signer                `json:"signer"`
	SignerPost      office.ID             `json:"signer_post"`
	Unit            office.ID             `json:"unit"`
	AuthorPost      office.ID             `json:"author_post"`
	Urgency         office.Urgency        `json:"urgency"`
	Classification  office.Classification `json:"classification"`
	DueDate         office.Date           `json:"due_date"`
	ReplyTo         office.ID             `json:"reply_to"`
	ReplyToCode     string                `json:"reply_to_code"`
	RefusedReason   string                `json:"refused_reason"`
	CancelledReason string                `json:"cancelled_reason"`
	DuplicateReason string                `json:"duplicate_reason"`
	Envelope        office.ID             `json:"envelope"`
	SortKey         int64                 `json:"sort_key"`
	CreatedAt       time.Time             `json:"created_at"`
	ChangedAt       time.Time             `json:"changed_at"`
	Version         int                   `json:"version"`
	Files           []File                `json:"files"`
	Recipients      []Recipient           `json:"recipients"`
}

// Canonical is the document's state for the journal: encoding "document/1".
func (d Document) Canonical() office.State {
	return office.Canonical("document/1", documentV1{
		ID: d.ID, Agency: d.Agency, Kind: d.Kind, State: d.State,
		Register: d.Register, ArrivalNumber: d.ArrivalNumber, ArrivalDate: d.ArrivalDate,
		Number: d.Number, Notation: d.Notation, ReferenceCode: d.ReferenceCode, RuleSet: d.RuleSet,
		TypeCode: d.TypeCode, TypeName: d.TypeName, IssuedDate: d.IssuedDate, Body: d.Body,
		IssuingAgency: d.IssuingAgency, IssuingCode: d.IssuingCode, IssuingName: d.IssuingName,
		Subject: d.Subject, Language: d.Language, Pages: d.Pages, Copies: d.Copies, Note: d.Note,
		Signer: d.Signer, SignerPost: d.SignerPost, Unit: d.Unit, AuthorPost: d.AuthorPost,
		Urgency: d.Urgency, Classification: d.Classification, DueDate: d.DueDate,
		ReplyTo: d.ReplyTo, ReplyToCode: d.ReplyToCode,
		RefusedReason: d.RefusedReason, CancelledReason: d.CancelledReason, DuplicateReason: d.DuplicateReason,
		Envelope: d.Envelope, SortKey: d.SortKey, CreatedAt: d.CreatedAt.UTC(), ChangedAt: d.ChangedAt.UTC(),
		Version: d.Version, Files: append([]File{}, d.Files...), Recipients: append([]Recipient{}, d.Recipients...),
	})
}

type registerV1 struct {
	ID       office.ID   `json:"id"`
	Agency   office.ID   `json:"agency"`
	Kind     Kind        `json:"kind"`
	Name     string      `json:"name"`
	OpenedOn office.Date `json:"opened_on"`
	ClosedOn office.Date `json:"closed_on"`
}

// Canonical is the register's state for the journal: encoding "register/1".
func (r Register) Canonical() office.State { return office.Canonical("register/1", registerV1(r)) }

type seriesV1 struct {
	ID     office.ID  `json:"id"`
	Agency office.ID  `json:"agency"`
	Body   string     `json:"body"`
	Kind   SeriesKind `json:"kind"`
	Group  string     `json:"group"`
	Period string     `json:"period"`
	First  int64      `json:"first"`
}

// Canonical is the state of a series whose first number was set by an act:
// encoding "series/1". The next number is derived.
func (s Series) Canonical() office.State {
	return office.Canonical("series/1", seriesV1{
		ID: s.ID, Agency: s.Key.Agency, Body: s.Key.Body, Kind: s.Key.Kind,
		Group: s.Key.Group, Period: s.Key.Period, First: s.First,
	})
}

type numberV1 struct {
	ID        office.ID   `json:"id"`
	Agency    office.ID   `json:"agency"`
	Series    office.ID   `json:"series"`
	Number    int64       `json:"number"`
	State     NumberState `json:"state"`
	Document  office.ID   `json:"document"`
	Reason    string      `json:"reason"`
	OnDate    office.Date `json:"on_date"`
	ChangedAt time.Time   `json:"changed_at"`
}

// Canonical is the state of a number that was reserved or cancelled: encoding
// "number/1". A plainly taken number is part of its document's state.
func (n Number) Canonical() office.State {
	return office.Canonical("number/1", numberV1{
		ID: n.ID, Agency: n.Agency, Series: n.Series, Number: n.Number, State: n.State,
		Document: n.Document, Reason: n.Reason, OnDate: n.OnDate, ChangedAt: n.ChangedAt.UTC(),
	})
}

type stagingV1 struct {
	ID             office.ID             `json:"id"`
	Agency         office.ID             `json:"agency"`
	Reason         HoldReason            `json:"reason"`
	Level          office.Classification `json:"level"`
	Files          int                   `json:"files"`
	Size           int64                 `json:"size"`
	ByAccount      office.ID             `json:"by_account"`
	ByPerson       office.ID             `json:"by_person"`
	CreatedAt      time.Time             `json:"created_at"`
	DecidedAt      time.Time             `json:"decided_at"`
	Decision       Decision              `json:"decision"`
	DecisionReason string                `json:"decision_reason"`
}

// Canonical is the state of an upload held back: encoding "staging/1". It holds
// no name and no subject.
func (h Held) Canonical() office.State {
	return office.Canonical("staging/1", stagingV1{
		ID: h.ID, Agency: h.Agency, Reason: h.Reason, Level: h.Level, Files: h.Files, Size: h.Size,
		ByAccount: h.ByAccount, ByPerson: h.ByPerson, CreatedAt: h.CreatedAt.UTC(), DecidedAt: h.DecidedAt.UTC(),
		Decision: h.Decision, DecisionReason: h.DecisionReason,
	})
}
