package org

import (
	"fmt"

	"congvan/office"
)

// maxDepth bounds a walk up a chain of parents.
const maxDepth = 16

// maxSuccessors bounds one succession.
const maxSuccessors = 50

func (s *Service) codeIsFree(tx office.Tx, id office.ID, code string, day office.Date) error {
	other, err := s.Store.AgencyByCode(tx, code, day)
	if office.CodeOf(err) == office.CodeNotFound || err == nil && other.ID == id {
		return nil
	}
	if err != nil {
		return err
	}
	return &office.Error{
		Code: office.CodeDuplicate, Op: "org.codeIsFree", Field: "code",
		Vi: fmt.Sprintf("Mã định danh %s đã là của %s. Kiểm tra lại mã.", code, other.Name),
		En: fmt.Sprintf("The code %s belongs to %s already. Check the code.", code, other.Name),
	}
}

// parentAgency checks that a parent exists on the day and does not lie below.
func (s *Service) parentAgency(tx office.Tx, op string, id, parent office.ID, day office.Date) error {
	return climb(op, id, parent, day, func(at office.ID) (office.ID, error) {
		a, err := s.Store.AgencyOn(tx, at, day)
		return a.Parent, err
	})
}

func (s *Service) parentUnit(tx office.Tx, op string, id, agency, parent office.ID, day office.Date) error {
	return climb(op, id, parent, day, func(at office.ID) (office.ID, error) {
		u, err := s.Store.UnitOn(tx, at, day)
		if err == nil && u.Agency != agency {
			return office.ID{}, office.InvalidField(op, "parent", "Đơn vị cấp trên phải thuộc cùng cơ quan.",
				"The unit above must belong to the same agency.")
		}
		return u.Parent, err
	})
}

func climb(op string, id, parent office.ID, day office.Date, above func(office.ID) (office.ID, error)) error {
	for depth := 0; !parent.Zero(); depth++ {
		if parent == id || depth == maxDepth {
			return office.InvalidField(op, "parent", "Không thể đặt một đơn vị dưới chính nó. Chọn cấp trên khác.",
				"Nothing can stand below itself. Choose another parent.")
		}
		next, err := above(parent)
		if office.CodeOf(err) == office.CodeNotFound {
			return notThere(op, "Cấp trên", day)
		}
		if err != nil {
			return err
		}
		parent = next
	}
	return nil
}

func checkSuccession(op string, from office.ID, to []office.ID, kind SuccessionKind, on office.Date) error {
	if err := checkDay(op, "on", on); err != nil {
		return err
	}
	seen := map[office.ID]bool{from: true, {}: true}
	for _, id := range to {
		if seen[id] {
			return office.InvalidField(op, "to", "Chọn nơi kế thừa khác với nơi bàn giao, mỗi nơi một lần.",
				"Choose successors other than the one handing over, each once.")
		}
		seen[id] = true
	}
	switch {
	case !kind.Valid():
		return office.InvalidField(op, "kind", "Chọn hình thức: sáp nhập, chia tách hoặc đổi tên.",
			"Choose merge, split or rename.")
	case len(to) == 0 || len(to) > maxSuccessors || len(to) > 1 && kind != Split:
		return office.InvalidField(op, "to", "Chọn một nơi kế thừa; chia tách thì chọn các nơi kế thừa (tối đa 50).",
			"Choose one successor; for a split choose them all (at most 50).")
	}
	return nil
}

// notThere says that something does not exist on a day.
func notThere(op, what string, day office.Date) error {
	return office.Invalid(op,
		fmt.Sprintf("%s không tồn tại vào ngày %s. Chọn ngày khác hoặc chọn lại trong danh sách.", what, shortDay(day)),
		fmt.Sprintf("It does not exist on %s. Choose another day, or choose from the list again.", day))
}

func notHere(op string) error {
	return office.NotFound(op, "Không tìm thấy trong cơ quan của đồng chí.", "There is no such thing in your agency.")
}
