package story

import (
	"congvan/office/access"
	"congvan/web/ui"
)

// sayOffice tells acts on people, posts, rules, keys and the journal. They belong
// to no document; the journal's own list shows them.
func (t *teller) sayOffice(f facts) (said, bool, error) {
	s := f.state
	switch f.act {
	case access.SignIn:
		return said{text: "đăng nhập", icon: ui.IconUser}, true, nil
	case access.SignOut:
		return said{text: "đăng xuất", icon: ui.IconSignOut}, true, nil
	case access.ChangePassword:
		return said{text: "đổi mật khẩu của mình", icon: ui.IconKey}, true, nil
	case access.ManageAccount:
		return said{text: "mở hoặc thay đổi tài khoản" + with(" ", s.Login), icon: ui.IconUser}, true, nil
	case access.FoundAgency:
		return said{text: "lập cơ quan" + with(" ", s.called()), icon: ui.IconAgency}, true, nil
	case access.ManageOrganisation:
		return said{text: "thay đổi tổ chức, nhân sự" + with(": ", s.called()), icon: ui.IconUsers}, true, nil
	case access.Succeed:
		return said{text: "bàn giao cho nơi kế thừa" + with(": ", s.called()), icon: ui.IconAgency}, true, nil
	case access.ReadDirectory:
		return said{text: "xem danh bạ", icon: ui.IconContact}, true, nil
	case access.Delegate, access.RevokeDelegation:
		return t.sayDelegation(f)
	case access.ManageRule:
		return said{text: "thay đổi quy định" + with(" ", s.Code), icon: ui.IconSettings}, true, nil
	case access.ManageKey:
		return said{text: "thay đổi khoá ký" + with(" của ", s.Subject), icon: ui.IconKey}, true, nil
	case access.ManagePeer:
		return said{text: "thay đổi địa chỉ liên thông" + with(" của ", s.Name), icon: ui.IconLink}, true, nil
	case access.ErasePayload:
		return withReason(said{text: "xoá dữ liệu trong nhật ký", icon: ui.IconTrash}, f.detail.Reason), true, nil
	case access.ExportJournal:
		return said{text: "xuất nhật ký", icon: ui.IconDownload}, true, nil
	case access.ReadOperation:
		return said{text: "xem tình trạng vận hành", icon: ui.IconGauge}, true, nil
	case access.ReadServer:
		return said{text: "xem tình trạng máy chủ", icon: ui.IconGauge}, true, nil
	}
	return said{}, false, nil
}

func (t *teller) sayDelegation(f facts) (said, bool, error) {
	word := "uỷ quyền"
	if f.act == access.RevokeDelegation {
		word = "thôi uỷ quyền"
	}
	name, err := t.name("person", f.state.ToPerson)
	return withReason(said{text: word + with(" cho ", name), icon: ui.IconUsers}, f.state.Reason), true, err
}
