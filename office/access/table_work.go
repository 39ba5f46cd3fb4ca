package access

import "congvan/office"

func taskRule(act office.ActCode) (rule, bool) {
	switch act {
	case ProposeDirection:
		return rule{
			roles: chief, ties: holder, content: true,
			vi: "Chỉ Chánh Văn phòng hoặc người đang giữ việc mới được đề xuất xử lý văn bản.",
			en: "Only the Chief of Office or whoever holds the work may propose how to handle the document.",
		}, true
	case GiveDirection:
		return rule{
			roles: chief | leader, content: true,
			vi: "Chỉ lãnh đạo cơ quan hoặc Chánh Văn phòng mới được cho ý kiến chỉ đạo.",
			en: "Only a leader of the agency or the Chief of Office may give directions.",
		}, true
	case GiveTask:
		return rule{
			roles: chief | leader, ties: holder, content: true,
			vi: "Chỉ lãnh đạo, Chánh Văn phòng hoặc người đang giữ việc mới được giao việc.",
			en: "Only a leader, the Chief of Office or whoever holds the work may give tasks.",
		}, true
	case AcceptTask, HandOnTask, ReturnTask, AskExtension, CompleteTask:
		return rule{
			ties: holder, content: true,
			vi: "Chỉ người hoặc đơn vị đang giữ việc này mới được nhận, chuyển, trả lại, xin gia hạn hoặc báo hoàn thành.",
			en: "Only the person or unit holding this task may accept, hand on, return, extend or complete it.",
		}, true
	case DecideExtension:
		return rule{
			roles: chief | leader, ties: giver, content: true,
			vi: "Chỉ người giao việc, Chánh Văn phòng hoặc lãnh đạo cơ quan mới được quyết định gia hạn.",
			en: "Only the giver of the task, the Chief of Office or a leader may decide an extension.",
		}, true
	case WithdrawTask:
		return rule{
			roles: chief | leader, ties: giver, content: true,
			vi: "Chỉ người giao việc, Chánh Văn phòng hoặc lãnh đạo cơ quan mới được rút lại việc đã giao.",
			en: "Only the giver of the task, the Chief of Office or a leader may withdraw it.",
		}, true
	}
	return rule{}, false
}

func draftRule(act office.ActCode) (rule, bool) {
	switch act {
	case CreateDraft:
		return rule{
			roles: specialist | head | chief, ties: holder, content: true,
			vi: "Chỉ chuyên viên, trưởng phòng, Chánh Văn phòng hoặc người đang giữ việc mới được soạn dự thảo.",
			en: "Only a specialist, a head of division, the Chief of Office or whoever holds the work may draft.",
		}, true
	case UploadVersion:
		return rule{
			ties: author | holder, content: true,
			vi: "Chỉ người soạn hoặc người đang duyệt dự thảo mới được tải lên phiên bản mới.",
			en: "Only the author or whoever reviews the draft may upload a new version.",
		}, true
	case RenderDraft:
		return rule{
			roles: clerk | chief | leader, ties: anyTie, system: true, content: true,
			vi: "Chỉ người được xem dự thảo mới tạo được bản PDF của dự thảo.",
			en: "Only someone who may read the draft may make its PDF.",
		}, true
	case SubmitDraft:
		return rule{
			ties: author | holder, content: true,
			vi: "Chỉ người soạn hoặc người đang giữ dự thảo mới được trình.",
			en: "Only the author or whoever holds the draft may submit it.",
		}, true
	case CommentDraft:
		return rule{
			roles: chief | leader, ties: anyTie, content: true,
			vi: "Chỉ người soạn, người duyệt, người được chuyển dự thảo, Chánh Văn phòng và lãnh đạo mới được góp ý.",
			en: "Only the author, reviewers, those the draft was passed to, the Chief of Office and leaders may comment.",
		}, true
	case AgreeDraft, ReturnDraft:
		return rule{
			ties: holder, content: true,
			vi: "Chỉ người đang được giao duyệt bước này mới được đồng ý hoặc trả lại dự thảo.",
			en: "Only whoever this review step was given to may agree to the draft or return it.",
		}, true
	}
	return rule{}, false
}

func issueRule(act office.ActCode) (rule, bool) {
	switch act {
	case SignDocument:
		return rule{
			roles: chief | leader, ties: signer, both: true, content: true,
			vi: "Chỉ lãnh đạo được ghi là người ký văn bản này (hoặc người được uỷ quyền) mới được ký.",
			en: "Only the leader named as signatory of this document, or a delegate, may sign it.",
		}, true
	case NumberDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được cấp số văn bản.",
			en:    "Only the agency's records clerk may number documents.",
		}, true
	case SealDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan, có mã PIN của con dấu, mới được đóng dấu cơ quan.",
			en:    "Only the agency's records clerk, with the PIN of the seal, may seal documents.",
		}, true
	case IssueDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được phát hành văn bản.",
			en:    "Only the agency's records clerk may issue documents.",
		}, true
	case CancelDocument:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được huỷ văn bản đã cấp số.",
			en:    "Only the agency's records clerk may cancel a numbered document.",
		}, true
	}
	return rule{}, false
}

func exchangeRule(act office.ActCode) (rule, bool) {
	switch act {
	case SendEnvelope, ResendEnvelope:
		return rule{
			roles: clerk,
			vi:    "Chỉ văn thư của cơ quan mới được gửi văn bản đi liên thông.",
			en:    "Only the agency's records clerk may send documents to other agencies.",
		}, true
	case ReceiveEnvelope, RefuseEnvelope, WriteReceipt:
		return rule{
			roles: clerk, system: true,
			vi: "Chỉ văn thư của cơ quan mới được nhận, từ chối và trả biên nhận văn bản liên thông.",
			en: "Only the agency's records clerk may receive, refuse and acknowledge documents from other agencies.",
		}, true
	case DeliverEnvelope, ReceiveReceipt:
		return rule{
			system: true,
			vi:     "Việc chuyển gói tin và nhận biên nhận do hệ thống tự làm. Văn thư có thể gửi lại khi cần.",
			en:     "The system itself delivers envelopes and takes receipts. The records clerk can resend.",
		}, true
	}
	return rule{}, false
}
