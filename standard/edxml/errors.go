package edxml

import (
	"fmt"
	"strings"
)

// ErrorCode says why a message was refused as a whole.
type ErrorCode string

// The reasons for refusing a message.
const (
	CodeMalformed ErrorCode = "malformed_xml" // not well-formed, or with a DTD
	CodeTooLarge  ErrorCode = "too_large"     // above a limit of Limits
	CodeNotEdXML  ErrorCode = "not_edxml"     // well-formed, but no such message
)

// Error is a refused message. Detail is for logs, in English.
type Error struct {
	Code   ErrorCode
	Detail string
}

func (e *Error) Error() string { return "edxml: " + string(e.Code) + ": " + e.Detail }

// Violation is one departure from the standard. Code is N.<path> (missing),
// R.<path> (out of range) or M.<path> (malformed), the path being that of the
// element below MessageHeader, as gateways of the exchange report it.
type Violation struct {
	Code    string `json:"code"`
	Message string `json:"message"` // Vietnamese, for people
}

// ValidationError refuses to write a message that receivers would refuse.
type ValidationError struct{ Violations []Violation }

func (e *ValidationError) Error() string {
	codes := make([]string, 0, len(e.Violations))
	for _, v := range e.Violations {
		codes = append(codes, v.Code)
	}
	return fmt.Sprintf("edxml: %d violations: %s", len(codes), strings.Join(codes, ", "))
}
