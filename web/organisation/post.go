package organisation

import (
	"congvan/office"
	"congvan/office/org"
	"congvan/web/page"
	"congvan/web/ui"
)

// adminRank is where founding puts the administrator, after everybody.
const adminRank = 900

// postForm asks for what can change about a post.
func (t tree) postForm(q *page.Request, f org.PostFacts) form {
	out := form{
		fields: []ui.Field{
			{Name: "title", Label: "Tên vị trí, chức vụ", Value: f.Title, Required: true, MaxLength: 250, Span: 8, AutoFocus: true, Placeholder: "Trưởng phòng Tổng hợp"},
			{Name: "unit", Label: "Thuộc", Kind: ui.SelectField, Blank: "Trực thuộc cơ quan", Value: text(f.Unit), Options: t.unitOptions(office.ID{}), Span: 4},
			{Name: "rank", Label: "Thứ tự", Value: itoa(f.Rank), InputMode: "numeric", Required: true, Span: 3, Hint: "Nhỏ đứng trước."},
			{Name: "from", Label: "Từ ngày", Kind: ui.DateField, Value: today(q), Required: true, Span: 3},
		},
		choices: &ui.Choices{Name: "roles", Legend: "Vai trò: vị trí này được làm gì", Many: true, Hint: "Chọn một hoặc nhiều vai."},
	}
	for _, r := range org.AllRoles() {
		out.choices.Options = append(out.choices.Options, ui.Option{Value: string(r), Label: org.RoleName(r), Hint: roleDoes(r)})
	}
	for _, r := range f.Roles {
		out.choices.Chosen = append(out.choices.Chosen, string(r))
	}
	return out
}

// roleDoes says what a role is for.
func roleDoes(r office.Role) string {
	switch r {
	case office.Leader:
		return "Cho ý kiến chỉ đạo, ký văn bản."
	case office.ChiefOfOffice:
		return "Đề xuất xử lý, duyệt thể thức, ký thừa lệnh."
	case office.DivisionHead:
		return "Nhận việc của đơn vị, giao chuyên viên, duyệt nội dung."
	case office.Specialist:
		return "Xử lý văn bản, soạn dự thảo."
	case office.RecordsClerk:
		return "Vào sổ, cấp số, đóng dấu, phát hành, gửi nhận."
	case office.Archivist:
		return "Tra cứu sổ và hồ sơ để lưu trữ."
	case office.SystemAdmin:
		return "Tổ chức, tài khoản, khoá, vận hành; không đọc văn bản."
	}
	return ""
}

func readPost(q *page.Request) (f org.PostFacts, from office.Date, err error) {
	const op = "web.organisation.post"
	f = org.PostFacts{Title: q.Text("title"), Unit: q.ID("unit")}
	for _, r := range q.Texts("roles") {
		f.Roles = append(f.Roles, office.Role(r))
	}
	if f.Rank, err = rank(q); err == nil {
		from, err = day(q, "from")
	}
	if err == nil && len(f.Roles) == 0 {
		err = office.InvalidField(op, "roles", "Chọn ít nhất một vai trò.", "Choose at least one role.")
	}
	return f, from, err
}

func (a Area) newPost(q *page.Request) error {
	t, err := a.load(q)
	if err != nil {
		return err
	}
	next, unit := 1, q.ID("unit")
	for _, m := range t.members() {
		if m.Post.Rank < adminRank {
			next = max(next, m.Post.Rank+1)
		}
	}
	f := t.postForm(q, org.PostFacts{Unit: unit, Rank: next})
	f.title, f.crumbs, f.cancel = "Thêm vị trí", crumbs(ui.Crumb{Label: "Thêm vị trí"}), home
	f.button = ui.Button{Label: "Thêm vị trí"}
	return f.serve(q, func() (string, string, error) {
		facts, from, err := readPost(q)
		if err != nil {
			return "", "", err
		}
		id, err := a.Directory.CreatePost(q.Ctx(), q.Actor(), org.CreatePostInput{From: from, Post: facts})
		return postHref(id) + "/appoint", "Đã thêm vị trí “" + facts.Title + "”. Bổ nhiệm người giữ, hoặc để khuyết.", err
	})
}

// post is the page on which a post is changed.
func (a Area) post(q *page.Request) error {
	m, t, err := a.pathPost(q)
	if err != nil {
		return err
	}
	to := postHref(m.Post.ID)
	f := t.postForm(q, m.Post.PostFacts)
	f.title, f.crumbs, f.cancel = m.Post.Title, crumbs(ui.Crumb{Label: m.Post.Title}), home
	f.button = ui.Button{Label: "Ghi thay đổi"}
	f.actions = []component{ui.Button{Label: "Đóng vị trí", Href: to + "/close"}, ui.Button{Label: "Bổ nhiệm", Href: to + "/appoint", Icon: ui.IconUser}}
	f.about = ui.Facts{{Label: "Người giữ", Value: ui.Missing("Khuyết")}}
	if !m.Vacant() {
		f.about = ui.Facts{{Label: "Người giữ", Value: ui.Link(personHref(m.Person), m.Name)}}
		f.actions = []component{ui.Button{Label: "Thôi giữ", Href: to + "/relieve"}, ui.Button{Label: "Thay người", Href: to + "/appoint", Icon: ui.IconUser}}
	}
	return f.serve(q, func() (string, string, error) {
		facts, from, err := readPost(q)
		if err == nil && !m.Vacant() && has(m, office.SystemAdmin) && !has(org.Member{Post: org.PostAt{PostFacts: facts}}, office.SystemAdmin) && !t.otherAdmins(m.Post.ID) {
			err = lockedOut("roles")
		}
		if err == nil {
			err = a.Directory.RevisePost(q.Ctx(), q.Actor(), org.RevisePostInput{ID: m.Post.ID, From: from, Post: facts})
		}
		return home, "Đã ghi thay đổi của vị trí “" + facts.Title + "”.", err
	})
}

func (a Area) pathPost(q *page.Request) (org.Member, tree, error) {
	t, err := a.load(q)
	if err != nil {
		return org.Member{}, t, err
	}
	id, err := q.PathID("id")
	if err != nil {
		return org.Member{}, t, err
	}
	m, err := t.post(id)
	return m, t, err
}

func (a Area) closePost(q *page.Request) error {
	m, _, err := a.pathPost(q)
	if err != nil {
		return err
	}
	f := form{
		title: "Đóng vị trí", crumbs: crumbs(ui.Crumb{Label: m.Post.Title, Href: postHref(m.Post.ID)}, ui.Crumb{Label: "Đóng"}),
		about:  ui.Facts{{Label: "Vị trí", Value: ui.Text(m.Post.Title)}},
		text:   "Vị trí không còn sau ngày này. Cho người giữ thôi giữ vị trí trước.",
		fields: []ui.Field{lastDay(q, "Ngày cuối cùng của vị trí")},
		button: ui.Button{Label: "Đóng vị trí", Kind: ui.Danger}, cancel: postHref(m.Post.ID),
	}
	return f.serve(q, func() (string, string, error) {
		last, err := day(q, "last")
		if err == nil {
			err = a.Directory.ClosePost(q.Ctx(), q.Actor(), org.CloseInput{ID: m.Post.ID, Last: last})
		}
		return home, "Đã đóng vị trí “" + m.Post.Title + "”.", err
	})
}

// relieve ends today's holding of a post.
func (a Area) relieve(q *page.Request) error {
	m, t, err := a.pathPost(q)
	if err != nil {
		return err
	}
	if m.Vacant() {
		return q.Go(postHref(m.Post.ID), "Vị trí này đang khuyết.")
	}
	f := form{
		title: "Thôi giữ vị trí", crumbs: crumbs(ui.Crumb{Label: m.Post.Title, Href: postHref(m.Post.ID)}, ui.Crumb{Label: "Thôi giữ"}),
		about:  ui.Facts{{Label: "Vị trí", Value: ui.Text(m.Post.Title)}, {Label: "Người giữ", Value: ui.Text(m.Name)}},
		text:   "Người giữ làm việc ở vị trí này đến hết ngày cuối. Việc chưa xong mà không còn ai giữ hiện ở trang Vận hành.",
		fields: []ui.Field{lastDay(q, "Ngày cuối cùng")},
		button: ui.Button{Label: "Cho thôi giữ", Kind: ui.Danger}, cancel: postHref(m.Post.ID),
	}
	return f.serve(q, func() (string, string, error) {
		last, err := day(q, "last")
		if err == nil && has(m, office.SystemAdmin) && !t.otherAdmins(m.Post.ID) {
			err = lockedOut("last")
		}
		if err == nil {
			err = a.Directory.EndHolding(q.Ctx(), q.Actor(), org.EndHoldingInput{ID: m.Holding, Last: last})
		}
		return home, "Đ/c " + m.Name + " thôi giữ vị trí “" + m.Post.Title + "”.", err
	})
}
