package reading

import (
	"regexp"
	"strings"

	"congvan/standard/vietnamese"
)

// maxText bounds what is read, in bytes; a longer text is read to there but
// returned whole.
const maxText = 2 << 20

// Read returns what the text of a document says of itself. Any text may be
// given; what cannot be told stays empty.
func Read(text string) Fields {
	text = strings.ReplaceAll(vietnamese.NFC(text), "\r\n", "\n")
	f := Fields{Signers: []Signer{}, Assignments: []Assignment{}, Text: text}
	seen := text
	if len(seen) > maxText {
		seen = strings.ToValidUTF8(seen[:maxText], "")
	}
	p := newPatterns()
	lines := linesOf(seen)
	pieces := p.pieces(splitLetterhead(lines, p.national))
	code := f.readLetterhead(pieces)
	f.readTitle(p, pieces, code)
	if f.ReferenceCode == "" && f.IssuedDate == nil && f.IssuingAgency == "" {
		f.readCitation(p, lines)
	}
	f.Signers = append(f.Signers, signers(lines)...)
	return f
}

// readLetterhead takes code, date and agency.
func (f *Fields) readLetterhead(pieces []piece) Code {
	var code Code
	var over []string
	for _, at := range pieces {
		_, _, isTitle := titleType(at.text)
		if isTitle && (f.ReferenceCode != "" || f.IssuedDate != nil) {
			break // dates and codes below are those of other documents
		}
		switch {
		case at.kind == pieceCode && f.ReferenceCode == "":
			code, f.ReferenceCode = at.code, at.code.String()
		case at.kind == pieceDate && f.IssuedDate == nil:
			f.IssuedDate = &at.date
		case at.kind == pieceText && f.ReferenceCode == "" && f.IssuedDate == nil && !isTitle &&
			len(at.text) <= maxAgencyLine && isUpper(at.text) && !isMarkLine(at.text):
			over = append(over, at.text)
		}
	}
	f.IssuingAgency = agencyOf(over, code)
	return code
}

// readTitle takes type and subject, below the code or the date.
func (f *Fields) readTitle(p *patterns, pieces []piece, code Code) {
	start := 0
	for i, at := range pieces {
		if at.kind == pieceCode || at.kind == pieceDate {
			start = i + 1
			break
		}
	}
	f.DocumentType, f.Subject = p.title(pieces[start:], f.IssuingAgency)
	if f.DocumentType == "" {
		f.DocumentType = code.TypeName()
		f.Subject = p.letterSubject(pieces)
		if f.DocumentType == "" && f.Subject != "" {
			f.DocumentType = "Công văn" // a draft letter: no number yet
		}
	}
}

// citationLines is how many lines from the top may name the document.
const citationLines = 12

// readCitation reads a text without letterhead that opens with its own name,
// “Nghị quyết số 57-NQ/TW”, and the sentence that says more of it: “… số
// 57-NQ/TW (ngày 22/12/2024) của Bộ Chính trị về …”.
func (f *Fields) readCitation(p *patterns, lines []line) {
	name := regexp.MustCompile(`^\W*(\p{Lu}\p{L}*(?:\s\p{L}+){0,3})\s+số:?\s+`)
	details := regexp.MustCompile(`^[\s,(]*(?:ngày\s+)?(.{0,40}?)[\s,)]*của\s+([^,.;]{3,80}?)\s+(về\s+[^.;]{10,600})`)
	var code Code
	for _, l := range lines[:min(len(lines), citationLines)] {
		text := l.text()
		if code.Number == "" {
			at := name.FindStringSubmatchIndex(text)
			if at == nil || len(text) > 300 {
				continue
			}
			found, _, ok := leadingCode(text[at[1]:])
			if typeName := typeNamed(text[at[2]:at[3]]); ok && typeName != "" {
				code, f.ReferenceCode, f.DocumentType = found, found.String(), typeName
			}
		}
		if _, after, found := strings.Cut(text, "số "+code.String()); found && code.Number != "" {
			m := details.FindStringSubmatch(after)
			if m == nil {
				continue
			}
			f.IssuingAgency, f.Subject = m[2], tidySubject(m[3])
			if date, err := p.dates.Parse(strings.Trim(m[1], " ()")); err == nil {
				f.IssuedDate = &date
			}
			return
		}
	}
}

// typeNamed returns the type of that name, "" if there is none.
func typeNamed(name string) string {
	phrase := phraseOf(name)
	for _, t := range docTypes() {
		if strings.ToLower(t.name) == phrase {
			return t.name
		}
	}
	return ""
}
