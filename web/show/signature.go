package show

import (
	"encoding/json"
	"strconv"
	"strings"

	"congvan/office/document"
	"congvan/standard/pades"
	"congvan/web/ui"
)

func itoa(n int) string { return strconv.Itoa(n) }

// Signatures is the panel of a file's signatures as they were checked when it
// came in; empty when it carries none.
func Signatures(r document.Reading) ui.Sigs {
	var rep pades.Report
	if len(r.Report) == 0 || json.Unmarshal(r.Report, &rep) != nil {
		return nil
	}
	var out ui.Sigs
	for _, s := range rep.Signatures {
		if s.Kind == pades.KindUsageRights {
			continue
		}
		line := ui.Sig{State: sigState(s.Verdict), Seal: isSeal(s.Field), Who: s.SignerCN}
		if line.Who == "" {
			line.Who = "Không rõ người ký"
		}
		switch {
		case s.Timestamp != nil:
			line.At = *s.Timestamp
		case s.SigningTime != nil:
			line.At = *s.SigningTime
		}
		facts := words(s.Reasons)
		if len(facts) == 0 {
			facts = words(s.Notes)
		}
		if len(facts) == 0 && s.Trusted {
			facts = append(facts, "Chứng thư được tin cậy")
		}
		if s.Covers == "document" {
			facts = append(facts, "phủ toàn văn bản")
		}
		if s.Timestamp != nil {
			facts = append(facts, "có dấu thời gian")
		}
		line.Facts = strings.Join(facts, " · ")
		out = append(out, line)
	}
	return out
}

func words(reasons []pades.Reason) []string {
	var out []string
	for _, r := range reasons {
		if r.Vi != "" {
			out = append(out, strings.TrimSuffix(r.Vi, "."))
		}
	}
	return out
}

func sigState(v pades.Verdict) ui.SigState {
	switch v {
	case pades.Invalid:
		return ui.SigBroken
	case pades.Valid:
		return ui.SigValid
	case pades.ValidWithWarning:
		return ui.SigWarning
	}
	return ui.SigUnknown
}

// Verdict is the tag of what checking a file's signatures came to; a file that
// carries none has none.
func Verdict(v document.Verdict) ui.Tag {
	switch v {
	case document.ValidVerdict:
		return ui.Tag{Word: "Chữ ký hợp lệ", Tone: ui.ToneOK, Icon: ui.IconShield}
	case document.WarningVerdict:
		return ui.Tag{Word: "Chữ ký hợp lệ, cần xem", Tone: ui.ToneSoon, Icon: ui.IconShield}
	case document.IndeterminateVerdict:
		return ui.Tag{Word: "Chữ ký chưa rõ", Tone: ui.ToneSoon, Icon: ui.IconShieldMaybe}
	case document.InvalidVerdict:
		return ui.Tag{Word: "Chữ ký không hợp lệ", Tone: ui.ToneLate, Icon: ui.IconShieldBad}
	}
	return ui.Tag{Word: "Không có chữ ký số", Tone: ui.ToneNeutral}
}

// Judged is the verdict of a reading as people mean it: a file without any
// signature has none to judge.
func Judged(r document.Reading) document.Verdict {
	if r.Verdict == document.IndeterminateVerdict && len(Signatures(r)) == 0 {
		return document.NoVerdict
	}
	return r.Verdict
}

// isSeal tells the agency's seal by the name of its field: ours, or what others
// call it.
func isSeal(field string) bool {
	f := strings.ToLower(field)
	return strings.Contains(f, "dau_co_quan") || strings.Contains(f, "seal") || strings.Contains(f, "condau")
}
