package org

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// SucceedUnitsInput merges units into one, or splits one into several, from a
// day on. The successors exist already.
type SucceedUnitsInput struct {
	From []office.ID
	To   []office.ID
	Kind SuccessionKind
	On   office.Date // the first day of the new order
	Keep bool        // the units handed over go on (something is split off)
}

// SucceedUnits gives the rights of units to their successors from a day on. The
// old units end the day before unless kept. With a single successor their posts
// and the units below move to it; with several the administrator moves them.
func (s *Service) SucceedUnits(ctx context.Context, a office.Actor, in SucceedUnitsInput) error {
	return done(ctx, s, a, in, s.SucceedUnitsIn)
}

// SucceedUnitsIn is SucceedUnits inside the caller's act.
func (s *Service) SucceedUnitsIn(tx office.Tx, in SucceedUnitsInput) error {
	const op = "org.SucceedUnits"
	if len(in.From) == 0 || len(in.From) > maxSuccessors || len(in.From) > 1 && in.Kind != Merge {
		return office.InvalidField(op, "from", "Chọn đơn vị bàn giao (nhiều đơn vị chỉ khi sáp nhập).",
			"Choose the units that hand over (several only for a merge).")
	}
	for _, to := range in.To {
		u, err := s.unit(tx, op, to)
		if err != nil {
			return err
		}
		if _, ok := u.History.On(in.On); !ok {
			return notThere(op, "Đơn vị kế thừa", in.On)
		}
	}
	for _, from := range in.From {
		if err := checkSuccession(op, from, in.To, in.Kind, in.On); err != nil {
			return err
		}
		if err := s.succeedUnit(tx, op, from, in); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) succeedUnit(tx office.Tx, op string, from office.ID, in SucceedUnitsInput) error {
	u, err := s.unit(tx, op, from)
	if err != nil {
		return err
	}
	if _, ok := u.History.On(in.On.AddDays(-1)); !ok {
		return notThere(op, "Đơn vị bàn giao", in.On.AddDays(-1))
	}
	for _, to := range in.To {
		err := s.Store.AddUnitSuccession(tx, u.Agency,
			Succession{From: from, To: to, Kind: in.Kind, On: in.On, RecordedAt: tx.Now()})
		if err != nil {
			return err
		}
	}
	if !in.Keep {
		if len(in.To) == 1 {
			if err := s.moveInto(tx, u, in.To[0], in.On); err != nil {
				return err
			}
		}
		if err := s.closeUnit(tx, op, u, in.On.AddDays(-1)); err != nil {
			return err
		}
	}
	return s.recordUnit(tx, access.Succeed, from)
}

// moveInto moves the posts of a unit, and the units below it, to its successor.
func (s *Service) moveInto(tx office.Tx, u Unit, to office.ID, on office.Date) error {
	posts, err := s.Store.PostsOn(tx, u.Agency, on)
	if err != nil {
		return err
	}
	for _, p := range posts {
		if p.Unit != u.ID {
			continue
		}
		p.Unit = to
		if err := s.revisePost(tx, "org.SucceedUnits", p.ID, on, p.PostFacts); err != nil {
			return err
		}
	}
	units, err := s.Store.UnitsOn(tx, u.Agency, on)
	if err != nil {
		return err
	}
	for _, below := range units {
		if below.Parent != u.ID {
			continue
		}
		below.Parent = to
		if err := s.ReviseUnitIn(tx, ReviseUnitInput{ID: below.ID, From: on, Unit: below.UnitFacts}); err != nil {
			return err
		}
	}
	return nil
}
