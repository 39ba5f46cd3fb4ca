package edxml_test

import "congvan/standard/edxml"

// invented returns a document that uses every field.
func invented() edxml.Document {
	code := edxml.Code{CodeNumber: "15", CodeNotation: "CV/TU"}
	return edxml.Document{
		From: edxml.Organ{
			OrganID: "H17.99.01", OrganizationInCharge: "Thành ủy Sông Mơ", OrganName: "Văn phòng Thành ủy Sông Mơ",
			OrganAdd: "1 Đường Thử, phường Hòa Mơ", Email: "vanthu@songmo.example", Telephone: "0236 000 000", Fax: "0236 000 001", Website: "songmo.example",
		},
		To:               []edxml.Organ{{OrganID: "H17.99.02", OrganName: "Ủy ban nhân dân xã Tre & Nứa"}, {OrganID: "H17.99.03", OrganName: "Sở <Thử nghiệm>"}},
		Code:             code,
		PromulgationInfo: edxml.PromulgationInfo{Place: "Sông Mơ", PromulgationDate: "2026/11/23"},
		DocumentType:     edxml.DocumentType{Type: "18", TypeName: "Công văn", TypeDetail: "0"},
		Subject:          "Về việc thử gói tin “hai đầu”\nvà dòng thứ hai",
		Content:          "Nội dung tóm tắt",
		SignerInfo:       edxml.SignerInfo{Competence: "T/L", Position: "Chánh Văn phòng", FullName: "Trần Thị Thử"},
		DueDate:          "2026/11/30",
		ToPlaces:         []string{"Như trên", "Lưu Văn phòng"},
		OtherInfo: edxml.OtherInfo{
			Priority: edxml.PriorityUrgent, SphereOfPromulgation: "Lưu hành nội bộ", TyperNotation: "TTT",
			PromulgationAmount: "2", PageAmount: "3", Direction: "false", Appendixes: []string{"Phụ lục I"},
		},
		ResponseFor:  []edxml.ResponseFor{{OrganID: "H17.99.02", Code: "7/UBND-VP", PromulgationDate: "2026/11/20", DocumentID: "H17.99.02,2026/11/20,7/UBND-VP"}},
		SteeringType: "0",
		DocumentID:   edxml.NewDocumentID("H17.99.01", "2026/11/23", code),
		TraceHeaderList: edxml.TraceHeaderList{
			ID:           "0a1b2c3d",
			TraceHeaders: []edxml.TraceHeader{{OrganID: "H17.99.01", Timestamp: "2026/11/23 08:30:00"}},
			Business: &edxml.Business{
				Type: edxml.BusinessUpdate, DocumentID: "H17.99.01,2026/11/20,14/CV/TU", Reason: "Cập nhật nơi nhận", Paper: "1",
				Staff: edxml.StaffInfo{Department: "Phòng Văn thư", Staff: "Lê Văn Mẫu", Mobile: "0900000000", Email: "mau@songmo.example"},
				Update: &edxml.UpdateInfo{
					DocumentInfo: "0", DocumentReceiver: "1",
					Receivers: []edxml.UpdateReceiver{{OrganID: "H17.99.03", ReceiverType: "1"}},
				},
				Replacements: []edxml.ReplacementInfo{{DocumentID: "H17.99.01,2026/11/19,13/CV/TU", OrganIDs: []string{"H17.99.02", "H17.99.03"}}},
			},
		},
		Attachments: []edxml.Attachment{
			{ContentID: "7d1c0a52-0000-4000-8000-000000000001", Name: "15-CV-TU.pdf", ContentType: "application/pdf", Description: "Văn bản chính", Data: []byte("%PDF-1.7 invented\n")},
			{ContentID: "7d1c0a52-0000-4000-8000-000000000002", Name: "rỗng.txt", ContentType: "text/plain", Data: []byte{}},
		},
	}
}

func inventedStatus() edxml.Status {
	return edxml.Status{
		From:        edxml.Organ{OrganID: "H17.99.02", OrganName: "Ủy ban nhân dân xã Tre & Nứa"},
		ResponseFor: edxml.ResponseFor{OrganID: "H17.99.01", Code: "15/CV/TU", PromulgationDate: "2026/11/23", DocumentID: "H17.99.01,2026/11/23,15/CV/TU"},
		Staff:       edxml.StaffInfo{Department: "Văn thư", Staff: "Phạm Thị Nhận"},
		StatusCode:  edxml.StatusRefused, Description: "Gửi nhầm địa chỉ", Timestamp: "2026/11/23 09:00:00",
	}
}
