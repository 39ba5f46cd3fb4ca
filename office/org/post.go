package org

import (
	"strings"

	"congvan/office"
)

// PostFacts is what can change about a post.
type PostFacts struct {
	Unit  office.ID     `json:"unit"`  // zero outside units
	Title string        `json:"title"` // Phó Chánh Văn phòng
	Roles []office.Role `json:"roles"` // what it lets its holder do, in the order of AllRoles
	Rank  int           `json:"rank"`  // order in lists, highest first = smallest
}

// Post is a place for one person in an agency, with all it ever was.
type Post struct {
	ID      office.ID
	Agency  office.ID
	History History[PostFacts]
}

// PostAt is a post as of a day.
type PostAt struct {
	ID     office.ID
	Agency office.ID
	PostFacts
}

type postV1 struct {
	ID      office.ID          `json:"id"`
	Agency  office.ID          `json:"agency"`
	History History[PostFacts] `json:"history"`
}

// State is what the journal commits to.
func (p Post) State() office.State { return office.Canonical("post/1", postV1(p)) }

// AllRoles lists every role, in the order in which they are kept and shown.
func AllRoles() []office.Role {
	return []office.Role{
		office.Leader, office.ChiefOfOffice, office.DivisionHead, office.Specialist,
		office.RecordsClerk, office.Archivist, office.SystemAdmin,
	}
}

// RoleName is what people call everyone with the role.
func RoleName(r office.Role) string {
	switch r {
	case office.Leader:
		return "Lãnh đạo cơ quan"
	case office.ChiefOfOffice:
		return "Lãnh đạo Văn phòng"
	case office.DivisionHead:
		return "Trưởng phòng"
	case office.Specialist:
		return "Chuyên viên"
	case office.RecordsClerk:
		return "Văn thư"
	case office.Archivist:
		return "Lưu trữ"
	case office.SystemAdmin:
		return "Quản trị hệ thống"
	}
	return string(r)
}

// JoinRoles writes roles as they are stored.
func JoinRoles(roles []office.Role) string {
	words := make([]string, len(roles))
	for i, r := range roles {
		words[i] = string(r)
	}
	return strings.Join(words, ",")
}

// SplitRoles reads what JoinRoles wrote.
func SplitRoles(s string) []office.Role {
	roles := []office.Role{}
	for w := range strings.SplitSeq(s, ",") {
		if w != "" {
			roles = append(roles, office.Role(w))
		}
	}
	return roles
}

func (f PostFacts) clean(op string) (PostFacts, error) {
	var err error
	if f.Title, err = (field{op: op, name: "title", label: "tên vị trí, chức vụ", max: maxName}).clean(f.Title); err != nil {
		return f, err
	}
	if f.Roles, err = cleanRoles(op, f.Roles); err != nil {
		return f, err
	}
	return f, checkRank(op, f.Rank)
}

// cleanRoles orders roles and drops doubles.
func cleanRoles(op string, given []office.Role) ([]office.Role, error) {
	want := map[office.Role]bool{}
	for _, r := range given {
		want[r] = true
	}
	roles := []office.Role{}
	for _, r := range AllRoles() {
		if want[r] {
			roles = append(roles, r)
			delete(want, r)
		}
	}
	if len(want) > 0 {
		return nil, office.InvalidField(op, "roles", "Chọn vai trò trong danh sách.", "Choose roles from the list.")
	}
	return roles, nil
}
