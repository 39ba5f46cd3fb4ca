package story

import (
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/web/ui"
)

// say puts an act into words, area by area. An act that no area knows is told by
// its code, so that nothing is left out of a story; a test holds every code of
// access against the areas.
func (t *teller) say(f facts) (said, error) {
	for _, area := range [...]func(facts) (said, bool, error){
		t.sayDocument, t.sayNumber, t.sayDirection, t.sayTask, t.sayDraft, t.sayIssue, t.sayExchange, t.sayOffice,
	} {
		s, ok, err := area(f)
		if ok || err != nil {
			return s, err
		}
	}
	return said{text: "làm việc “" + string(f.act) + "”", icon: ui.IconInfo}, nil
}

// plain is the act without any fact: what is left to say of an erased entry.
func plain(act office.ActCode) string {
	s, err := (&teller{}).say(facts{act: act})
	if err != nil || s.text == "" {
		return "làm việc “" + string(act) + "”"
	}
	return strings.TrimRight(s.text, " ,:")
}

func (t *teller) sayDocument(f facts) (said, bool, error) {
	s := f.state
	switch f.act {
	case access.ReadDocument:
		return said{text: "xem văn bản", icon: ui.IconEye}, true, nil
	case access.ReceiveDocument:
		return sayReceived(f), true, nil
	case access.RegisterDocument:
		out := said{text: "vào sổ văn bản" + with(", số đến ", number(s.ArrivalNumber)), icon: ui.IconBook}
		if f.detail.DuplicateReason != "" {
			out.text += " dù có bản trùng, lý do:"
			out.note = quote(f.detail.DuplicateReason)
		}
		return out, true, nil
	case access.ImportDocuments:
		return said{text: "nhập văn bản từ hệ thống cũ", icon: ui.IconBook}, true, nil
	case access.CorrectDocument:
		out := said{text: "sửa thông tin văn bản", icon: ui.IconPen}
		if names := fieldNames(f); len(names) > 0 {
			out.text = "sửa " + strings.Join(names, ", ")
		}
		return withReason(out, f.detail.Reason), true, nil
	case access.RefuseDocument:
		return withReason(said{text: "từ chối tiếp nhận văn bản", icon: ui.IconClose}, first(f.detail.Reason, s.RefusedReason)), true, nil
	case access.EraseDocument:
		return withReason(said{text: "xoá tệp tải lên và dữ liệu của văn bản", icon: ui.IconTrash}, f.detail.Reason), true, nil
	case access.DecideStaging:
		out := said{text: "quyết định về tệp đang tạm giữ", icon: ui.IconShieldMaybe}
		switch s.Decision {
		case "released":
			out.text = "cho tiếp nhận tệp đang tạm giữ"
		case "purged":
			out.text = "xoá tệp đang tạm giữ"
		}
		return withReason(out, s.DecisionReason), true, nil
	}
	return said{}, false, nil
}

func sayReceived(f facts) said {
	switch {
	case f.kind == "staging":
		return said{text: "tải lên một tệp, tệp đang được tạm giữ ngoài kho", icon: ui.IconShieldMaybe}
	case !f.state.Envelope.Zero():
		return said{text: "nhận văn bản liên thông" + with(" từ ", f.state.IssuingName), icon: ui.IconInbox}
	}
	return said{text: "tiếp nhận văn bản vào hàng đợi", icon: ui.IconInbox}
}

func (t *teller) sayNumber(f facts) (said, bool, error) {
	n := number(f.state.Number)
	switch f.act {
	case access.OpenRegister:
		if !f.detail.Closed.IsZero() {
			return said{text: "khoá sổ" + with(" ", f.state.Name), icon: ui.IconBook}, true, nil
		}
		return said{text: "mở sổ" + with(" ", f.state.Name), icon: ui.IconBook}, true, nil
	case access.SetFirstNumber:
		return said{text: "đặt số bắt đầu của dãy số" + with(" là ", number(f.state.First)), icon: ui.IconBook}, true, nil
	case access.ReserveNumber:
		if f.state.State == "taken" {
			return said{text: "dùng số đã giữ" + with(" ", n), icon: ui.IconBook, aside: true}, true, nil
		}
		return withReason(said{text: "giữ số" + with(" ", n), icon: ui.IconBook}, f.state.Reason), true, nil
	case access.CancelNumber:
		if f.kind == "document" {
			return withReason(said{text: "huỷ văn bản đã vào sổ", icon: ui.IconClose}, first(f.detail.Reason, f.state.CancelledReason)), true, nil
		}
		return withReason(said{text: "huỷ số" + with(" ", n), icon: ui.IconClose, aside: f.state.Document()}, f.state.Reason), true, nil
	case access.CancelDocument:
		return withReason(said{text: "huỷ văn bản", icon: ui.IconClose, aside: f.kind == "number"}, first(f.detail.Reason, f.state.CancelledReason)), true, nil
	case access.ReadRegister:
		return said{text: "xem sổ văn bản", icon: ui.IconBook}, true, nil
	}
	return said{}, false, nil
}

func with(before, s string) string {
	if s == "" {
		return ""
	}
	return before + s
}

func number(n int64) string {
	if n == 0 {
		return ""
	}
	return itoa(n)
}

func first(parts ...string) string {
	for _, s := range parts {
		if s != "" {
			return s
		}
	}
	return ""
}

func withReason(s said, reason string) said {
	if reason == "" {
		return s
	}
	s.text += ", lý do:"
	s.note = quote(reason)
	return s
}

// fieldNames are the changed fields of a correction as people call them.
func fieldNames(f facts) []string {
	var out []string
	seen := map[string]bool{}
	for _, c := range f.detail.Changes {
		name := fieldName(c.Field)
		if name != "" && !seen[name] {
			seen[name] = true
			out = append(out, name)
		}
	}
	return out
}

func fieldName(field string) string {
	switch field {
	case "reference_code":
		return "số, ký hiệu"
	case "number", "notation": // follow from the code
		return ""
	case "issued_date":
		return "ngày văn bản"
	case "arrival_date":
		return "ngày đến"
	case "issuing_name", "issuing_code", "issuing_agency":
		return "cơ quan ban hành"
	case "type_code", "type_name", "rule_set":
		return "loại văn bản"
	case "subject":
		return "trích yếu"
	case "signer", "signer_post":
		return "người ký"
	case "urgency":
		return "độ khẩn"
	case "classification":
		return "độ mật"
	case "due_date":
		return "hạn xử lý"
	case "reply_to", "reply_to_code":
		return "văn bản được trả lời"
	case "recipients":
		return "nơi nhận"
	case "pages", "copies", "language", "note":
		return map[string]string{"pages": "số trang", "copies": "số bản", "language": "ngôn ngữ", "note": "ghi chú"}[field]
	}
	return "thông tin khác"
}
