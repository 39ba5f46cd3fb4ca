package office

// Role is what a post lets its holder do in its agency.
type Role string

// The roles of a committee office (ux.md §6 and the glossary).
const (
	RecordsClerk  Role = "records_clerk"   // văn thư
	Specialist    Role = "specialist"      // chuyên viên
	DivisionHead  Role = "division_head"   // trưởng phòng
	ChiefOfOffice Role = "chief_of_office" // Chánh, Phó Chánh Văn phòng
	Leader        Role = "leader"          // Thường trực, Bí thư, thủ trưởng cơ quan
	Archivist     Role = "archivist"       // lưu trữ viên
	SystemAdmin   Role = "system_admin"    // quản trị hệ thống
)

// Actor is who acts, in which post, on whose behalf. Every act names one.
type Actor struct {
	Agency     ID     // the agency whose rows and journal the act belongs to
	Account    ID     // zero for the system
	Person     ID     // zero for the system
	Post       ID     // the post the person acts in; zero for the system
	OnBehalfOf ID     // the person replaced under a delegation; zero when none
	Unit       ID     // the unit of the post; zero when the post stands outside units
	Roles      []Role // what the post (or the delegated post) carries
	Principals []ID   // person, post, unit and its parents, agency, roles: what reader rows may name
	System     bool   // the agency's own service, unattended: never shown as a person's act
}

// Has reports whether the actor's post carries the role.
func (a Actor) Has(r Role) bool {
	for _, x := range a.Roles {
		if x == r {
			return true
		}
	}
	return false
}

// Is reports whether p is one of the actor's principals.
func (a Actor) Is(p ID) bool {
	for _, x := range a.Principals {
		if x == p && !p.Zero() {
			return true
		}
	}
	return false
}

// SystemActor is the unattended service of an agency.
func SystemActor(agency ID) Actor { return Actor{Agency: agency, System: true} }
