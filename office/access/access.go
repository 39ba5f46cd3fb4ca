package access

import "congvan/office"

// Object is what an act is done to, with the facts that decide about it. Only
// the facts that the act's rule asks for need to be filled in.
type Object struct {
	Kind     office.Kind
	ID       office.ID // zero for something about to be made
	Agency   office.ID // whose row it is; zero allows nothing
	Document office.ID // the document it belongs to

	Reader  bool        // a reader row of one of the actor's principals exists
	Holders []office.ID // principals who hold the work; of a post, account or key: its person
	Givers  []office.ID // principals who gave it
	Authors []office.ID // principals who wrote it
	Signer  office.ID   // the post (or person) named to sign it
}

// Decision is the answer. When the act is not allowed, Vi and En say who may do
// it, or what to change.
type Decision struct {
	Allowed bool
	Vi, En  string
}

// Can reports whether actor may do act to object. What no rule allows is denied:
// an unknown act, an object of unknown agency, an actor who is nobody. Nothing
// may be done in another agency, except to read what an agency that the actor's
// own agency succeeded has left (Actor.Principals holds its id).
func Can(a office.Actor, act office.ActCode, o Object) Decision {
	r, known := ruleOf(act)
	inherited := o.Agency != a.Agency && a.Is(o.Agency)
	switch {
	case !known:
		return deny("Hệ thống chưa có quy định ai được làm việc này.",
			"No rule says who may do this.")
	case o.Agency.Zero() || a.Agency.Zero() || o.Agency != a.Agency && !inherited:
		return deny("Việc này thuộc cơ quan khác. Chọn vai của đồng chí ở cơ quan đó, nếu có, rồi làm lại.",
			"This belongs to another agency. Switch to your post in that agency, if you have one.")
	case inherited && !r.inherited:
		return deny("Đây là hồ sơ của cơ quan đã sáp nhập, chỉ để xem. Việc mới làm ở cơ quan hiện nay.",
			"This was left by an agency since merged and can only be read. New work is done in the present agency.")
	case a.System:
		return systemCan(r)
	case a.Person.Zero():
		return deny("Phiên làm việc chưa gắn với người nào. Đăng nhập lại.",
			"Nobody is signed in. Sign in again.")
	case r.content && OnlyAdmin(a):
		return deny("Vai quản trị hệ thống không đọc nội dung văn bản. Đổi sang vai khác nếu có.",
			"The administrator's post does not read documents. Switch to another post if you have one.")
	case !r.allows(rolesOf(a), tiesOf(a, o)):
		return deny(r.vi, r.en)
	}
	return Decision{Allowed: true}
}

// Require is Can as an error: nil, or *office.Error of CodeForbidden whose
// message is the reason.
func Require(a office.Actor, act office.ActCode, o Object) error {
	d := Can(a, act, o)
	if d.Allowed {
		return nil
	}
	return office.NewError(office.CodeForbidden, "access.Require("+string(act)+")", d.Vi, d.En)
}

// OnlyAdmin reports a post that administers the system and carries no other role:
// what documents say is closed to it.
func OnlyAdmin(a office.Actor) bool { return rolesOf(a) == admin|anyone }

func systemCan(r rule) Decision {
	if r.system {
		return Decision{Allowed: true}
	}
	return deny("Việc này phải do người có thẩm quyền làm; dịch vụ tự động không được làm thay.",
		"A person must do this; the unattended service may not.")
}

func deny(vi, en string) Decision { return Decision{Vi: vi, En: en} }
