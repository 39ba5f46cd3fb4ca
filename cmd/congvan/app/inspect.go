package app

import (
	"context"
	"encoding/json"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/reading"
	"congvan/platform/convert"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// maxInspectedText is how much text of a file is kept for reading and search, in
// bytes.
const maxInspectedText = 2 << 20

// Inspector looks at uploads by way of limited children: what they are, what they
// say, what in them could act by itself, and whether their signatures stand.
type Inspector struct {
	Tools    *convert.Tools
	Verifier Verifier
	Formats  format.Rules
}

var _ document.Inspector = Inspector{}

// Inspect implements document.Inspector: a file that cannot be read is a Problem;
// errors (office.CodeUnavailable) mean that a tool is away, and those of ctx.
func (i Inspector) Inspect(ctx context.Context, name string, file io.ReadSeeker, size int64) (document.Inspection, error) {
	const op = "app.Inspect"
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return document.Inspection{}, office.Wrap(op, err)
	}
	text, err := i.Tools.Text(ctx, name, struct{ io.Reader }{file})
	if err != nil {
		return unreadable(ctx, err)
	}
	x := document.Inspection{Pages: text.Pages, Verdict: document.NoVerdict, Findings: findings(text.Findings)}
	switch text.Kind {
	case convert.KindPDF:
		x.MediaType = "application/pdf"
		if err := i.verify(ctx, &x, file, size); err != nil {
			return document.Inspection{}, err
		}
	case convert.KindDOCX:
		x.MediaType = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
	default: // plain text is no form of a document
		return document.Inspection{Problem: document.Unsupported}, nil
	}
	x.Text = vietnamese.NFC(cut(text.Content, maxInspectedText))
	x.Mark = classification(reading.DetectClassificationMark(x.Text))
	x.Fields = i.fields(reading.Read(x.Text))
	return x, nil
}

// unreadable sorts what went wrong into the file's fault and ours.
func unreadable(ctx context.Context, err error) (document.Inspection, error) {
	if ctx.Err() != nil {
		return document.Inspection{}, ctx.Err()
	}
	switch convert.CodeOf(err) {
	case convert.Encrypted:
		return document.Inspection{Problem: document.Encrypted}, nil
	case convert.Broken:
		return document.Inspection{Problem: document.Broken}, nil
	case convert.Unsupported:
		return document.Inspection{Problem: document.Unsupported}, nil
	case convert.TooLarge, convert.Memory, convert.Timeout:
		return document.Inspection{Problem: document.Bomb}, nil
	}
	return document.Inspection{}, ConversionError("app.Inspect", err)
}

func (i Inspector) verify(ctx context.Context, x *document.Inspection, file io.ReadSeeker, size int64) error {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return office.Wrap("app.Inspect", err)
	}
	r, err := i.Verifier.Verify(ctx, file, size)
	if err != nil {
		return err
	}
	if x.Report, err = json.Marshal(r); err != nil {
		return office.Wrap("app.Inspect", err)
	}
	x.Verdict = verdict(r.Verdict)
	if len(r.Signatures) == 0 && r.Verdict == pades.Indeterminate {
		x.Verdict = document.NoVerdict // nobody signed it: nothing to judge
	}
	return nil
}

func verdict(v pades.Verdict) document.Verdict {
	switch v {
	case pades.Valid:
		return document.ValidVerdict
	case pades.ValidWithWarning:
		return document.WarningVerdict
	case pades.Invalid:
		return document.InvalidVerdict
	}
	return document.IndeterminateVerdict
}

func findings(list []convert.Finding) []document.Finding {
	var out []document.Finding
	for _, f := range list {
		out = append(out, document.Finding{Code: f.Code, Vi: f.Vi, En: f.En, Hostile: f.Severity == convert.Danger})
	}
	return out
}

func classification(m reading.Mark) office.Classification {
	switch m {
	case reading.MarkSecret:
		return office.Confidential
	case reading.MarkTopSecret:
		return office.Secret
	case reading.MarkUtmost:
		return office.TopSecret
	}
	return office.Open
}

// cut keeps at most limit bytes of s, whole characters only.
func cut(s string, limit int) string {
	if len(s) <= limit {
		return s
	}
	return strings.ToValidUTF8(s[:limit], "")
}
