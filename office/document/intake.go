package document

import (
	"context"
	"fmt"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/format"
)

// Double is a document that another seems to repeat.
type Double struct {
	ID            office.ID
	SameBytes     bool // else the same code, issuer and date
	ArrivalNumber int64
	ArrivalDate   office.Date
	ReferenceCode string
	State         State
}

// Register enters a received document into a register: the arrival number is
// given under the lock of its series, in the same transaction. version is what
// the actor saw. Errors: FieldErrors; office.CodeDuplicate naming the earlier
// number unless the form gives a reason; CodeConflict; CodeSecret.
func (s *Service) Register(ctx context.Context, a office.Actor, id office.ID, version int, f Form) (Document, error) {
	var d Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		d, err = s.RegisterIn(tx, id, version, f)
		return err
	})
	return d, err
}

// RegisterIn is Register inside an act.
func (s *Service) RegisterIn(tx office.Tx, id office.ID, version int, f Form) (Document, error) {
	if err := s.mayRegister(tx, &f); err != nil {
		return Document{}, err
	}
	d, err := s.loadSeen(tx, id, version)
	if err != nil {
		return d, err
	}
	before := d
	if err := d.moveTo(Registered); err != nil {
		return d, err
	}
	if err := s.enter(tx, &d, f); err != nil {
		return d, err
	}
	if err := s.save(tx, &before, &d, change{access.RegisterDocument, duplicateDetail(d)}); err != nil {
		return d, err
	}
	return d, tell(s.AfterRegister, tx, d)
}

// RegisterPaper registers a document that is here on paper only.
func (s *Service) RegisterPaper(ctx context.Context, a office.Actor, f Form) (Document, error) {
	var d Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		d, err = s.RegisterPaperIn(tx, f)
		return err
	})
	return d, err
}

// RegisterPaperIn is RegisterPaper inside an act.
func (s *Service) RegisterPaperIn(tx office.Tx, f Form) (Document, error) {
	if err := s.mayRegister(tx, &f); err != nil {
		return Document{}, err
	}
	d := Document{
		ID: tx.NewID(), Agency: tx.Actor().Agency, Kind: Incoming, State: Registered,
		CreatedAt: tx.Now(), ChangedAt: tx.Now(), Version: 1,
	}
	if err := s.enter(tx, &d, f); err != nil {
		return d, err
	}
	if err := s.insert(tx, d, change{access.RegisterDocument, duplicateDetail(d)}); err != nil {
		return d, err
	}
	return d, tell(s.AfterRegister, tx, d)
}

// tell runs a hook, when there is one.
func tell(hook func(office.Tx, Document) error, tx office.Tx, d Document) error {
	if hook == nil {
		return nil
	}
	return hook(tx, d)
}

func duplicateDetail(d Document) any {
	if d.DuplicateReason == "" {
		return nil
	}
	return struct {
		DuplicateReason string `json:"duplicate_reason"`
	}{d.DuplicateReason}
}

func (s *Service) mayRegister(tx office.Tx, f *Form) error {
	a := tx.Actor()
	if err := access.Require(a, access.RegisterDocument, access.Object{Kind: ObjectKind, Agency: a.Agency}); err != nil {
		return err
	}
	if err := f.check("document.Register", tx.Today()); err != nil {
		return err
	}
	if err := s.nameType(f); err != nil {
		return err
	}
	return s.refuseDeclared(f.Classification)
}

// nameType fills in the type's name from its code.
func (s *Service) nameType(f *Form) error {
	if f.TypeCode == "" || f.TypeName != "" && f.RuleSet == "" {
		return nil
	}
	_, t, err := s.Rules.formatOn(f.RuleSet, f.TypeCode, f.IssuedDate)
	if err == nil {
		f.TypeName = t.Name
	}
	return err
}

// enter takes the next arrival number and writes form and number into d. The
// check for doubles comes after the series is locked, so that of two clerks
// registering the same document one is told.
func (s *Service) enter(tx office.Tx, d *Document, f Form) error {
	register, err := s.openRegister(tx, f.Register)
	if err != nil {
		return err
	}
	f.write(d)
	d.Register = register.ID
	given, err := s.Store.TakeNumber(tx, arrivalKey(register, d.ArrivalDate), arrivalSortKey(tx.Now(), d.ArrivalDate))
	if err != nil {
		return err
	}
	if err := s.refuseDoubles(tx, *d); err != nil {
		return err
	}
	d.ArrivalNumber, d.SortKey = given.Number, given.SortKey
	return s.Store.InsertNumber(tx, Number{
		ID: tx.NewID(), Agency: d.Agency, Series: given.Series, Number: given.Number, State: NumberTaken,
		Document: d.ID, OnDate: d.ArrivalDate, ChangedAt: tx.Now(),
	})
}

// arrivalSortKey is the instant a document stands at in lists: now, or the end of
// its day of arrival when that is past. So a year's numbers stand in its year.
func arrivalSortKey(now time.Time, arrived office.Date) int64 {
	end := arrived.AddDays(1).Start().UnixMicro() - 1
	return min(now.UnixMicro(), end)
}

func (s *Service) refuseDoubles(tx office.Tx, d Document) error {
	found, err := s.Store.Doubles(tx, d)
	if err != nil || d.DuplicateReason != "" {
		return err
	}
	for _, x := range found {
		if x.State != Registered {
			continue
		}
		why, whyEn := "trùng số, cơ quan ban hành và ngày", "has the same code, issuer and date"
		if x.SameBytes {
			why, whyEn = "trùng tệp", "has the same file"
		}
		return &office.Error{
			Code: office.CodeDuplicate, Op: "document.Register", Field: "duplicate_reason",
			Vi: fmt.Sprintf("Văn bản này đã vào sổ số đến %d ngày %s (%s). Xem văn bản đó; nếu vẫn cần vào sổ, nhập lý do.",
				x.ArrivalNumber, shortDate(x.ArrivalDate), why),
			En: fmt.Sprintf("It %s as arrival number %d of %s. Look at that one; to register all the same, enter a reason.",
				whyEn, x.ArrivalNumber, x.ArrivalDate),
		}
	}
	return nil
}

func shortDate(d office.Date) string {
	return fmt.Sprintf("%02d/%02d/%04d", d.Day, int(d.Month), d.Year)
}

// Correct changes fields of a registered document, with a reason; number and
// register stay. The journal keeps what each field was and is.
func (s *Service) Correct(ctx context.Context, a office.Actor, id office.ID, version int, f Form, reason string) (Document, error) {
	const op = "document.Correct"
	var d Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		if d, err = s.loadSeen(tx, id, version); err != nil {
			return err
		}
		if err := access.Require(a, access.CorrectDocument, d.object(false)); err != nil {
			return err
		}
		if d.Kind != Incoming || d.State != Registered {
			return office.Conflict(op, "Chỉ sửa được văn bản đến đã vào sổ.", "Only registered incoming documents can be corrected.")
		}
		if err := needReason(op, &reason); err != nil {
			return err
		}
		if err := f.check(op, tx.Today()); err != nil {
			return err
		}
		if err := s.nameType(&f); err != nil {
			return err
		}
		if err := s.refuseDeclared(f.Classification); err != nil {
			return err
		}
		before := d
		if f.ArrivalDate.Year != d.ArrivalDate.Year {
			return office.InvalidField(op, "arrival_date",
				"Ngày đến phải cùng năm với số đến.", "The day of arrival must lie in the year of the arrival number.")
		}
		f.write(&d)
		changes := Changes(before, d)
		if len(changes) == 0 {
			return nil
		}
		return s.save(tx, &before, &d, change{access.CorrectDocument, corrected{reason, changes}})
	})
	return d, err
}

type corrected struct {
	Reason  string        `json:"reason"`
	Changes []FieldChange `json:"changes"`
}

// Refuse refuses a received document, with a reason.
func (s *Service) Refuse(ctx context.Context, a office.Actor, id office.ID, version int, reason string) (Document, error) {
	var d Document
	err := s.Acts.Act(ctx, a, func(tx office.Tx) (err error) {
		d, err = s.RefuseIn(tx, id, version, reason)
		return err
	})
	return d, err
}

// RefuseIn is Refuse inside an act.
func (s *Service) RefuseIn(tx office.Tx, id office.ID, version int, reason string) (Document, error) {
	d, err := s.loadSeen(tx, id, version)
	if err != nil {
		return d, err
	}
	if err := access.Require(tx.Actor(), access.RefuseDocument, d.object(false)); err != nil {
		return d, err
	}
	if err := needReason("document.Refuse", &reason); err != nil {
		return d, err
	}
	before := d
	if err := d.moveTo(Refused); err != nil {
		return d, err
	}
	d.RefusedReason = reason
	if err := s.save(tx, &before, &d, change{access.RefuseDocument, reasoned{reason}}); err != nil {
		return d, err
	}
	return d, tell(s.AfterRefuse, tx, d)
}

// Types lists the document types of a rule set on a day, for the form.
func (s *Service) Types(ruleSet string, day office.Date) []format.Type {
	set, _ := s.Rules.Formats.Find(format.Kind(ruleSet), day)
	return set.Types
}
