package org

import "congvan/office"

// UnitFacts is what can change about a unit.
type UnitFacts struct {
	Name   string    `json:"name"`   // Phòng Tổng hợp
	Symbol string    `json:"symbol"` // in reference codes, when the agency uses it; may be ""
	Parent office.ID `json:"parent"` // the unit above, zero directly under the agency
	Rank   int       `json:"rank"`   // order in lists, first = smallest
}

// Unit is a part of an agency (phòng, ban) with all it ever was.
type Unit struct {
	ID         office.ID
	Agency     office.ID
	History    History[UnitFacts]
	Successors []Succession // by (To, On)
}

// UnitAt is a unit as of a day.
type UnitAt struct {
	ID     office.ID
	Agency office.ID
	UnitFacts
}

type unitV1 struct {
	ID         office.ID          `json:"id"`
	Agency     office.ID          `json:"agency"`
	History    History[UnitFacts] `json:"history"`
	Successors []Succession       `json:"successors"`
}

// State is what the journal commits to.
func (u Unit) State() office.State { return office.Canonical("unit/1", unitV1(u)) }

func (f UnitFacts) clean(op string) (UnitFacts, error) {
	var err error
	if f.Name, err = (field{op: op, name: "name", label: "tên đơn vị", max: maxName}).clean(f.Name); err != nil {
		return f, err
	}
	if f.Symbol, err = (field{op: op, name: "symbol", label: "ký hiệu đơn vị", max: maxSymbol, optional: true}).clean(f.Symbol); err != nil {
		return f, err
	}
	return f, checkRank(op, f.Rank)
}
