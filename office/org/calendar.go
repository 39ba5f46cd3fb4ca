package org

import (
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"strconv"
	"time"

	"congvan/office"
	"congvan/standard/vietnamese"
)

// RuleHoliday is the kind of the rules that hold public holidays and make-up
// days, one rule a year: its code is the year, its body a YearDays.
const RuleHoliday = "holiday"

// maxDays bounds the special days of one year.
const maxDays = 100

// SpecialDay is a public holiday, or a weekend day worked in exchange.
type SpecialDay struct {
	Date vietnamese.Date    `json:"date"`
	Kind vietnamese.DayKind `json:"kind"` // holiday | make_up
	Name string             `json:"name"`
	// Unsure marks a day that was not announced when the data were shipped: the
	// office should look at it and correct it.
	Unsure bool `json:"unsure,omitempty"`
}

// YearDays is the special days of a year.
type YearDays struct {
	Year int          `json:"year"`
	Days []SpecialDay `json:"days"`
}

//go:embed holidays.json
var holidaysJSON []byte

// ShippedHolidays gives the public holidays that come with the product: Bộ luật
// Lao động 2019, Điều 112, and the exchanges of working days announced for
// cán bộ, công chức, viên chức.
func ShippedHolidays() ([]YearDays, error) {
	var years []YearDays
	if err := json.Unmarshal(holidaysJSON, &years); err != nil {
		return nil, fmt.Errorf("org.ShippedHolidays: %w", err)
	}
	return years, nil
}

func checkHolidays(r Rule) error {
	const op = "org.checkHolidays"
	y, err := ReadRule[YearDays](r)
	if err != nil || strconv.Itoa(y.Year) != r.Code || len(y.Days) > maxDays {
		return office.InvalidField(op, "body", "Lịch nghỉ của một năm gồm tối đa 100 ngày, đúng năm đó.",
			"The holidays of a year are at most 100 days of that year.")
	}
	for _, d := range y.Days {
		if d.Date.Year != y.Year {
			return office.InvalidField(op, "date", fmt.Sprintf("Ngày %s không thuộc năm %d.", shortDay(d.Date), y.Year),
				fmt.Sprintf("%s is not in %d.", d.Date, y.Year))
		}
		if _, err := (field{op: op, name: "name", label: "tên ngày nghỉ", max: maxName}).clean(d.Name); err != nil {
			return err
		}
	}
	if _, err := calendarOf([]YearDays{y}); err != nil {
		return &office.Error{
			Code: office.CodeInvalid, Op: op, Field: "date", Err: err,
			Vi: "Có ngày ghi hai lần hoặc sai loại. Mỗi ngày ghi một lần, là ngày nghỉ hoặc ngày làm bù.",
			En: "A day is given twice or has a wrong kind. Give each day once, as a holiday or a make-up day.",
		}
	}
	return nil
}

func calendarOf(years []YearDays) (*vietnamese.Calendar, error) {
	var days []vietnamese.SpecialDay
	for _, y := range years {
		for _, d := range y.Days {
			days = append(days, vietnamese.SpecialDay{Date: d.Date, Kind: d.Kind, Name: d.Name})
		}
	}
	return vietnamese.NewCalendar(days)
}

// SetHolidaysInput sets the special days of a year.
type SetHolidaysInput struct {
	Shared bool // for every agency; only the keeper's administrator
	Days   YearDays
}

// SetHolidays replaces the special days of a year, for the actor's agency or for all.
func (s *Service) SetHolidays(ctx context.Context, a office.Actor, in SetHolidaysInput) error {
	_, err := s.SetRule(ctx, a, holidayRule(in.Shared, in.Days))
	return err
}

func holidayRule(shared bool, y YearDays) SetRuleInput {
	return SetRuleInput{
		Shared: shared, Kind: RuleHoliday, Code: strconv.Itoa(y.Year), Body: y,
		From: office.Date{Year: y.Year, Month: time.January, Day: 1},
	}
}

// shipHolidays sets the shipped holidays as shared rules of a new deployment.
func (s *Service) shipHolidays(tx office.Tx) error {
	years, err := ShippedHolidays()
	if err != nil {
		return err
	}
	for _, y := range years {
		if _, err := s.setRule(tx, holidayRule(true, y)); err != nil {
			return err
		}
	}
	return nil
}

// HolidaysIn gives the special days that count for an agency, by year.
func (s *Service) HolidaysIn(tx office.Tx, agency office.ID) ([]YearDays, error) {
	ever := office.Date{Year: 9999, Month: time.December, Day: 31} // each year's rule stands for itself
	rules, err := s.RulesIn(tx, RuleHoliday, agency, ever)
	if err != nil {
		return nil, err
	}
	years := make([]YearDays, 0, len(rules))
	for _, r := range rules {
		y, err := ReadRule[YearDays](r)
		if err != nil {
			return nil, err
		}
		years = append(years, y)
	}
	return years, nil
}

// CalendarOf gives the working days of an agency.
func (s *Service) CalendarOf(tx office.Tx, agency office.ID) (*vietnamese.Calendar, error) {
	years, err := s.HolidaysIn(tx, agency)
	if err != nil {
		return nil, err
	}
	return calendarOf(years)
}

// CalendarIn gives the working days of the actor's agency.
func (s *Service) CalendarIn(tx office.Tx) (*vietnamese.Calendar, error) {
	return s.CalendarOf(tx, tx.Actor().Agency)
}
