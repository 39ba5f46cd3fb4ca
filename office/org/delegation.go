package org

import (
	"context"
	"fmt"

	"congvan/office"
	"congvan/office/access"
)

// maxDelegation is the longest delegation in days. Longer absences are a change
// of post.
const maxDelegation = 366

// DelegateInput lets another person act in a post for some days.
type DelegateInput struct {
	Post   office.ID
	To     office.ID // who will act
	From   office.Date
	Until  office.Date // the last day
	Reason string      // đi công tác, nghỉ phép
}

// Delegate lets another person of the agency act in a post, “thay” its holder,
// from a day to a day. The holder of the post or the administrator may; someone
// who acts under a delegation may not pass it on. A post has one delegate at a
// time. It gives the delegation's id.
func (s *Service) Delegate(ctx context.Context, a office.Actor, in DelegateInput) (office.ID, error) {
	return made(ctx, s, a, in, s.DelegateIn)
}

// DelegateIn is Delegate inside the caller's act.
func (s *Service) DelegateIn(tx office.Tx, in DelegateInput) (office.ID, error) {
	const op = "org.Delegate"
	p, err := s.ownPost(tx, op, in.Post)
	if err == nil {
		err = checkSpan(op, in.From, in.Until)
	}
	if err != nil {
		return office.ID{}, err
	}
	from, err := s.holderOn(tx, p.ID, in.From)
	if err == nil {
		err = mayDelegate(tx, access.Delegate, p, from.Person)
	}
	if err == nil {
		err = s.checkDelegate(tx, op, in, p, from)
	}
	if err != nil {
		return office.ID{}, err
	}
	reason, err := field{op: op, name: "reason", label: "lý do", max: maxReason, optional: true}.clean(in.Reason)
	if err != nil {
		return office.ID{}, err
	}
	d := Delegation{
		ID: tx.NewID(), Agency: p.Agency, Post: p.ID, FromPerson: from.Person, ToPerson: in.To,
		From: in.From, To: in.Until, Reason: reason, RecordedAt: tx.Now(),
	}
	if err := s.Store.InsertDelegation(tx, d); err != nil {
		return office.ID{}, err
	}
	tx.Record(office.Entry{Act: access.Delegate, Kind: KindDelegation, Object: d.ID, State: d.State()})
	return d.ID, nil
}

// mayDelegate asks access, and keeps a delegate from delegating.
func mayDelegate(tx office.Tx, act office.ActCode, p Post, holders ...office.ID) error {
	a := tx.Actor()
	o := access.Object{Kind: KindDelegation, Agency: p.Agency, Holders: holders}
	if err := access.Require(a, act, o); err != nil {
		return err
	}
	if a.OnBehalfOf.Zero() || a.Has(office.SystemAdmin) {
		return nil
	}
	return office.NewError(office.CodeForbidden, "org.mayDelegate",
		"Người đang xử lý thay không được uỷ quyền tiếp. Người giữ vị trí hoặc quản trị hệ thống làm việc này.",
		"Whoever acts under a delegation may not pass it on. The holder of the post or the administrator can.")
}

// holderOn gives who holds a post on a day.
func (s *Service) holderOn(tx office.Tx, post office.ID, day office.Date) (Holding, error) {
	held, err := s.Store.HoldingsOfPost(tx, post)
	if err != nil {
		return Holding{}, err
	}
	for _, h := range held {
		if h.On(day) {
			return h, nil
		}
	}
	return Holding{}, office.InvalidField("org.holderOn", "post",
		fmt.Sprintf("Không có ai giữ vị trí này vào ngày %s.", shortDay(day)),
		fmt.Sprintf("Nobody holds this post on %s.", day))
}

func (s *Service) checkDelegate(tx office.Tx, op string, in DelegateInput, p Post, from Holding) error {
	switch {
	case in.Until.IsZero() || in.From.DaysUntil(in.Until) >= maxDelegation:
		return office.InvalidField(op, "until", "Chọn ngày kết thúc, trong vòng một năm.", "Choose a last day within a year.")
	case in.Until.Before(tx.Today()):
		return office.InvalidField(op, "until", "Thời gian uỷ quyền đã qua. Chọn ngày từ hôm nay.",
			"These days are over. Choose days from today on.")
	case in.To == from.Person:
		return office.InvalidField(op, "to", "Chọn người khác với người đang giữ vị trí.", "Choose someone other than the holder.")
	}
	works, err := s.worksIn(tx, in.To, p.Agency, in.From)
	if err != nil {
		return err
	}
	if !works {
		return office.InvalidField(op, "to", "Người xử lý thay phải đang giữ một vị trí trong cơ quan.",
			"The delegate must hold a post in the agency.")
	}
	all, err := s.Store.DelegationsOfPost(tx, p.ID)
	if err != nil {
		return err
	}
	for _, d := range all {
		if d.RevokedAt.IsZero() && overlap(d.From, d.To, in.From, in.Until) {
			return office.Invalid(op,
				fmt.Sprintf("Vị trí này đã có uỷ quyền từ %s đến %s. Thôi uỷ quyền đó trước.", shortDay(d.From), shortDay(d.To)),
				fmt.Sprintf("The post is delegated from %s to %s already. Revoke that first.", d.From, d.To))
		}
	}
	return nil
}

// worksIn reports whether a person holds any post of an agency on a day.
func (s *Service) worksIn(tx office.Tx, person, agency office.ID, day office.Date) (bool, error) {
	held, err := s.Store.HoldingsOf(tx, person)
	if err != nil {
		return false, err
	}
	for _, h := range held {
		if h.Agency == agency && h.On(day) {
			return true, nil
		}
	}
	return false, nil
}

// RevokeDelegation ends a delegation at once. Either side or the administrator may.
func (s *Service) RevokeDelegation(ctx context.Context, a office.Actor, id office.ID) error {
	return done(ctx, s, a, id, s.RevokeDelegationIn)
}

// RevokeDelegationIn is RevokeDelegation inside the caller's act.
func (s *Service) RevokeDelegationIn(tx office.Tx, id office.ID) error {
	const op = "org.RevokeDelegation"
	d, err := s.Store.Delegation(tx, id)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && d.Agency != tx.Actor().Agency {
		return notHere(op)
	}
	if err != nil {
		return err
	}
	a := tx.Actor()
	o := access.Object{Kind: KindDelegation, ID: d.ID, Agency: d.Agency, Holders: []office.ID{d.FromPerson, d.ToPerson}}
	if err := access.Require(a, access.RevokeDelegation, o); err != nil {
		return err
	}
	if !d.RevokedAt.IsZero() {
		return office.Conflict(op, "Uỷ quyền này đã được thôi trước đó.", "This delegation was revoked before.")
	}
	d.RevokedAt = tx.Now()
	if err := s.Store.RevokeDelegation(tx, d.ID, d.RevokedAt); err != nil {
		return err
	}
	tx.Record(office.Entry{Act: access.RevokeDelegation, Kind: KindDelegation, Object: d.ID, State: d.State()})
	return nil
}
