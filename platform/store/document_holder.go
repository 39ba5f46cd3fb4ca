package store

import (
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/standard/vietnamese"
)

// Holders tells who has open work on each of some documents: leads first, then
// those who coordinate.
func (Documents) Holders(tx office.Tx, documents []office.ID, on office.Date) (map[office.ID][]document.Holder, error) {
	out := map[office.ID][]document.Holder{}
	if len(documents) == 0 {
		return out, nil
	}
	t := in(tx)
	a := args{on}
	query := `
		SELECT t.document_id, t.agency_id, t.holder_id, t.holder_kind, t.role, t.created_at, t.due_date,
			COALESCE(p.full_name, post.title, unit.name, '')
		FROM task t
		LEFT JOIN person p ON t.holder_kind = 'person' AND p.id = t.holder_id
		LEFT JOIN (SELECT v.post_id, v.title FROM post_version v WHERE` + countsOn("post_version", "post_id") + `) AS post
			ON t.holder_kind = 'post' AND post.post_id = t.holder_id
		LEFT JOIN (SELECT v.unit_id, v.name FROM unit_version v WHERE` + countsOn("unit_version", "unit_id") + `) AS unit
			ON t.holder_kind = 'unit' AND unit.unit_id = t.holder_id
		WHERE t.document_id IN (` + a.ids(documents) + `) AND t.role <> 'inform' AND ` + taskOpen + `
		ORDER BY t.document_id, CASE WHEN t.role = 'lead' THEN 0 ELSE 1 END, t.created_at, t.id`
	err := each(t, "Document.Holders", query, a, func(scan func(...any) error) error {
		var doc, agency office.ID
		var h document.Holder
		var since instant
		err := scan(&doc, &agency, &h.Principal, &h.Kind, &h.Role, &since, &h.Due, &h.Name)
		h.Since = vietnamese.DateOf(time.Time(since))
		if h.Kind == "role" {
			h.Name = document.RoleName(agency, h.Principal)
		}
		out[doc] = append(out[doc], h)
		return err
	})
	return out, err
}
