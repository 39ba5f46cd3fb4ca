package story

import (
	"strings"

	"congvan/office/access"
	"congvan/web/ui"
)

func (t *teller) sayDraft(f facts) (said, bool, error) {
	s := f.state
	doc := f.kind == "document"
	switch f.act {
	case access.CreateDraft:
		if f.kind == "task" {
			return said{text: "soạn văn bản trả lời cho việc này", icon: ui.IconDraft}, true, nil
		}
		return said{text: "lập dự thảo" + with(" ", lower(s.TypeName)), icon: ui.IconDraft, aside: f.kind == "draft_version"}, true, nil
	case access.UploadVersion:
		return said{text: "ghi bản dự thảo" + with(" lần ", number(s.Number)), icon: ui.IconUpload, note: quote(s.Note), aside: doc}, true, nil
	case access.RenderDraft:
		return said{text: "tạo bản PDF của dự thảo", icon: ui.IconFileClock}, true, nil
	case access.SubmitDraft:
		return t.saySubmitted(f)
	case access.CommentDraft:
		return said{text: "góp ý dự thảo", icon: ui.IconMessage, note: quote(s.Text)}, true, nil
	case access.AgreeDraft:
		return t.sayAgreed(f)
	case access.ReturnDraft:
		if f.kind != "" && f.kind != "draft_comment" {
			return said{text: "trả lại dự thảo", icon: ui.IconUndo, aside: true}, true, nil
		}
		return withReason(said{text: "trả lại dự thảo", icon: ui.IconUndo}, s.Text), true, nil
	}
	return said{}, false, nil
}

func (t *teller) saySubmitted(f facts) (said, bool, error) {
	out := said{text: "trình dự thảo", icon: ui.IconSend}
	if f.kind == "task" {
		name, err := t.holder(f.state.Holder)
		out.text = first(with("chuyển dự thảo cho ", name), "chuyển dự thảo") + with(", bước ", step(f))
		out.aside = !f.first()
		return out, true, err
	}
	if f.detail.Version > 0 {
		out.text += " lần " + itoa(int64(f.detail.Version))
	}
	return out, true, nil
}

func (t *teller) sayAgreed(f facts) (said, bool, error) {
	switch {
	case f.kind == "document" && f.state.State == "approved":
		return said{text: "Dự thảo đã được duyệt, chờ ký", icon: ui.IconFileCheck, whole: true}, true, nil
	case f.kind == "document":
		return said{text: "đồng ý dự thảo", icon: ui.IconCheck, aside: true}, true, nil
	case f.kind == "task" && f.first():
		name, err := t.holder(f.state.Holder)
		return said{text: "Dự thảo chuyển đến " + first(name, "bước sau") + with(", bước ", step(f)), icon: ui.IconProcess, whole: true}, true, err
	case f.kind == "task":
		return said{text: "đồng ý dự thảo", icon: ui.IconCheck, aside: true}, true, nil
	}
	return said{text: "đồng ý dự thảo" + with(", bước ", step(f)), icon: ui.IconCheck, note: quote(f.state.Text)}, true, nil
}

func step(f facts) string {
	if f.state.Step == "" {
		return ""
	}
	return lower(f.state.Step.String())
}

func lower(s string) string { return strings.ToLower(s) }

func (t *teller) sayIssue(f facts) (said, bool, error) {
	s := f.state
	aside := f.kind == "task" && !f.first()
	switch f.act {
	case access.SignDocument:
		if f.kind == "task" && f.first() {
			name, err := t.holder(s.Holder)
			return said{text: "Văn bản chuyển đến " + first(name, "văn thư") + " cấp số, đóng dấu, phát hành", icon: ui.IconProcess, whole: true}, true, err
		}
		return said{text: "ký số văn bản", icon: ui.IconSign, aside: aside}, true, nil
	case access.NumberDocument:
		return said{text: "cấp số" + with(" ", s.ReferenceCode), icon: ui.IconBook, aside: aside}, true, nil
	case access.SealDocument:
		return said{text: "đóng dấu cơ quan", icon: ui.IconStamp, aside: aside}, true, nil
	case access.IssueDocument:
		return said{text: "phát hành văn bản", icon: ui.IconSend, aside: aside}, true, nil
	}
	return said{}, false, nil
}

func (t *teller) sayExchange(f facts) (said, bool, error) {
	s := f.state
	peer := s.PeerName
	switch f.act {
	case access.SendEnvelope:
		return said{text: "gửi liên thông" + with(" đến ", peer), icon: ui.IconSend}, true, nil
	case access.DeliverEnvelope:
		return said{text: "chuyển gói tin" + with(" đến ", peer) + with(": ", lower(statusWord(f))), icon: ui.IconLink}, true, nil
	case access.ReceiveEnvelope:
		return said{text: "nhận gói tin liên thông" + with(" từ ", peer), icon: ui.IconInbox}, true, nil
	case access.RefuseEnvelope:
		return withReason(said{text: "từ chối gói tin liên thông" + with(" của ", peer), icon: ui.IconClose}, s.Reason), true, nil
	case access.ResendEnvelope:
		return said{text: "gửi lại liên thông" + with(" đến ", peer), icon: ui.IconRetry}, true, nil
	case access.WriteReceipt:
		out := said{text: "báo trạng thái cho nơi gửi" + with(": ", lower(statusWord(f))), icon: ui.IconFileCheck, aside: f.kind == "envelope"}
		return withReason(out, s.Reason), true, nil
	case access.ReceiveReceipt:
		if f.kind == "envelope" {
			return said{text: first(peer, "Nơi nhận") + with(" báo: ", lower(statusWord(f))), icon: ui.IconFileCheck, whole: true, note: quote(s.Reason)}, true, nil
		}
		out := said{text: "nhận biên nhận của nơi nhận" + with(": ", lower(statusWord(f))), icon: ui.IconFileCheck}
		out.aside = !s.Late
		if s.Late {
			out.text += " (đến muộn, không đổi trạng thái)"
		}
		return out, true, nil
	}
	return said{}, false, nil
}

func statusWord(f facts) string {
	if !f.state.Status.Valid() {
		return ""
	}
	return f.state.Status.String()
}
