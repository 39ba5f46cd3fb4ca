package document

import (
	"congvan/office"
	"congvan/office/access"
)

// audience are the principals that may read a document because of what it is:
// the roles that serve its state. Tasks and reviews grant their holders as well.
// Rights are only added; an office that takes one away does so by an act of its
// own.
func (d Document) audience() []office.ID {
	role := func(r office.Role) office.ID { return office.RoleID(d.Agency, r) }
	clerks, chiefs, leaders := role(office.RecordsClerk), role(office.ChiefOfOffice), role(office.Leader)
	if d.Kind == Incoming {
		if d.State == Received || d.State == Refused {
			return []office.ID{clerks, chiefs}
		}
		return []office.ID{clerks, chiefs, leaders}
	}
	out := []office.ID{d.AuthorPost}
	switch d.State {
	case Draft, Cancelled:
	case Approved:
		out = append(out, d.SignerPost, chiefs)
	case Signed:
		out = append(out, d.SignerPost, chiefs, clerks)
	default:
		out = append(out, d.SignerPost, chiefs, clerks, leaders, d.Unit)
	}
	return out
}

// GrantIn lets principals (person, post, unit, role, agency) read a document and
// puts it into their lists. Granting twice changes nothing; zero ids are passed
// over. The caller has asked access and records its own act.
func (s *Service) GrantIn(tx office.Tx, document office.ID, principals ...office.ID) error {
	d, err := s.load(tx, document)
	if err != nil {
		return err
	}
	return s.Store.Grant(tx, d, principals)
}

// ObjectIn gives a document and how it looks to access for the transaction's
// actor: what task, draft and signing ask access with. It grants nothing.
func (s *Service) ObjectIn(tx office.Tx, document office.ID) (Document, access.Object, error) {
	d, err := s.Store.Get(tx, document)
	if err != nil {
		return d, access.Object{}, err
	}
	reader, err := s.Store.IsReader(tx, document, tx.Actor().Principals)
	return d, d.object(reader), err
}

// RequireReadIn gives the document when a reader row of the actor exists and
// access agrees. Errors: office.CodeNotFound for one of another agency,
// CodeForbidden otherwise; neither tells anything of the content.
func (s *Service) RequireReadIn(tx office.Tx, document office.ID) (Document, access.Object, error) {
	d, o, err := s.ObjectIn(tx, document)
	a := tx.Actor()
	if office.CodeOf(err) == office.CodeNotFound || err == nil && d.Agency != a.Agency && !o.Reader && !a.Is(d.Agency) {
		return Document{}, o, notFound("document.RequireRead")
	}
	if err != nil {
		return Document{}, o, err
	}
	if err := access.Require(a, access.ReadDocument, o); err != nil {
		return Document{}, o, err
	}
	if !o.Reader && !a.System {
		return Document{}, o, office.NewError(office.CodeForbidden, "document.RequireRead",
			"Đồng chí không có quyền xem văn bản này. Văn thư hoặc người đang xử lý có thể chuyển.",
			"You may not read this document. The records clerk or whoever handles it can pass it on.")
	}
	return d, o, nil
}
