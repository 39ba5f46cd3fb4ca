package reading

import (
	"regexp"
	"strings"

	"congvan/standard/vietnamese"
)

// maxText bounds what is read, in bytes; a longer text is read to there but
// returned whole.
const maxText = 8 << 20

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
	if f.ReferenceCode == "" {
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
		switch {
		case at.kind == pieceCode && f.ReferenceCode == "":
			code, f.ReferenceCode = at.code, at.code.String()
		case at.kind == pieceDate && f.IssuedDate == nil:
			f.IssuedDate = &at.date
		case at.kind == pieceText && f.ReferenceCode == "" && f.IssuedDate == nil && isUpper(at.text) && !isMarkLine(at.text):
			if _, _, isTitle := titleType(at.text); !isTitle {
				over = append(over, at.text)
			}
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
		f.Subject = p.letterSubject(pieces[start:])
	}
}

// readCitation reads a text without letterhead from the sentence that names
// it: “Nghị quyết số 57-NQ/TW (ngày 22/12/2024) của Bộ Chính trị về …”.
func (f *Fields) readCitation(p *patterns, lines []line) {
	type found struct {
		date            *vietnamese.Date
		agency, subject string
	}
	citation := regexp.MustCompile(`(\p{Lu}[\p{L}]*(?:\s\p{Ll}[\p{L}]*){0,3})\s+số:?\s+(\d\S{2,40})`)
	tail := regexp.MustCompile(`^[\s,(]*(.{0,40}?)[\s,)]*của\s+([^,.;]{3,80}?)\s+(về\s+[^.;]{10,600})`)
	for _, l := range lines[:min(len(lines), headLines)] {
		text := l.text()
		at := citation.FindStringSubmatchIndex(text)
		if at == nil {
			continue
		}
		code, length, ok := p.codes.leading(text[at[4]:])
		name := typeNamed(text[at[2]:at[3]])
		if !ok || name == "" || f.ReferenceCode != "" && f.ReferenceCode != code.String() {
			continue
		}
		var got found
		if m := tail.FindStringSubmatch(text[at[4]+length:]); m != nil {
			got.agency, got.subject = m[2], m[3]
			if dates := p.dates.FindDates(m[1]); len(dates) == 1 {
				got.date = &dates[0].Date
			}
		}
		f.ReferenceCode, f.DocumentType = code.String(), name
		if got.agency != "" {
			f.IssuingAgency, f.Subject, f.IssuedDate = got.agency, tidySubject(got.subject), got.date
			return
		}
	}
}

// typeNamed returns the type whose name ends phrase, "" if none.
func typeNamed(phrase string) string {
	folded := " " + strings.Join(foldWords(phrase), " ")
	for _, t := range docTypes() {
		if strings.HasSuffix(folded, " "+vietnamese.Fold(t.name)) {
			return t.name
		}
	}
	return ""
}
