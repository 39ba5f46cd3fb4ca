package document

import (
	"slices"
	"strconv"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/web/page"
	"congvan/web/show"
	"congvan/web/ui"
)

// choosing gathers what a person may do with a document now. The page shows only
// what access and the state of the work allow; the act asks both again.
type choosing struct {
	actor   office.Actor
	doc     document.Document
	object  access.Object
	buttons []ui.Button // the most urgent last
	more    []ui.Button
	forms   []acceptForm // posted by buttons of the bar
}

// acceptForm is a form without fields: accepting a task, or having seen it.
type acceptForm struct {
	id, action string
	version    int
}

func (f acceptForm) form() ui.Form {
	return ui.Form{ID: f.id, Action: f.action, Once: page.NewOnce(), Hidden: map[string]string{"version": strconv.Itoa(f.version)}}
}

// actionsOf chooses the buttons of a document's page.
func actionsOf(a office.Actor, d document.Detail, f task.File, stage task.Stage) choosing {
	c := choosing{actor: a, doc: d.Document, object: d.Object}
	c.work(f.Tasks, true)
	c.stalled(stage)
	c.document()
	return c
}

func (c *choosing) may(act office.ActCode, t task.Task) bool {
	return access.Can(c.actor, act, t.Object()).Allowed
}

func (c *choosing) mine(t task.Task) bool { return slices.Contains(task.Desk(c.actor), t.Holder.ID) }

// work goes through the tree; top is true above the first handling.
func (c *choosing) work(nodes []task.Node, top bool) {
	for _, n := range nodes {
		if n.Open() {
			c.onTask(n.Task, top)
		}
		c.work(n.Below, n.Kind != task.Handle)
	}
}

func (c *choosing) onTask(t task.Task, top bool) {
	switch {
	case !t.ExtensionDue.IsZero() && c.may(access.DecideExtension, t) && !c.mine(t):
		c.add(ui.Button{Label: "Duyệt gia hạn", Icon: ui.IconClock, Href: taskURL(t, "decide-extension")})
	case t.Kind == task.Direct:
		c.onDecision(t)
	case !c.mine(t):
		c.othersTask(t, top)
	case t.Role == task.Inform:
		c.post("Đã xem", ui.IconEye, "seen", t, "complete")
		c.more = append(c.more, ui.Button{Label: "Chuyển để biết", Icon: ui.IconSend, Href: taskURL(t, "hand-on")})
	case t.Kind == task.Handle:
		c.onHandling(t, top)
	case t.Kind == task.Review:
		c.add(ui.Button{Label: "Duyệt dự thảo", Icon: ui.IconFileCheck, Href: "/drafts/" + t.Document.String()})
	case t.Kind == task.Sign:
		c.add(ui.Button{Label: "Ký số", Icon: ui.IconSign, Href: "/signing"})
	case t.Kind == task.Issue:
		c.add(ui.Button{Label: "Cấp số, phát hành", Icon: ui.IconStamp, Href: "/issuing/" + t.Document.String()})
	}
}

func (c *choosing) onDecision(t task.Task) {
	if c.may(access.ProposeDirection, t) && (c.mine(t) || t.GiverPost == c.actor.Post) && !c.actor.Has(office.Leader) {
		c.add(ui.Button{Label: "Đề xuất", Icon: ui.IconMessage, Href: show.DocumentURL(t.Document) + "/propose"})
	}
	if c.may(access.GiveDirection, t) {
		c.add(ui.Button{Label: "Bút phê", Icon: ui.IconDirect, Key: "F8", Href: show.DocumentURL(t.Document) + "/direct"})
	}
	if c.mine(t) {
		c.more = append(c.more,
			ui.Button{Label: "Chuyển người khác cho ý kiến", Icon: ui.IconSend, Href: taskURL(t, "hand-on")},
			ui.Button{Label: "Trả lại", Icon: ui.IconUndo, Href: taskURL(t, "return")})
	}
}

func (c *choosing) onHandling(t task.Task, top bool) {
	c.more = append(c.more, ui.Button{Label: "Trả lại", Icon: ui.IconUndo, Href: taskURL(t, "return")})
	if !t.Due.IsZero() && t.ExtensionDue.IsZero() {
		c.more = append(c.more, ui.Button{Label: "Xin gia hạn", Icon: ui.IconClock, Href: taskURL(t, "extension")})
	}
	reply := ui.Button{Label: "Soạn trả lời", Icon: ui.IconDraft, Href: "/drafts/new?reply=" + t.Document.String() + "&task=" + t.ID.String()}
	if !t.Product.Zero() {
		reply = ui.Button{Label: "Mở dự thảo", Icon: ui.IconDraft, Href: "/drafts/" + t.Product.String()}
	}
	if !c.may(access.CreateDraft, t) {
		reply = ui.Button{}
	}
	if !t.Accepted.Set() {
		c.more = append(c.more, ui.Button{Label: "Hoàn thành", Icon: ui.IconCheck, Href: taskURL(t, "complete")})
		c.addIf(reply)
		c.add(ui.Button{Label: "Chuyển", Icon: ui.IconSend, Key: "F8", Href: taskURL(t, "hand-on")})
		c.post("Nhận việc", ui.IconCheck, "accept", t, "accept")
	} else {
		c.add(ui.Button{Label: "Chuyển", Icon: ui.IconSend, Key: "F8", Href: taskURL(t, "hand-on")})
		c.addIf(reply)
		c.add(ui.Button{Label: "Hoàn thành", Icon: ui.IconCheck, Key: "F9", Href: taskURL(t, "complete")})
	}
	c.redirect(t, top)
}

// othersTask is what a giver or a leader may do about work that others hold.
func (c *choosing) othersTask(t task.Task, top bool) {
	if (t.Kind == task.Handle) && c.may(access.WithdrawTask, t) && (t.GiverPost == c.actor.Post || t.Role == task.Lead) {
		c.more = append(c.more, ui.Button{Label: "Thu hồi việc: " + t.Role.String(), Icon: ui.IconUndo, Href: taskURL(t, "withdraw")})
	}
	c.redirect(t, top)
}

// redirect offers to change an earlier direction.
func (c *choosing) redirect(t task.Task, top bool) {
	if top && t.Kind == task.Handle && t.Role == task.Lead && c.may(access.GiveDirection, t) {
		c.more = append(c.more, ui.Button{Label: "Bút phê lại", Icon: ui.IconDirect, Href: show.DocumentURL(t.Document) + "/direct"})
	}
}

// stalled offers the way out when nobody holds a registered document.
func (c *choosing) stalled(s task.Stage) {
	if c.doc.Kind != document.Incoming || c.doc.State != document.Registered || s != task.StageUnheld && s != task.StageNone {
		return
	}
	o := access.Object{Kind: task.KindTask, Agency: c.doc.Agency, Document: c.doc.ID}
	if access.Can(c.actor, access.GiveTask, o).Allowed {
		c.add(ui.Button{Label: "Giao lại", Icon: ui.IconSend, Href: show.DocumentURL(c.doc.ID) + "/assign"})
	}
}

// document is what may be done with the document itself.
func (c *choosing) document() {
	id, d := show.DocumentURL(c.doc.ID), c.doc
	can := func(act office.ActCode) bool { return access.Can(c.actor, act, c.object).Allowed }
	switch {
	case d.State == document.Received && can(access.RegisterDocument):
		c.add(ui.Button{Label: "Vào sổ", Icon: ui.IconBook, Href: "/arrivals/" + d.ID.String()})
	case d.Kind == document.Incoming && d.State == document.Registered:
		if can(access.CorrectDocument) {
			c.more = append(c.more, ui.Button{Label: "Sửa thông tin", Icon: ui.IconPen, Href: id + "/correct"})
		}
		if can(access.CancelNumber) {
			c.more = append(c.more, ui.Button{Label: "Huỷ số đến", Icon: ui.IconClose, Kind: ui.Danger, Href: id + "/cancel"})
		}
	case d.State == document.Issued && can(access.SendEnvelope):
		c.add(ui.Button{Label: "Giao nhận liên thông", Icon: ui.IconLink, Href: "/deliveries/" + d.ID.String()})
	case d.Kind != document.Incoming && d.State == document.Draft:
		c.add(ui.Button{Label: "Mở dự thảo", Icon: ui.IconDraft, Href: "/drafts/" + d.ID.String()})
	case d.Kind != document.Incoming && document.CanMove(d.Kind, d.State, document.Cancelled) && can(access.CancelDocument):
		c.more = append(c.more, ui.Button{Label: "Huỷ văn bản", Icon: ui.IconClose, Kind: ui.Danger, Href: id + "/cancel"})
	}
	if d.Kind == document.Incoming && (d.State == document.Received || d.State == document.Refused) && d.Envelope.Zero() && can(access.EraseDocument) {
		c.more = append(c.more, ui.Button{Label: "Xoá tệp và dữ liệu", Icon: ui.IconTrash, Kind: ui.Danger, Href: id + "/erase"})
	}
}

func (c *choosing) add(b ui.Button) { c.buttons = append(c.buttons, b) }

func (c *choosing) addIf(b ui.Button) {
	if b.Label != "" {
		c.add(b)
	}
}

func (c *choosing) post(label string, icon ui.Icon, id string, t task.Task, act string) {
	for _, f := range c.forms {
		if f.id == id {
			return // one of a kind on the bar
		}
	}
	c.forms = append(c.forms, acceptForm{id: id, action: taskURL(t, act), version: t.Version})
	c.add(ui.Button{Label: label, Icon: icon, Form: id, Key: "F9"})
}

func (c choosing) any() bool { return len(c.buttons)+len(c.more) > 0 }

// bar lays the buttons out: the primary one rightmost, the rest in “Khác”.
func (c choosing) bar() ui.ActionBar {
	var b ui.ActionBar
	seen := map[string]bool{}
	for _, x := range c.buttons {
		if key := x.Label + x.Href; !seen[key] {
			seen[key] = true
			b.Buttons = append(b.Buttons, x)
		}
	}
	for _, x := range c.more {
		if key := x.Label + x.Href; !seen[key] {
			seen[key] = true
			b.More = append(b.More, x)
		}
	}
	if n := len(b.Buttons); n > 0 {
		b.Buttons[n-1].Kind = ui.Primary
	}
	return b
}

func taskURL(t task.Task, act string) string { return "/tasks/" + t.ID.String() + "/" + act }
