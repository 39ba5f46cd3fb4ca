package edxml

// Limits bounds the work that a message may cause, and says which faults of
// published messages are forgiven. Every limit must be above zero.
type Limits struct {
	MaxBytes       int64 // of the message as read
	MaxDepth       int   // nested elements
	MaxElements    int
	MaxAttachments int
	Tolerate       Tolerance
}

// Tolerance is what a gateway may forgive although it is not well-formed XML.
// The zero value forgives nothing; a byte order mark is always fine.
type Tolerance struct {
	LeadingJunk    int  // stray bytes before the first '<'
	Base64Envelope bool // the whole message in base64 (older provincial statuses)
}

// DefaultLimits are those of the national and provincial hubs: 20 MB a message.
func DefaultLimits() Limits {
	return Limits{MaxBytes: 20 << 20, MaxDepth: 32, MaxElements: 100_000, MaxAttachments: 500}
}
