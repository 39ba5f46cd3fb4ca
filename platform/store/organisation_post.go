package store

import (
	"congvan/office"
	"congvan/office/org"
)

// InsertPost makes a post's stable row.
func (Organisation) InsertPost(tx office.Tx, id, agency office.ID) error {
	return in(tx).one("Post.Insert", `INSERT INTO post (id, agency_id) VALUES ($1, $2)`, id, agency)
}

// AddPostVersion adds a version of a post.
func (Organisation) AddPostVersion(tx office.Tx, p org.Post, v org.Version[org.PostFacts]) error {
	return in(tx).one("Post.AddVersion", `
		INSERT INTO post_version (post_id, agency_id, valid_from, valid_to, recorded_at, unit_id, title, roles, rank)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)`,
		p.ID, p.Agency, v.From, v.To, at(v.RecordedAt), v.Facts.Unit, v.Facts.Title, org.JoinRoles(v.Facts.Roles), v.Facts.Rank)
}

const postFacts = `v.unit_id, v.title, v.roles, v.rank`

// roleList scans the roles of a post.
type roleList struct{ to *[]office.Role }

func (r roleList) Scan(src any) error {
	var s string
	if err := orEmpty(&s).Scan(src); err != nil {
		return err
	}
	*r.to = org.SplitRoles(s)
	return nil
}

func postDest(f *org.PostFacts) []any { return []any{&f.Unit, &f.Title, roleList{&f.Roles}, &f.Rank} }

// Post reads a post with its history.
func (Organisation) Post(tx office.Tx, id office.ID, lock bool) (org.Post, error) {
	t := in(tx)
	if lock {
		if err := lockRow(t, "Post.Lock", "post", id); err != nil {
			return org.Post{}, err
		}
	}
	p := org.Post{ID: id}
	if err := t.row("Post.Get", `SELECT agency_id FROM post WHERE id = $1`, []any{id}, &p.Agency); err != nil {
		return org.Post{}, err
	}
	var err error
	p.History, err = list(t, "Post.History", `
		SELECT v.valid_from, v.valid_to, v.recorded_at, `+postFacts+` FROM post_version v
		WHERE v.post_id = $1 ORDER BY v.valid_from, v.recorded_at`, []any{id},
		func(v *org.Version[org.PostFacts], scan func(...any) error) error {
			return scanVersion(v, scan, postDest(&v.Facts)...)
		})
	return p, err
}

func postsOn(t *tx, name, condition, order string, args ...any) ([]org.PostAt, error) {
	return list(t, name, `SELECT v.post_id, v.agency_id, `+postFacts+` FROM post_version v WHERE`+
		countsOn("post_version", "post_id")+condition+order, args,
		func(p *org.PostAt, scan func(...any) error) error {
			return scan(append([]any{&p.ID, &p.Agency}, postDest(&p.PostFacts)...)...)
		})
}

// PostOn reads a post as of a day.
func (Organisation) PostOn(tx office.Tx, id office.ID, day office.Date) (org.PostAt, error) {
	all, err := postsOn(in(tx), "Post.On", `AND v.post_id = $2`, ``, day, id)
	return first("Post.On", all, err)
}

// PostsOn lists an agency's posts by rank.
func (Organisation) PostsOn(tx office.Tx, agency office.ID, day office.Date) ([]org.PostAt, error) {
	return postsOn(in(tx), "Post.AllOn", `AND v.agency_id = $2`, ` ORDER BY v.rank, v.post_id`, day, agency)
}

// PostStates streams the posts of an agency.
func (o Organisation) PostStates(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error {
	ids, err := list(in(tx), "Post.IDs", `SELECT id FROM post WHERE agency_id = $1 ORDER BY id`, []any{agency}, scanID)
	for i := 0; err == nil && i < len(ids); i++ {
		var p org.Post
		if p, err = o.Post(tx, ids[i], false); err == nil {
			err = f(p.ID, p.State())
		}
	}
	return err
}
