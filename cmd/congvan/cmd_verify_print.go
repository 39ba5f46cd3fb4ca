package main

import (
	"fmt"
	"io"
	"time"

	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// printReport says in Vietnamese what verify found.
func printReport(w io.Writer, r pades.Report) error {
	p := &printer{w: w}
	p.line("Kết luận: %s", verdictWord(r.Verdict))
	for i, s := range r.Signatures {
		p.signature(i+1, s)
	}
	p.reasons("Lý do:", r.Reasons)
	p.reasons("Lưu ý:", r.Notes)
	return p.err
}

func (p *printer) signature(n int, s pades.SignatureReport) {
	p.line("\n%s %d: %s", signatureWord(s.Kind), n, orDash(s.SignerCN))
	p.line("  Kết luận: %s", verdictWord(s.Verdict))
	p.line("  Nội dung đã ký: %s", integrityWord(s.Integrity))
	p.line("  Phạm vi: %s", pick(s.Covers == pades.CoversDocument, "toàn bộ tệp", "một phiên bản; sau đó tệp có cập nhật"))
	p.line("  Chứng thư số: %s", pick(s.Trusted, "tin cậy", "chưa tin cậy"))
	if s.SigningTime != nil {
		p.line("  Thời điểm ký (tự khai): %s", clock(*s.SigningTime))
	}
	if s.Timestamp != nil {
		p.line("  Dấu thời gian: %s", clock(*s.Timestamp))
	}
	p.line("  Mức: %s", s.Level)
}

func (p *printer) reasons(title string, list []pades.Reason) {
	if len(list) == 0 {
		return
	}
	p.line("\n%s", title)
	for _, r := range list {
		p.line("  - %s", r.Vi)
	}
}

func verdictWord(v pades.Verdict) string {
	switch v {
	case pades.Valid:
		return "HỢP LỆ"
	case pades.ValidWithWarning:
		return "HỢP LỆ, CÓ ĐIỂM CẦN XEM"
	case pades.Invalid:
		return "KHÔNG HỢP LỆ"
	}
	return "CHƯA XÁC ĐỊNH ĐƯỢC"
}

func signatureWord(kind string) string {
	switch kind {
	case pades.KindTimestamp:
		return "Dấu thời gian của văn bản"
	case pades.KindUsageRights:
		return "Quyền sử dụng"
	}
	return "Chữ ký"
}

func integrityWord(integrity string) string {
	switch integrity {
	case pades.IntegrityOK:
		return "nguyên vẹn"
	case pades.IntegrityBroken:
		return "đã bị thay đổi, hoặc chữ ký hỏng"
	}
	return "không kiểm tra được"
}

// printer writes lines until one fails.
type printer struct {
	w   io.Writer
	err error
}

func (p *printer) line(format string, args ...any) {
	if p.err == nil {
		_, p.err = fmt.Fprintf(p.w, format+"\n", args...)
	}
}

func orDash(s string) string {
	if s == "" {
		return "–"
	}
	return s
}

func nonEmpty(parts ...string) []string {
	var out []string
	for _, s := range parts {
		if s != "" {
			out = append(out, s)
		}
	}
	return out
}

// clock shows an instant as people in Vietnam read it.
func clock(t time.Time) string { return t.In(vietnamese.Location()).Format("15:04:05 02/01/2006") }

func pick(yes bool, then, otherwise string) string {
	if yes {
		return then
	}
	return otherwise
}
