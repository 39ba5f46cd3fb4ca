package story

import (
	"strings"

	"congvan/office/access"
	"congvan/office/org"
	"congvan/office/task"
	"congvan/web/ui"
)

func (t *teller) holder(h task.Holder) (string, error) {
	return t.name(org.PrincipalKind(h.Kind), h.ID)
}

func (t *teller) sayDirection(f facts) (said, bool, error) {
	switch f.act {
	case access.ProposeDirection:
		if f.kind == "task" {
			return said{text: "trình lãnh đạo cho ý kiến", icon: ui.IconDirect, aside: true}, true, nil
		}
		out := said{text: "đề xuất xử lý văn bản", icon: ui.IconMessage}
		return t.withRouting(out, f)
	case access.GiveDirection:
		if f.kind == "task" {
			return said{text: "cho ý kiến chỉ đạo", icon: ui.IconDirect, aside: true}, true, nil
		}
		return t.withRouting(said{text: "cho ý kiến chỉ đạo", icon: ui.IconDirect}, f)
	}
	return said{}, false, nil
}

// withRouting adds the routing in words, and quotes the note.
func (t *teller) withRouting(s said, f facts) (said, bool, error) {
	r := f.state.Routing
	var parts []string
	if r.Lead != nil {
		name, err := t.holder(r.Lead.To)
		if err != nil {
			return s, true, err
		}
		parts = append(parts, "giao "+name+" chủ trì"+due(r.Lead.Due))
	}
	helpers, informed := make([]task.Holder, 0, len(r.Coordinate)), r.Inform
	for _, c := range r.Coordinate {
		helpers = append(helpers, c.To)
	}
	for _, x := range []struct {
		word string
		to   []task.Holder
	}{{"phối hợp ", helpers}, {"để biết: ", informed}} {
		names, err := t.names(x.to)
		if err != nil {
			return s, true, err
		}
		if names != "" {
			parts = append(parts, x.word+names)
		}
	}
	if len(parts) > 0 {
		s.text += ": " + strings.Join(parts, "; ")
	}
	s.note = quote(f.state.Text)
	return s, true, nil
}

// maxNames bounds the names in one sentence.
const maxNames = 8

func (t *teller) names(to []task.Holder) (string, error) {
	var out []string
	for i, h := range to {
		if i == maxNames {
			out = append(out, "và "+itoa(int64(len(to)-maxNames))+" nơi khác")
			break
		}
		name, err := t.holder(h)
		if err != nil {
			return "", err
		}
		out = append(out, name)
	}
	return strings.Join(out, ", "), nil
}

func due(d task.Due) string {
	switch {
	case d.WorkingDays > 0:
		return " trong " + itoa(int64(d.WorkingDays)) + " ngày làm việc"
	case !d.Date.IsZero():
		return ", hạn " + short(d.Date)
	}
	return ""
}

func (t *teller) sayTask(f facts) (said, bool, error) {
	s := f.state
	name, err := t.holder(s.Holder)
	if err != nil {
		return said{}, false, err
	}
	switch f.act {
	case access.GiveTask:
		return t.sayGiven(f, name), true, nil
	case access.AcceptTask:
		return said{text: "nhận việc", icon: ui.IconCheck}, true, nil
	case access.HandOnTask:
		if f.first() {
			return said{text: "chuyển " + name + with(" ", strings.ToLower(s.Role.String())) + with(", hạn ", short(s.Due)), icon: ui.IconProcess, note: quote(s.Text)}, true, nil
		}
		return said{text: "chuyển việc cho người khác", icon: ui.IconProcess, aside: true}, true, nil
	case access.ReturnTask:
		return sayReturned(f, name), true, nil
	case access.AskExtension:
		if f.kind == "task" {
			return said{text: "xin gia hạn", icon: ui.IconClock, aside: true}, true, nil
		}
		return withReason(said{text: "xin gia hạn" + with(" đến ", short(s.NewDue)), icon: ui.IconClock}, s.Reason), true, nil
	case access.DecideExtension:
		return sayExtension(f), true, nil
	case access.CompleteTask:
		return sayCompleted(f), true, nil
	case access.WithdrawTask:
		if f.first() {
			return said{text: "Việc trở lại " + name, icon: ui.IconUndo, whole: true, aside: true}, true, nil
		}
		return withReason(said{text: "thu hồi việc đã giao" + with(" ", name), icon: ui.IconUndo}, s.WithdrawReason), true, nil
	}
	return said{}, false, nil
}

func (t *teller) sayGiven(f facts, name string) said {
	s := f.state
	switch {
	case s.Kind == string(task.Direct):
		who := with("trình ", name)
		if f.system {
			return said{text: "chuyển " + first(name, "người có thẩm quyền") + " cho ý kiến" + with(", hạn ", short(s.Due)), icon: ui.IconDirect}
		}
		return said{text: first(who, "trình lãnh đạo") + " cho ý kiến", icon: ui.IconDirect}
	case s.WithdrawnAt.IsZero() && !f.first() && s.Version != "":
		return said{text: "giữ nguyên phân công cho " + first(name, "nơi nhận") + with(", hạn ", short(s.Due)), icon: ui.IconProcess, aside: true}
	}
	return said{text: "giao việc" + with(" cho ", name) + with(" ", strings.ToLower(s.Role.String())) + with(", hạn ", short(s.Due)), icon: ui.IconProcess, aside: true}
}

func sayReturned(f facts, name string) said {
	s := f.state
	switch {
	case f.first():
		return said{text: "Việc trở lại " + first(name, "người giao"), icon: ui.IconUndo, whole: true}
	case f.now(s.WithdrawnAt):
		return said{text: "kết thúc việc đã giao tiếp" + with(" cho ", name), icon: ui.IconUndo, aside: true}
	}
	return withReason(said{text: "trả lại việc", icon: ui.IconUndo}, s.ReturnReason)
}

func sayExtension(f facts) said {
	s := f.state
	switch {
	case f.kind == "task":
		return said{text: "quyết định gia hạn", icon: ui.IconClock, aside: true}
	case f.kind != "extension":
		return said{text: "quyết định gia hạn", icon: ui.IconClock}
	case s.Granted:
		return said{text: "đồng ý gia hạn đến " + short(s.NewDue), icon: ui.IconClock, note: quote(s.Answer)}
	case s.Answer == "":
		return said{text: "Yêu cầu gia hạn khép lại cùng với việc", icon: ui.IconClock, whole: true, aside: true}
	}
	return said{text: "không đồng ý gia hạn:", icon: ui.IconClock, note: quote(s.Answer)}
}

func sayCompleted(f facts) said {
	s := f.state
	switch {
	case f.now(s.WithdrawnAt):
		return said{text: "khép lại việc còn mở", icon: ui.IconCheck, aside: true}
	case s.Role == task.Inform:
		return said{text: "đã xem văn bản", icon: ui.IconEye}
	}
	return said{text: "báo hoàn thành", icon: ui.IconCheck, note: quote(s.Result)}
}
