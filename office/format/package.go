package format

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
)

const (
	xmlHead    = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>` + "\n"
	wNamespace = `xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"`
	wordType   = `application/vnd.openxmlformats-officedocument.wordprocessingml.`
	relType    = `http://schemas.openxmlformats.org/officeDocument/2006/relationships/`
)

func escape(s string) string {
	return strings.NewReplacer("&", "&amp;", "<", "&lt;", ">", "&gt;", `"`, "&quot;").Replace(s)
}

// writePackage puts the parts of a DOCX together: body, styles, and a header
// that prints the page number on every page but the first.
func writePackage(l Layout, body string) ([]byte, error) {
	parts := []struct{ name, text string }{
		{"[Content_Types].xml", xmlHead + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">` +
			`<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
			`<Override PartName="/word/document.xml" ContentType="` + wordType + `document.main+xml"/>` +
			`<Override PartName="/word/styles.xml" ContentType="` + wordType + `styles+xml"/>` +
			`<Override PartName="/word/settings.xml" ContentType="` + wordType + `settings+xml"/>` +
			`<Override PartName="/word/header1.xml" ContentType="` + wordType + `header+xml"/></Types>`},
		{"_rels/.rels", xmlHead + relationships(`officeDocument`, "word/document.xml")},
		{"word/_rels/document.xml.rels", xmlHead + relationships(`styles`, "styles.xml", `settings`, "settings.xml", `header`, "header1.xml")},
		{"word/document.xml", xmlHead + `<w:document ` + wNamespace + `><w:body>` + body + l.lastParagraph() + l.section() + `</w:body></w:document>`},
		{"word/styles.xml", l.stylesPart()},
		{"word/settings.xml", xmlHead + `<w:settings ` + wNamespace + `><w:zoom w:percent="100"/><w:defaultTabStop w:val="720"/><w:characterSpacingControl w:val="doNotCompress"/>` +
			`<w:compat><w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat></w:settings>`},
		{"word/header1.xml", xmlHead + `<w:hdr ` + wNamespace + `><w:p><w:pPr><w:pStyle w:val="` + string(styleOf(PageNumberText)) + `"/></w:pPr>` +
			`<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> PAGE </w:instrText></w:r>` +
			`<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>2</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p></w:hdr>`},
	}
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for _, p := range parts {
		w, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("format: %w", err)
		}
		if _, err := w.Write([]byte(p.text)); err != nil {
			return nil, fmt.Errorf("format: %w", err)
		}
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("format: %w", err)
	}
	return out.Bytes(), nil
}

// lastParagraph is the one that Word wants after a table, as small as can be.
func (l Layout) lastParagraph() string {
	return `<w:p><w:pPr><w:spacing w:before="0" w:after="0" w:line="20" w:lineRule="exact"/></w:pPr></w:p>`
}

func (l Layout) section() string {
	mm := func(v float64) int { return twips(points(v)) }
	return fmt.Sprintf(`<w:sectPr><w:headerReference w:type="default" r:id="r3"/><w:pgSz w:w="%d" w:h="%d"/>`+
		`<w:pgMar w:top="%d" w:right="%d" w:bottom="%d" w:left="%d" w:header="%d" w:footer="%d" w:gutter="0"/><w:titlePg/></w:sectPr>`,
		mm(l.PageWidth), mm(l.PageHeight), mm(l.Top.Use), mm(l.Right.Use), mm(l.Bottom.Use), mm(l.Left.Use), mm(l.PageNumber.Use), mm(10))
}

func relationships(pairs ...string) string {
	var b strings.Builder
	b.WriteString(`<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">`)
	for i := 0; i+1 < len(pairs); i += 2 {
		fmt.Fprintf(&b, `<Relationship Id="r%d" Type="%s%s" Target="%s"/>`, i/2+1, relType, pairs[i], pairs[i+1])
	}
	b.WriteString(`</Relationships>`)
	return b.String()
}
