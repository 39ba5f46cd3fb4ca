package store

import (
	"fmt"

	"congvan/office"
	"congvan/office/org"
)

// memberSQL lists posts as of day $1 with who holds them. Who is nobody is NULL.
const memberSQL = `
	SELECT v.post_id, v.agency_id, ` + postFacts + `, h.id, h.person_id, p.full_name, p.sort_key
	FROM post_version v
	LEFT JOIN holding h ON h.post_id = v.post_id AND h.valid_from <= $1 AND (h.valid_to IS NULL OR h.valid_to >= $1)
	LEFT JOIN person p ON p.id = h.person_id
	WHERE`

func scanMember(m *org.Member, scan func(...any) error) error {
	dest := append([]any{&m.Post.ID, &m.Post.Agency}, postDest(&m.Post.PostFacts)...)
	return scan(append(dest, &m.Holding, &m.Person, orEmpty(&m.Name), orEmpty(&m.SortKey))...)
}

// MembersOn lists the posts of an agency with who holds them.
func (Organisation) MembersOn(tx office.Tx, agency office.ID, day office.Date) ([]org.Member, error) {
	return list(in(tx), "Member.AllOn", memberSQL+countsOn("post_version", "post_id")+
		`AND v.agency_id = $2 ORDER BY v.rank, v.title, v.post_id`, []any{day, agency}, scanMember)
}

// MembersWith lists the posts of an agency that carry a role. Roles are stored
// with commas between them.
func (Organisation) MembersWith(tx office.Tx, agency office.ID, r office.Role, day office.Date) ([]org.Member, error) {
	return list(in(tx), "Member.With", memberSQL+countsOn("post_version", "post_id")+
		`AND v.agency_id = $2 AND ',' || v.roles || ',' LIKE $3 ESCAPE '\' ORDER BY v.rank, v.title, v.post_id`,
		[]any{day, agency, "%," + likeEscaper().Replace(string(r)) + ",%"}, scanMember)
}

// FindMembers lists those whose holder's name has the terms, by given name.
func (Organisation) FindMembers(tx office.Tx, agency office.ID, terms []string, day office.Date, limit int) ([]org.Member, error) {
	args := []any{day, agency}
	where := nameHas("p.search_key", terms, &args)
	args = append(args, limit)
	return list(in(tx), "Member.Find", memberSQL+countsOn("post_version", "post_id")+
		`AND v.agency_id = $2`+where+fmt.Sprintf(` ORDER BY p.sort_key, v.rank, v.post_id LIMIT $%d`, len(args)), args, scanMember)
}
