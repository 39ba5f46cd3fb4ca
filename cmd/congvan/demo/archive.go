package demo

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"sort"
	"sync/atomic"

	"golang.org/x/sync/errgroup"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/format"
	"congvan/office/task"
	"congvan/standard/vietnamese"
)

// archiveFrom is the day of the oldest documents of a large city.
func archiveFrom() office.Date { return office.Date{Year: 2021, Month: 1, Day: 4} }

// officeShare is how much of everything the office at the head of the city has.
const officeShare = 0.3

// Archive fills the registers of a city with n documents of the last years, as an
// import of an older system does: 1,000 in an act, with texts, readers, work and
// journal entries. The newest withFiles of them have a signed PDF. tell hears how
// many are done. The same seed gives the same documents.
func Archive(ctx context.Context, c *City, ca *CA, n, withFiles int, seed uint64, tell func(done int)) (int, error) {
	rules, err := document.LoadRules()
	if err != nil {
		return 0, err
	}
	paper, err := newPaper(ctx, c, ca, rules.Formats, withFiles)
	if err != nil {
		return 0, err
	}
	var done atomic.Int64
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(3) // one writes while the others compose
	codes := c.bySize()
	for i, share := range shares(len(codes), n) {
		files := int(math.Round(float64(withFiles) * float64(share) / float64(n)))
		g.Go(func() error {
			s := c.Staffs[codes[i]]
			a := newArchive(c, s, rules.Formats, paper, share, files, rand.New(rand.NewPCG(seed, uint64(i)+100)))
			return a.run(ctx, func(more int) { tell(int(done.Add(int64(more)))) })
		})
	}
	err = g.Wait()
	return int(done.Load()), err
}

// bySize lists the agencies' codes, largest first: the office of the city has most.
func (c *City) bySize() []string {
	codes := []string{OfficeCode}
	for _, code := range c.Order {
		if code != OfficeCode {
			codes = append(codes, code)
		}
	}
	return codes
}

// shares parts n documents between agencies: the first has officeShare, the
// others fall off with their rank.
func shares(agencies, n int) []int {
	out := make([]int, agencies)
	weights, sum := make([]float64, agencies), 0.0
	for i := 1; i < agencies; i++ {
		weights[i] = 1 / math.Pow(float64(i), 0.6)
		sum += weights[i]
	}
	left := n
	for i := agencies - 1; i > 0; i-- {
		out[i] = int(float64(n) * (1 - officeShare) * weights[i] / sum)
		left -= out[i]
	}
	out[0] = left
	return out
}

// archive makes the documents of one agency, oldest first.
type archive struct {
	city    *City
	staff   *Staff
	rules   format.Rules
	paper   *paper
	words   writerOfTexts
	r       *rand.Rand
	total   int
	files   int // of the newest
	days    []office.Date
	arrival map[int]int64    // last number by year
	issued  map[string]int64 // by series
	others  map[string]int64 // numbers that others gave, by sender and series
	units   []unitShare
	today   office.Date
}

// unitShare is a unit, who heads it, and how much of the agency's documents it
// gets. The zero unit stands for none.
type unitShare struct {
	id   office.ID
	head office.Actor
	part float64
}

func newArchive(c *City, s *Staff, rules format.Rules, p *paper, total, files int, r *rand.Rand) *archive {
	a := &archive{
		city: c, staff: s, rules: rules, paper: p, words: writerOfTexts{r}, r: r, total: total, files: files,
		arrival: map[int]int64{}, issued: map[string]int64{}, others: map[string]int64{},
		today: vietnamese.DateOf(c.App.Clock()),
	}
	for d := archiveFrom(); d.Before(a.today); d = d.AddDays(1) {
		if w := d.Weekday(); w != 0 && w != 6 {
			a.days = append(a.days, d)
		}
	}
	parts := []float64{1}
	if s.Agency.Code == OfficeCode {
		// A unit that sees one in fourteen and one that sees one in 1,400 stand for
		// the divisions of a large and a small field.
		parts = []float64{0.75, 0.07, 0.09, 0.0893, 0.0007}
	}
	for i, name := range unitsOf(s.Agency) {
		if i < len(parts) {
			a.units = append(a.units, unitShare{s.Units[name], s.Heads[name], parts[i]})
		}
	}
	return a
}

func (a *archive) unit() unitShare {
	x := a.r.Float64()
	for _, u := range a.units {
		if x -= u.part; x < 0 {
			return u
		}
	}
	return unitShare{}
}

// run imports everything, a batch at a time.
func (a *archive) run(ctx context.Context, tell func(int)) error {
	source := "so-cu-" + a.staff.Agency.Code
	clerk := a.staff.First(office.RecordsClerk)
	for first := 1; first <= a.total; first += document.MaxImportRows {
		last := min(first+document.MaxImportRows-1, a.total)
		batch := document.ImportBatch{Source: source, First: first, Last: last}
		work := map[int][]task.Task{}
		for row := first; row <= last; row++ {
			l, tasks, err := a.one(ctx, row)
			if err != nil {
				return err
			}
			batch.Rows = append(batch.Rows, l)
			work[row] = tasks
		}
		batch.With = func(tx office.Tx, taken []document.ImportRow) ([]office.Part, error) {
			var all []task.Task
			for _, r := range taken {
				for _, t := range work[r.Row] {
					t.Document = r.Document.ID
					all = append(all, t)
				}
			}
			return a.city.App.Tasks.ImportIn(tx, all)
		}
		out, err := a.city.App.Documents.Import(ctx, clerk, batch)
		if err != nil {
			return fmt.Errorf("%s, rows %d to %d: %w", a.staff.Agency.Name, first, last, err)
		}
		if len(out.Rejected) > 0 {
			r := out.Rejected[0]
			return fmt.Errorf("%s, row %d: %w", a.staff.Agency.Name, r.Row, r.Err)
		}
		tell(out.Taken)
	}
	return nil
}

// one makes the row-th document: six of ten come in, the others go out.
func (a *archive) one(ctx context.Context, row int) (document.Legacy, []task.Task, error) {
	day := a.days[min(len(a.days)-1, (row-1)*len(a.days)/a.total)]
	f := document.Form{
		Subject: a.words.subject(), Pages: 1 + a.r.IntN(8), Copies: 1, Language: "Tiếng Việt",
		Urgency: office.Urgency(max(0, a.r.IntN(20)-16)),
	}
	l := document.Legacy{Row: row, Text: a.words.text(f.Subject, 5+a.r.IntN(7))}
	var tasks []task.Task
	var err error
	if a.r.IntN(10) < 6 {
		l.Kind = document.Incoming
		a.received(&f, &l, day)
		tasks = a.work(&l, day, f.Urgency)
		if a.total-row < a.files*10/6 { // six of ten come in
			err = a.paper.file(ctx, a.staff, &f, &l)
		}
	} else {
		l.Kind, l.Unit = document.Outgoing, a.unit().id
		if a.r.IntN(12) == 0 {
			l.Kind = document.Internal
		}
		a.sent(&f, &l, day)
	}
	l.Form = f
	return l, tasks, err
}

// typeCode draws a document type: letters are the most frequent.
func (a *archive) typeCode() string {
	codes := []string{"CV", "CV", "CV", "CV", "CV", "CV", "CV", "BC", "BC", "BC", "TB", "TB", "KH", "KH", "QD", "QD", "TTr", "TTr", "CT", "NQ"}
	return codes[a.r.IntN(len(codes))]
}

func (a *archive) received(f *document.Form, l *document.Legacy, day office.Date) {
	from := a.staff
	for from == a.staff {
		from = a.city.Staffs[a.city.Order[a.r.IntN(len(a.city.Order))]]
	}
	f.ArrivalDate, f.IssuedDate = day, day.AddDays(-a.r.IntN(4))
	f.RuleSet, f.TypeCode = from.Agency.RuleSet, a.typeCode()
	f.IssuingAgency, f.IssuingCode, f.IssuingName = from.ID, from.Agency.Code, from.Agency.Name
	series := from.Agency.Code + "/" + f.TypeCode + "/" + fmt.Sprint(f.IssuedDate.Year)
	a.others[series] += 1 + a.r.Int64N(3)
	f.ReferenceCode = a.code(f, from.Agency, a.others[series])
	leader := from.First(office.Leader)
	f.Signer = document.Signer{Name: from.Names[leader.Person], Position: headTitle(from.Agency)}
	a.arrival[day.Year]++
	l.Arrival = a.arrival[day.Year]
}

func (a *archive) sent(f *document.Form, l *document.Legacy, day office.Date) {
	f.IssuedDate, f.RuleSet, f.TypeCode = day, a.staff.Agency.RuleSet, a.typeCode()
	series := f.TypeCode
	if f.RuleSet == "party" {
		term, _ := document.TermOn(congresses(), day)
		series += term
	} else {
		switch f.TypeCode {
		case "NQ", "QD", "CT":
		default:
			series = "HC" // one series for what carries no rule
		}
		series += fmt.Sprint(day.Year)
	}
	a.issued[series]++
	f.ReferenceCode = a.code(f, a.staff.Agency, a.issued[series])
	leader := a.staff.First(office.Leader)
	f.Signer = document.Signer{Name: a.staff.Names[leader.Person], Position: headTitle(a.staff.Agency)}
	for range 1 + a.r.IntN(2) {
		l.Recipients = append(l.Recipients, a.city.Staffs[a.city.Order[a.r.IntN(len(a.city.Order))]].Agency.Name)
	}
}

// code prints a reference code by the rules of its day.
func (a *archive) code(f *document.Form, ag Agency, number int64) string {
	set, _ := a.rules.Find(format.Kind(f.RuleSet), f.IssuedDate)
	code, err := format.FormatCode(set, format.TypeCode(f.TypeCode), int(number), ag.Symbol, unitSymbol(ag)...)
	if err != nil {
		return fmt.Sprintf("%d-%s/%s", number, f.TypeCode, ag.Symbol)
	}
	return code
}

// work is what was done about an incoming document: by one unit or person, often
// with another. Old work is done, a part of it late; of the newest some is open.
func (a *archive) work(l *document.Legacy, day office.Date, urgency office.Urgency) []task.Task {
	chief := a.staff.First(office.ChiefOfOffice)
	unit := a.unit()
	lead, doer := task.Holder{Kind: task.Unit, ID: unit.id}, unit.head.Person
	if doer.Zero() {
		who := a.staff.First(office.Specialist)
		lead, doer = task.Holder{Kind: task.Post, ID: who.Post}, who.Person
	}
	l.Readers = append(l.Readers, lead.ID)
	age := len(a.days) - sort.Search(len(a.days), func(i int) bool { return !a.days[i].Before(day) })
	due := day.AddDays(5 + a.r.IntN(15))
	given := day.Start().Add(9 * 3600e9)
	t := task.Task{
		Kind: task.Handle, Role: task.Lead, Holder: lead, GiverPost: chief.Post, Giver: chief.Person,
		Text: "Chủ trì tham mưu, xử lý theo quy định.", Due: due, FirstDue: due, Created: given,
	}
	if age < 3 && urgency == office.Normal && a.r.IntN(3) == 0 { // nobody has decided yet
		t.Kind, t.Holder, t.Text = task.Direct, task.HolderOfRole(a.staff.ID, office.ChiefOfOffice), ""
		t.GiverPost, t.Giver, t.Due, t.FirstDue = office.ID{}, office.ID{}, office.Date{}, office.Date{}
		return []task.Task{t}
	}
	if age > 30 || a.r.IntN(10) < 6 && age > 5 {
		t.DoneOn = day.AddDays(1 + a.r.IntN(18))
		if t.DoneOn.After(a.today) {
			t.DoneOn = a.today
		}
		at := t.DoneOn.Start().Add(10 * 3600e9)
		t.Accepted, t.Done, t.Result = task.Mark{At: given, By: doer}, task.Mark{At: at, By: doer}, "Đã xử lý, lưu hồ sơ."
	}
	out := []task.Task{t}
	if a.r.IntN(4) == 0 {
		if other := a.unit().id; other != lead.ID && !other.Zero() {
			t.Role, t.Holder, t.Text = task.Coordinate, task.Holder{Kind: task.Unit, ID: other}, "Phối hợp thực hiện."
			l.Readers = append(l.Readers, other)
			out = append(out, t)
		}
	}
	return out
}
