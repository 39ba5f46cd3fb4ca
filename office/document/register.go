package document

import (
	"context"

	"congvan/office"
	"congvan/office/access"
)

// RegisterKind is the kind of a register as a journalled object.
const RegisterKind office.Kind = "register"

// Register is a book (sổ) that documents of one kind are entered in.
type Register struct {
	ID       office.ID
	Agency   office.ID
	Kind     Kind
	Name     string
	OpenedOn office.Date
	ClosedOn office.Date // zero while open
}

// OpenRegister opens a register. Numbers begin at 1 in each year.
func (s *Service) OpenRegister(ctx context.Context, a office.Actor, k Kind, name string) (Register, error) {
	var r Register
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		r, err = s.OpenRegisterIn(tx, k, name)
		return err
	})
	return r, err
}

// OpenRegisterIn is OpenRegister inside an act.
func (s *Service) OpenRegisterIn(tx office.Tx, k Kind, name string) (Register, error) {
	const op = "document.OpenRegister"
	a := tx.Actor()
	if err := access.Require(a, access.OpenRegister, access.Object{Kind: RegisterKind, Agency: a.Agency}); err != nil {
		return Register{}, err
	}
	var c checks
	c.text(op, "name", &name, 200, "Nhập tên sổ.", "Enter the register's name.")
	c.that(k.Valid(), op, "kind", "Chọn loại sổ.", "Choose the kind of register.")
	if err := c.err(); err != nil {
		return Register{}, err
	}
	r := Register{ID: tx.NewID(), Agency: a.Agency, Kind: k, Name: name, OpenedOn: tx.Today()}
	if err := s.Store.InsertRegister(tx, r); err != nil {
		return Register{}, err
	}
	tx.Record(office.Entry{Act: access.OpenRegister, Kind: RegisterKind, Object: r.ID, State: r.Canonical()})
	return r, nil
}

// CloseRegister closes a register: nothing more is entered in it.
func (s *Service) CloseRegister(ctx context.Context, a office.Actor, id office.ID) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.OpenRegister, access.Object{Kind: RegisterKind, Agency: a.Agency}); err != nil {
			return err
		}
		r, err := s.openRegister(tx, id)
		if err != nil {
			return err
		}
		r.ClosedOn = tx.Today()
		if err := s.Store.UpdateRegister(tx, r); err != nil {
			return err
		}
		tx.Record(office.Entry{
			Act: access.OpenRegister, Kind: RegisterKind, Object: r.ID,
			Detail: struct {
				Closed office.Date `json:"closed"`
			}{r.ClosedOn}, State: r.Canonical(),
		})
		return nil
	})
}

// Registers lists the agency's registers of a kind, the open ones first.
func (s *Service) Registers(ctx context.Context, a office.Actor, k Kind) ([]Register, error) {
	var out []Register
	err := s.Acts.View(ctx, a, func(tx office.Tx) (err error) {
		out, err = s.Store.Registers(tx, a.Agency, k)
		return err
	})
	return out, err
}

// openRegister finds an open register of the actor's agency; the zero id means
// the only, or first, open one for incoming documents.
func (s *Service) openRegister(tx office.Tx, id office.ID) (Register, error) {
	const op = "document.openRegister"
	all, err := s.Store.Registers(tx, tx.Actor().Agency, "")
	if err != nil {
		return Register{}, err
	}
	for _, r := range all {
		if r.ID == id && !id.Zero() && !r.ClosedOn.IsZero() {
			return Register{}, office.InvalidField(op, "register", "Sổ này đã khoá. Chọn sổ đang mở.", "This register is closed. Choose an open one.")
		}
		if r.ID == id || id.Zero() && r.Kind == Incoming && r.ClosedOn.IsZero() {
			return r, nil
		}
	}
	return Register{}, office.InvalidField(op, "register",
		"Cơ quan chưa có sổ văn bản đến đang mở. Mở sổ rồi vào sổ lại.",
		"The agency has no open register of incoming documents. Open one first.")
}
