package format

import (
	"congvan/standard/vietnamese"
)

// Kind says whose rules a rule set holds.
type Kind string

// Party documents follow the Central Committee's rules, State documents
// NĐ 30/2020.
const (
	Party Kind = "party"
	State Kind = "state"
)

// TypeCode is the stable code of a document type, never printed. In Party
// rules QD (quyết định) and QDi (quy định) are two types that print one symbol.
type TypeCode string

// Form names a template.
type Form string

// The forms that templates exist for.
const (
	Named    Form = "named"    // có tên loại
	Letter   Form = "letter"   // công văn
	Proposal Form = "proposal" // tờ trình
	Decision Form = "decision" // quyết định, with grounds and articles
)

// Forms lists all forms in a fixed order.
func Forms() []Form { return []Form{Named, Letter, Proposal, Decision} }

// Period says when running numbers begin again.
type Period string

// Party numbers run for a term of the committee, State numbers for a year.
const (
	Term Period = "term"
	Year Period = "year"
)

// RuleSet is the form of documents of one kind while it holds, both days
// included; a zero ValidTo means until further notice.
type RuleSet struct {
	Code       string          `toml:"code"`
	Name       string          `toml:"name"` // Vietnamese
	Kind       Kind            `toml:"kind"`
	ValidFrom  vietnamese.Date `toml:"valid_from"`
	ValidTo    vietnamese.Date `toml:"valid_to"`
	Sources    []string        `toml:"sources"`
	Notes      []string        `toml:"notes"` // which edges or values are the office's to confirm
	TypesOf    string          `toml:"types_of"`
	LayoutOf   string          `toml:"layout_of"`
	Period     Period          `toml:"period"`
	Grammar    Grammar         `toml:"grammar"`
	Types      []Type          `toml:"types"`
	Capacities []Capacity      `toml:"capacities"`
	Layout     Layout          `toml:"layout"`
}

// Type is a document type. Symbol is "" where the code prints none (State
// công văn). Printed is the name above the subject, "" where none is printed.
type Type struct {
	Code    TypeCode `toml:"code"`
	Name    string   `toml:"name"`
	Symbol  string   `toml:"symbol"`
	Printed string   `toml:"printed"`
	Form    Form     `toml:"form"`
	Copy    bool     `toml:"copy"` // bản sao: its own series, block under the copied document
	Unsure  bool     `toml:"unsure"`
}

// Grammar is how a reference code is printed: label, number, and the two
// separators around the type's symbol.
type Grammar struct {
	Label         string `toml:"label"` // "Số" or "Số:"
	AfterNumber   string `toml:"after_number"`
	BeforeAgency  string `toml:"before_agency"`
	MinDigits     int    `toml:"min_digits"`
	LetterPrefix  string `toml:"letter_prefix"`  // what opens the subject of a công văn
	NamedPrefix   string `toml:"named_prefix"`   // what opens the subject of a quyết định
	AddresseeWord string `toml:"addressee_word"` // Kính gửi
	ProposalWord  string `toml:"proposal_word"`  // Kính trình (Party), Kính gửi (State)
}

// Type returns the type with the code.
func (r RuleSet) Type(code TypeCode) (Type, bool) {
	for _, t := range r.Types {
		if t.Code == code {
			return t, true
		}
	}
	return Type{}, false
}

// TypesPrinting returns the types that print symbol: several where a symbol is
// shared, so that a look-up by “12-QĐ/TU” may name two documents.
func (r RuleSet) TypesPrinting(symbol string) []Type {
	var list []Type
	for _, t := range r.Types {
		if t.Symbol == symbol && symbol != "" {
			list = append(list, t)
		}
	}
	return list
}

// HoldsOn reports that the rule set holds on the day d.
func (r RuleSet) HoldsOn(d vietnamese.Date) bool {
	return !d.Before(r.ValidFrom) && (r.ValidTo.IsZero() || !d.After(r.ValidTo))
}

// Layout is the page and its components.
type Layout struct {
	Font       string                      `toml:"font"`
	PageWidth  float64                     `toml:"page_width"`  // mm
	PageHeight float64                     `toml:"page_height"` // mm
	Top        Range                       `toml:"top"`         // margins, mm
	Bottom     Range                       `toml:"bottom"`
	Left       Range                       `toml:"left"`
	Right      Range                       `toml:"right"`
	PageNumber Range                       `toml:"page_number"` // mm from the top edge
	Indent     Range                       `toml:"indent"`      // first line of a paragraph, mm
	LinePitch  Range                       `toml:"line_pitch"`  // pt if LineExact, else a multiple of single
	LineExact  bool                        `toml:"line_exact"`
	SpaceAfter Range                       `toml:"space_after"` // between paragraphs, pt
	PartRule   Range                       `toml:"part_rule"`   // length of a rule to its text, 0: none
	LeftColumn float64                     `toml:"left_column"` // mm, width of the left column of head and foot
	Components map[ComponentName]Component `toml:"components"`
}

// Range is what the rules allow and what templates use. Min = Max where the
// rules leave no choice.
type Range struct {
	Min float64 `toml:"min"`
	Max float64 `toml:"max"`
	Use float64 `toml:"use"`
}

// Allows reports that v lies within the range.
func (r Range) Allows(v float64) bool { return v >= r.Min && v <= r.Max }

// ComponentName names a component of a document.
type ComponentName string

// The components, in the order of the page.
const (
	National        ComponentName = "national" // Quốc hiệu, or the Party's title
	Motto           ComponentName = "motto"    // Tiêu ngữ
	AgencyParent    ComponentName = "agency_parent"
	Agency          ComponentName = "agency"
	Number          ComponentName = "number"
	PlaceDate       ComponentName = "place_date"
	TypeName        ComponentName = "type_name"
	Subject         ComponentName = "subject"
	LetterSubject   ComponentName = "letter_subject"
	Addressee       ComponentName = "addressee"
	Authority       ComponentName = "authority"
	Grounds         ComponentName = "grounds"
	Body            ComponentName = "body"
	Heading         ComponentName = "heading"
	CapacityLine    ComponentName = "capacity"
	Position        ComponentName = "position"
	Signer          ComponentName = "signer"
	RecipientsTitle ComponentName = "recipients_title"
	Recipients      ComponentName = "recipients"
	PageNumberText  ComponentName = "page_number"
)

// Component is the look of one component. Sizes are in points. BoldEither
// marks components that sources print both ways.
type Component struct {
	Size       Range `toml:"size"`
	Bold       bool  `toml:"bold"`
	BoldEither bool  `toml:"bold_either"`
	Italic     bool  `toml:"italic"`
	Caps       bool  `toml:"caps"`
	Underline  bool  `toml:"underline"`
}

// Capacity is how a right to sign is printed before a name.
type Capacity struct {
	Code       CapacityCode `toml:"code"`
	Printed    string       `toml:"printed"` // "T/M", "TM."
	Name       string       `toml:"name"`    // Vietnamese
	Collective bool         `toml:"collective"`
}
