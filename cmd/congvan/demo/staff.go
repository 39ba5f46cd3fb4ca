package demo

import (
	"fmt"

	"congvan/office"
)

// unitsOf lists the units of an agency, the records unit last.
func unitsOf(ag Agency) []string {
	switch {
	case ag.Code == OfficeCode:
		return []string{
			"Phòng Tổng hợp", "Phòng Quản trị", "Phòng Tài chính Đảng", "Phòng Cơ yếu - Công nghệ thông tin", "Phòng Văn thư - Lưu trữ",
		}
	case ag.Code == PeerCode:
		return []string{"Phòng Tổng hợp", "Phòng Hành chính - Văn thư"}
	case ag.Kind == "ward":
		return nil
	}
	return []string{"Văn phòng"}
}

// postsOf lists the posts of an agency, highest first.
func postsOf(ag Agency) []post {
	switch {
	case ag.Code == OfficeCode || ag.Code == PeerCode:
		return officePosts(ag)
	case ag.Kind == "ward":
		return []post{
			{"", "Bí thư Đảng ủy", "lanhdao", []office.Role{office.Leader}},
			{"", "Chánh Văn phòng Đảng ủy", "chanhvp", []office.Role{office.ChiefOfOffice}},
			{"", "Chuyên viên Văn phòng", "chuyenvien", []office.Role{office.Specialist}},
			{"", "Văn thư", "vanthu", []office.Role{office.RecordsClerk}},
		}
	}
	return []post{
		{"", headTitle(ag), "lanhdao", []office.Role{office.Leader}},
		{"Văn phòng", "Chánh Văn phòng", "chanhvp", []office.Role{office.ChiefOfOffice, office.DivisionHead}},
		{"Văn phòng", "Chuyên viên", "chuyenvien", []office.Role{office.Specialist}},
		{"Văn phòng", "Văn thư", "vanthu", []office.Role{office.RecordsClerk}},
	}
}

func officePosts(ag Agency) []post {
	posts := []post{}
	if ag.Code == OfficeCode {
		posts = append(posts, post{"", "Phó Bí thư Thường trực Thành ủy", "thuongtruc", []office.Role{office.Leader}})
	}
	posts = append(posts,
		post{"", "Chánh Văn phòng", "lanhdao", []office.Role{office.Leader, office.ChiefOfOffice}},
		post{"", "Phó Chánh Văn phòng", "phochanhvp", []office.Role{office.ChiefOfOffice}})
	units := unitsOf(ag)
	for i, u := range units {
		last := i == len(units)-1
		suffix := ""
		if i > 0 {
			suffix = fmt.Sprint(i + 1)
		}
		posts = append(posts, post{u, "Trưởng phòng", "truongphong" + suffix, []office.Role{office.DivisionHead}})
		if last {
			posts = append(posts,
				post{u, "Văn thư", "vanthu", []office.Role{office.RecordsClerk}},
				post{u, "Văn thư", "vanthu2", []office.Role{office.RecordsClerk}},
				post{u, "Lưu trữ viên", "luutru", []office.Role{office.Archivist}})
			continue
		}
		posts = append(posts,
			post{u, "Chuyên viên chính", "chuyenvien" + suffix, []office.Role{office.Specialist}},
			post{u, "Chuyên viên", fmt.Sprintf("chuyenvien%d", i+11), []office.Role{office.Specialist}})
	}
	return posts
}

func headTitle(ag Agency) string {
	switch ag.Kind {
	case "board":
		switch ag.Symbol {
		case "UBKTTU":
			return "Chủ nhiệm"
		case "TCT":
			return "Hiệu trưởng"
		}
		return "Trưởng ban"
	case "front", "mass", "state":
		return "Chủ tịch"
	}
	return "Bí thư"
}
