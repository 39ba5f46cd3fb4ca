package access

import "congvan/office"

// ruleOf finds the rule of an act, area by area.
func ruleOf(act office.ActCode) (rule, bool) {
	for _, area := range [...]func(office.ActCode) (rule, bool){
		organisationRule, documentRule, numberRule, taskRule, draftRule, issueRule, exchangeRule, journalRule,
	} {
		if r, ok := area(act); ok {
			return r, true
		}
	}
	return rule{}, false
}

func organisationRule(act office.ActCode) (rule, bool) {
	switch act {
	case SignIn, SignOut:
		return rule{
			roles: anyone,
			vi:    "Chỉ người đang giữ một vị trí công tác mới đăng nhập được. Liên hệ quản trị hệ thống.",
			en:    "Only someone who holds a post can sign in. Ask the system administrator.",
		}, true
	case ChangePassword:
		return rule{
			ties: holder,
			vi:   "Chỉ chủ tài khoản mới đổi được mật khẩu của mình. Quản trị hệ thống có thể đặt lại mật khẩu.",
			en:   "Only the owner changes an account's password. The system administrator can reset it.",
		}, true
	case ManageAccount:
		return rule{
			roles: admin,
			vi:    "Chỉ quản trị hệ thống của cơ quan mới được mở, đặt lại hoặc khoá tài khoản.",
			en:    "Only the agency's system administrator may open, reset or disable accounts.",
		}, true
	case FoundAgency:
		return rule{
			roles: admin,
			vi:    "Chỉ quản trị hệ thống của cơ quan chủ quản hệ thống mới được lập cơ quan mới.",
			en:    "Only the system administrator of the agency that keeps this system may found an agency.",
		}, true
	case ManageOrganisation, Succeed:
		return rule{
			roles: admin,
			vi:    "Chỉ quản trị hệ thống của cơ quan mới được thay đổi tổ chức, vị trí và nhân sự.",
			en:    "Only the agency's system administrator may change its organisation, posts and people.",
		}, true
	case ReadDirectory:
		return rule{
			roles: anyone,
			vi:    "Chỉ người của cơ quan mới xem được danh bạ của cơ quan.",
			en:    "Only people of the agency may read its directory.",
		}, true
	case Delegate, RevokeDelegation:
		return rule{
			roles: admin, ties: holder,
			vi: "Chỉ người đang giữ vị trí hoặc quản trị hệ thống mới được uỷ quyền và thôi uỷ quyền vị trí đó.",
			en: "Only the holder of the post or the system administrator may delegate it or end its delegation.",
		}, true
	case ManageRule, ManagePeer:
		return rule{
			roles: admin,
			vi:    "Chỉ quản trị hệ thống của cơ quan mới được thay đổi quy định và địa chỉ liên thông.",
			en:    "Only the agency's system administrator may change its rules and peer addresses.",
		}, true
	case ManageKey:
		return rule{
			roles: admin, ties: holder,
			vi: "Chỉ chủ khoá hoặc quản trị hệ thống của cơ quan mới được thêm, đổi hoặc thu hồi khoá ký.",
			en: "Only the key's owner or the agency's system administrator may add, change or revoke a signing key.",
		}, true
	}
	return rule{}, false
}

func documentRule(act office.ActCode) (rule, bool) {
	switch act {
	case ReadDocument:
		return rule{
			roles: clerk | chief | leader, ties: anyTie, inherited: true, content: true,
			vi: "Văn bản chưa được chuyển đến đồng chí. Người đang xử lý, văn thư hoặc lãnh đạo có thể chuyển.",
			en: "The document was not passed to you. Whoever handles it, the records clerk or a leader can pass it on.",
		}, true
	case ReceiveDocument:
		return rule{
			roles: clerk, system: true,
			vi: "Chỉ văn thư của cơ quan mới được tiếp nhận văn bản đến.",
			en: "Only the agency's records clerk may receive incoming documents.",
		}, true
	case RegisterDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được vào sổ văn bản.",
			en:    "Only the agency's records clerk may register documents.",
		}, true
	case ImportDocuments:
		return rule{
			roles: clerk | admin,
			vi:    "Chỉ văn thư hoặc quản trị hệ thống của cơ quan mới được nhập văn bản từ hệ thống cũ.",
			en:    "Only the agency's records clerk or system administrator may import documents of an older system.",
		}, true
	case CorrectDocument:
		return rule{
			roles: clerk, ties: author, content: true,
			vi: "Chỉ văn thư hoặc người soạn văn bản mới được sửa thông tin văn bản.",
			en: "Only the records clerk or the document's author may correct its fields.",
		}, true
	case RefuseDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được từ chối tiếp nhận văn bản.",
			en:    "Only the agency's records clerk may refuse a document.",
		}, true
	case EraseDocument:
		return rule{
			roles: chief | leader,
			vi:    "Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng mới được quyết định xoá nội dung văn bản.",
			en:    "Only a leader of the agency or the Chief of Office may decide to erase a document's content.",
		}, true
	case DecideStaging:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được quyết định về tệp đang tạm giữ.",
			en:    "Only the agency's records clerk may decide about files held back.",
		}, true
	}
	return rule{}, false
}

func numberRule(act office.ActCode) (rule, bool) {
	switch act {
	case ReadRegister:
		return rule{
			roles: clerk | chief | leader | archivist, inherited: true,
			vi: "Chỉ văn thư, lưu trữ, Chánh Văn phòng và lãnh đạo cơ quan mới xem được sổ văn bản.",
			en: "Only the records clerk, the archivist, the Chief of Office and leaders may read the register.",
		}, true
	case OpenRegister, SetFirstNumber:
		return rule{
			roles: clerk | admin,
			vi:    "Chỉ văn thư hoặc quản trị hệ thống của cơ quan mới được mở sổ và đặt số bắt đầu.",
			en:    "Only the records clerk or the agency's system administrator may open a register or set its first number.",
		}, true
	case ReserveNumber, CancelNumber:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được giữ số hoặc huỷ số văn bản.",
			en:    "Only the agency's records clerk may reserve or cancel numbers.",
		}, true
	}
	return rule{}, false
}

func journalRule(act office.ActCode) (rule, bool) {
	switch act {
	case ErasePayload:
		return rule{
			roles: chief | leader,
			vi:    "Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng mới được quyết định xoá dữ liệu trong nhật ký.",
			en:    "Only a leader of the agency or the Chief of Office may decide to erase data from the journal.",
		}, true
	case ExportJournal:
		return rule{
			roles: chief | leader | archivist | admin,
			vi:    "Chỉ lãnh đạo, Chánh Văn phòng, lưu trữ hoặc quản trị hệ thống mới được xuất nhật ký.",
			en:    "Only leaders, the Chief of Office, the archivist or the system administrator may export the journal.",
		}, true
	case ReadOperation:
		return rule{
			roles: chief | leader | admin,
			vi:    "Chỉ lãnh đạo, Chánh Văn phòng hoặc quản trị hệ thống mới xem được tình trạng vận hành.",
			en:    "Only leaders, the Chief of Office or the system administrator may see how the system runs.",
		}, true
	case ReadServer:
		return rule{
			roles: admin,
			vi:    "Chỉ quản trị hệ thống mới xem được tình trạng máy chủ.",
			en:    "Only the system administrator may see how the server stands.",
		}, true
	}
	return rule{}, false
}
