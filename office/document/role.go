package document

import "congvan/office"

// RoleName names the role that a principal stands for in an agency, as lists show
// it; "" when it stands for none.
func RoleName(agency, principal office.ID) string {
	for _, r := range []struct {
		role office.Role
		name string
	}{
		{office.RecordsClerk, "Văn thư"},
		{office.Specialist, "Chuyên viên"},
		{office.DivisionHead, "Trưởng phòng"},
		{office.ChiefOfOffice, "Chánh Văn phòng"},
		{office.Leader, "Lãnh đạo"},
		{office.Archivist, "Lưu trữ"},
		{office.SystemAdmin, "Quản trị hệ thống"},
	} {
		if office.RoleID(agency, r.role) == principal {
			return r.name
		}
	}
	return ""
}
