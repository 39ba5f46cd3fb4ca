package demo

import (
	"context"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"time"

	"congvan/office"
	"congvan/office/document"
	"congvan/office/exchange"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

// Step is one step of the main job as it was played.
type Step struct {
	Step   string            `json:"step"`
	OK     bool              `json:"ok"`
	Detail map[string]string `json:"detail"`
	Title  string            `json:"title"`         // in Vietnamese, for people
	URL    string            `json:"url,omitempty"` // where it can be seen
	Error  string            `json:"error,omitempty"`
}

// Play plays the main job once between two servers that are both serving: a
// letter from the office of another province arrives, is registered, directed,
// answered, signed, numbered, sealed and delivered back, verified there and
// reported. Every step is told as it ends; the first one that fails ends the play.
type Play struct {
	Main, Peer       *City
	MainURL, PeerURL string // where their pages are
	MainExchange     string // where they deliver to each other
	PeerExchange     string
	Data             string // where the finished PDF is laid
	Tell             func(Step)
}

// state is what later steps need of earlier ones.
type state struct {
	sent     document.Document // the peer's letter, at the peer
	arrived  document.Document // the same, here
	answer   document.Document
	received document.Document // the answer, at the peer
	lead     task.Task
	handler  office.Actor
	pdf      string
}

type stepFunc func(ctx context.Context, s *state) (detail map[string]string, url string, err error)

// Run plays all steps; it reports whether all were well.
func (p *Play) Run(ctx context.Context) bool {
	s := &state{}
	for _, st := range []struct {
		name, title string
		do          stepFunc
	}{
		{"connected", "Hai máy chủ trao đổi chứng thư", p.connect},
		{"sent", "Văn phòng Tỉnh ủy Quảng Ngãi ký, đóng dấu và gửi công văn", p.send},
		{"arrived", "Văn bản đến qua liên thông", p.arrive},
		{"checked", "Kiểm tra chữ ký số của văn bản đến", p.check},
		{"registered", "Văn thư vào sổ văn bản đến", p.register},
		{"directed", "Văn phòng đề xuất, lãnh đạo bút phê", p.direct},
		{"assigned", "Trưởng phòng giao chuyên viên", p.assign},
		{"drafted", "Chuyên viên soạn công văn trả lời", p.write},
		{"reviewed", "Ký nháy nội dung và thể thức", p.review},
		{"signed", "Lãnh đạo ký số", p.sign},
		{"numbered", "Văn thư cấp số", p.number},
		{"sealed", "Đóng dấu cơ quan", p.seal},
		{"issued", "Phát hành", p.issue},
		{"delivered", "Văn bản đến máy chủ bên nhận", p.deliver},
		{"verified", "Bên nhận kiểm tra chữ ký", p.verify},
		{"reported", "Bên nhận vào sổ và báo lại", p.report},
		{"completed", "Chuyên viên báo hoàn thành, bên gửi nhận trạng thái 06", p.complete},
		{"proven", "Nhật ký của cả hai máy chủ được kiểm chứng", p.prove},
	} {
		detail, url, err := st.do(ctx, s)
		told := Step{Step: st.name, OK: err == nil, Detail: detail, Title: st.title, URL: url}
		if err != nil {
			told.Error = err.Error()
		}
		p.Tell(told)
		if err != nil {
			return false
		}
	}
	return true
}

func (p *Play) office() *Staff { return p.Main.Staffs[OfficeCode] }
func (p *Play) other() *Staff  { return p.Peer.Staffs[PeerCode] }

// connect makes sure that the two offices know each other.
func (p *Play) connect(ctx context.Context, _ *state) (map[string]string, string, error) {
	if err := Connect(ctx, p.Main.App, p.Peer.App, p.MainExchange, p.PeerExchange); err != nil {
		return nil, "", err
	}
	return map[string]string{"main": p.MainExchange, "peer": p.PeerExchange}, p.MainURL + "/login", nil
}

// send writes, reviews, signs, numbers, seals and issues the letter at the peer.
func (p *Play) send(ctx context.Context, s *state) (map[string]string, string, error) {
	w := writer{p.Peer.App, p.other()}
	author := p.other().People["Phòng Tổng hợp"][1]
	d, err := w.draft(ctx, drafting{
		kind: document.Outgoing, typ: "CV", author: author,
		change: func(f *document.DraftFields) {
			f.Subject = "trao đổi kinh nghiệm xây dựng văn phòng không giấy trong các cơ quan đảng"
			f.Recipients = []document.Recipient{{Code: OfficeCode, Name: p.office().Agency.Name, Channel: document.ByExchange}}
			f.DueDate = vietnamese.DateOf(p.Main.App.Clock()).AddDays(14)
		},
		texts: []string{
			"Thực hiện chương trình công tác năm 2026 về chuyển đổi số trong các cơ quan đảng, Văn phòng Tỉnh ủy Quảng Ngãi đề nghị Văn phòng Thành ủy Đà Nẵng trao đổi kinh nghiệm xây dựng văn phòng không giấy, tập trung vào quy trình xử lý văn bản đến, ký số và gửi, nhận văn bản điện tử.",
			"Ý kiến của quý cơ quan xin gửi về Văn phòng Tỉnh ủy để tổng hợp, báo cáo Thường trực Tỉnh ủy.",
			"Rất mong nhận được sự quan tâm, phối hợp của quý cơ quan.",
		},
	})
	if err != nil {
		return nil, "", err
	}
	if err := w.submit(ctx, author, d.ID); err != nil {
		return nil, "", err
	}
	if _, err := w.review(ctx, d.ID); err != nil {
		return nil, "", err
	}
	if d, err = w.sign(ctx, d.ID); err != nil {
		return nil, "", err
	}
	clerk := p.other().First(office.RecordsClerk)
	if d, err = w.app.Signing.Number(ctx, clerk, signing.Choice{Document: d.ID, Version: d.Version}, 0); err != nil {
		return nil, "", err
	}
	if d, err = w.app.Signing.Seal(ctx, clerk, signing.Choice{Document: d.ID, Version: d.Version}, PIN); err != nil {
		return nil, "", err
	}
	s.sent, err = w.app.Signing.Issue(ctx, clerk, signing.Choice{Document: d.ID, Version: d.Version})
	return map[string]string{"code": s.sent.ReferenceCode, "subject": s.sent.Subject}, p.PeerURL + "/documents/" + d.ID.String(), err
}

// patience is how long a step waits for what comes over the network.
const patience = 30 * time.Second

// waitFor asks until the answer is yes.
func waitFor(ctx context.Context, what string, ask func() (bool, error)) error {
	end := time.Now().Add(patience)
	for {
		ok, err := ask()
		if err != nil || ok {
			return err
		}
		if time.Now().After(end) {
			return fmt.Errorf("demo: %s did not happen within %s", what, patience)
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(100 * time.Millisecond):
		}
	}
}

// inQueue finds the newest received document with a code, in a clerk's queue.
func inQueue(ctx context.Context, c *City, s *Staff, code string) (document.Document, bool, error) {
	clerk := s.First(office.RecordsClerk)
	page, err := c.App.Documents.List(ctx, clerk, document.ListQuery{Box: document.QueueBox})
	if err != nil {
		return document.Document{}, false, err
	}
	for _, r := range page.Rows {
		if r.ReferenceCode == code {
			d, err := c.App.Documents.Detail(ctx, clerk, r.ID)
			return d.Document, err == nil, err
		}
	}
	return document.Document{}, false, nil
}

func (p *Play) arrive(ctx context.Context, s *state) (map[string]string, string, error) {
	err := waitFor(ctx, "the arrival", func() (ok bool, err error) {
		s.arrived, ok, err = inQueue(ctx, p.Main, p.office(), s.sent.ReferenceCode)
		return ok, err
	})
	return map[string]string{"from": s.arrived.IssuingName, "code": s.arrived.ReferenceCode}, p.MainURL + "/arrivals", err
}

func (p *Play) check(ctx context.Context, s *state) (map[string]string, string, error) {
	d, err := p.Main.App.Documents.Detail(ctx, p.office().First(office.RecordsClerk), s.arrived.ID)
	if err != nil {
		return nil, "", err
	}
	url := p.MainURL + "/arrivals/" + s.arrived.ID.String()
	main, _ := d.Document.Main()
	r, _ := d.Reading(main.SHA256)
	if r.Verdict == document.InvalidVerdict || r.Verdict == document.NoVerdict {
		return nil, url, fmt.Errorf("demo: the arriving document is %s", r.Verdict)
	}
	return map[string]string{"verdict": string(r.Verdict)}, url, nil
}

func (p *Play) register(ctx context.Context, s *state) (map[string]string, string, error) {
	clerk := p.office().First(office.RecordsClerk)
	form := document.FormOf(s.arrived)
	form.ArrivalDate = office.Date{}
	d, err := p.Main.App.Documents.Register(ctx, clerk, s.arrived.ID, s.arrived.Version, form)
	if err != nil {
		return nil, "", err
	}
	s.arrived = d
	return map[string]string{"arrival_number": fmt.Sprint(d.ArrivalNumber)}, p.MainURL + "/registers/incoming", nil
}

func (p *Play) direct(ctx context.Context, s *state) (map[string]string, string, error) {
	o := p.office()
	chief := o.ByRole[office.ChiefOfOffice][1] // Phó Chánh Văn phòng
	leader := o.First(office.Leader)
	t, err := p.openTask(ctx, s.arrived.ID, task.Direct)
	if err != nil {
		return nil, "", err
	}
	routing := task.Routing{
		Lead:       &task.Assignment{To: task.Holder{Kind: task.Unit, ID: o.Units["Phòng Tổng hợp"]}, Due: task.Due{WorkingDays: 5}},
		Coordinate: []task.Assignment{{To: task.Holder{Kind: task.Unit, ID: o.Units["Phòng Cơ yếu - Công nghệ thông tin"]}, Due: task.Due{WorkingDays: 3}}},
		Inform:     []task.Holder{{Kind: task.Person, ID: o.First(office.Archivist).Person}},
	}
	note, err := p.Main.App.Tasks.Propose(ctx, chief, task.ProposeInput{
		Task: task.Ref{ID: t.ID, Version: t.Version}, Text: "Giao Phòng Tổng hợp chủ trì tham mưu công văn trả lời.", Routing: routing,
	})
	if err != nil {
		return nil, "", err
	}
	if t, err = p.openTask(ctx, s.arrived.ID, task.Direct); err != nil {
		return nil, "", err
	}
	if _, err := p.Main.App.Tasks.AcceptProposal(ctx, leader, task.Ref{ID: t.ID, Version: t.Version}, note.ID); err != nil {
		return nil, "", err
	}
	sentence, err := p.Main.App.Tasks.Sentence(ctx, leader, routing)
	return map[string]string{"direction": sentence}, p.MainURL + "/documents/" + s.arrived.ID.String(), err
}

func (p *Play) openTask(ctx context.Context, doc office.ID, k task.Kind) (task.Task, error) {
	tasks, err := p.tasks(ctx, doc)
	for _, t := range tasks {
		if t.Kind == k && t.Open() {
			return t, nil
		}
	}
	if err == nil {
		err = fmt.Errorf("demo: no open task %s", k)
	}
	return task.Task{}, err
}

func (p *Play) tasks(ctx context.Context, doc office.ID) ([]task.Task, error) {
	var tasks []task.Task
	err := p.Main.App.Store.View(ctx, office.SystemActor(p.office().ID), func(tx office.Tx) error {
		var err error
		tasks, err = p.Main.App.Tasks.TasksIn(tx, doc)
		return err
	})
	return tasks, err
}

func (p *Play) assign(ctx context.Context, s *state) (map[string]string, string, error) {
	o := p.office()
	head := o.Heads["Phòng Tổng hợp"]
	s.handler = o.People["Phòng Tổng hợp"][1]
	app := p.Main.App
	find := func(role task.Role, holder office.ID) (task.Task, error) {
		tasks, err := p.tasks(ctx, s.arrived.ID)
		for _, t := range tasks {
			if t.Kind == task.Handle && t.Role == role && t.Holder.ID == holder && t.Open() {
				return t, nil
			}
		}
		if err == nil {
			err = fmt.Errorf("demo: the task is not there")
		}
		return task.Task{}, err
	}
	t, err := find(task.Lead, o.Units["Phòng Tổng hợp"])
	if err != nil {
		return nil, "", err
	}
	if err := app.Tasks.Accept(ctx, head, task.Ref{ID: t.ID, Version: t.Version}); err != nil {
		return nil, "", err
	}
	if t, err = find(task.Lead, o.Units["Phòng Tổng hợp"]); err != nil {
		return nil, "", err
	}
	err = app.Tasks.HandOn(ctx, head, task.HandOnInput{
		Task: task.Ref{ID: t.ID, Version: t.Version}, Text: "Soạn công văn trả lời, trình trước thứ Sáu.",
		Routing: task.Routing{Lead: &task.Assignment{To: task.Holder{Kind: task.Person, ID: s.handler.Person}, Due: task.Due{WorkingDays: 3}}},
	})
	if err != nil {
		return nil, "", err
	}
	if s.lead, err = find(task.Lead, s.handler.Person); err != nil {
		return nil, "", err
	}
	if err := app.Tasks.Accept(ctx, s.handler, task.Ref{ID: s.lead.ID, Version: s.lead.Version}); err != nil {
		return nil, "", err
	}
	return map[string]string{"handler": o.Names[s.handler.Person]}, p.MainURL + "/tasks", nil
}

func (p *Play) write(ctx context.Context, s *state) (map[string]string, string, error) {
	w := writer{p.Main.App, p.office()}
	leader := p.office().ByRole[office.Leader][1] // Chánh Văn phòng
	d, err := w.draft(ctx, drafting{
		kind: document.Outgoing, typ: "CV", reply: s.arrived.ID, task: s.lead.ID, author: s.handler,
		change: func(f *document.DraftFields) {
			f.Subject = "trả lời về kinh nghiệm xây dựng văn phòng không giấy"
			f.SignerPost = leader.Post
			f.Signer = document.Signer{}
			f.Recipients = []document.Recipient{{Code: PeerCode, Name: p.other().Agency.Name, Channel: document.ByExchange}}
		},
		texts: []string{
			"1. Văn bản đến được tiếp nhận, kiểm tra chữ ký số và vào sổ trên hệ thống ngay trong ngày; lãnh đạo cho ý kiến trên máy tính bảng, đơn vị chủ trì nhận việc kèm thời hạn cụ thể.",
			"2. Văn bản đi được ký nháy, ký số, cấp số và đóng dấu trên cùng một tệp; nơi nhận xác minh được chữ ký và báo lại trạng thái xử lý.",
			"3. Mọi thao tác được ghi vào nhật ký không thể sửa, có thể kiểm chứng sau nhiều năm.",
			"Văn phòng Thành ủy Đà Nẵng trân trọng trao đổi để Văn phòng Tỉnh ủy Quảng Ngãi nghiên cứu, tham khảo.",
		},
	})
	s.answer = d
	return map[string]string{"subject": d.Subject}, p.MainURL + "/drafts/" + d.ID.String(), err
}

func (p *Play) review(ctx context.Context, s *state) (map[string]string, string, error) {
	w := writer{p.Main.App, p.office()}
	if err := w.submit(ctx, s.handler, s.answer.ID); err != nil {
		return nil, "", err
	}
	who, err := w.review(ctx, s.answer.ID)
	return map[string]string{"by": strings.Join(who, "; ")}, p.MainURL + "/drafts/" + s.answer.ID.String(), err
}

func (p *Play) sign(ctx context.Context, s *state) (map[string]string, string, error) {
	d, err := writer{p.Main.App, p.office()}.sign(ctx, s.answer.ID)
	s.answer = d
	return map[string]string{"signer": d.Signer.Name}, p.MainURL + "/documents/" + d.ID.String(), err
}

func (p *Play) choice(d document.Document) signing.Choice {
	return signing.Choice{Document: d.ID, Version: d.Version}
}

func (p *Play) number(ctx context.Context, s *state) (map[string]string, string, error) {
	d, err := p.Main.App.Signing.Number(ctx, p.office().First(office.RecordsClerk), p.choice(s.answer), 0)
	s.answer = d
	return map[string]string{"code": d.ReferenceCode}, p.MainURL + "/registers/outgoing", err
}

func (p *Play) seal(ctx context.Context, s *state) (map[string]string, string, error) {
	d, err := p.Main.App.Signing.Seal(ctx, p.office().First(office.RecordsClerk), p.choice(s.answer), PIN)
	s.answer = d
	return map[string]string{"code": d.ReferenceCode}, p.MainURL + "/documents/" + d.ID.String(), err
}

func (p *Play) issue(ctx context.Context, s *state) (map[string]string, string, error) {
	d, err := p.Main.App.Signing.Issue(ctx, p.office().First(office.RecordsClerk), p.choice(s.answer))
	if err != nil {
		return nil, "", err
	}
	s.answer = d
	s.pdf, err = p.lay(ctx, d)
	return map[string]string{"code": d.ReferenceCode, "pdf": s.pdf}, p.MainURL + "/documents/" + d.ID.String(), err
}

// lay copies the finished PDF to where people find it.
func (p *Play) lay(ctx context.Context, d document.Document) (string, error) {
	main, _ := d.Main()
	r, _, err := p.Main.App.Blobs.Open(ctx, d.Agency, main.SHA256)
	if err != nil {
		return "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return "", err
	}
	path := filepath.Join(p.Data, "play", strings.ReplaceAll(d.ReferenceCode, "/", "-")+".pdf")
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return "", err
	}
	return path, os.WriteFile(path, b, 0o600)
}

func (p *Play) deliver(ctx context.Context, s *state) (map[string]string, string, error) {
	err := waitFor(ctx, "the delivery", func() (ok bool, err error) {
		s.received, ok, err = inQueue(ctx, p.Peer, p.other(), s.answer.ReferenceCode)
		return ok, err
	})
	return map[string]string{"code": s.received.ReferenceCode}, p.PeerURL + "/arrivals", err
}

func (p *Play) verify(ctx context.Context, s *state) (map[string]string, string, error) {
	main, _ := s.received.Main()
	r, _, err := p.Peer.App.Blobs.Open(ctx, s.received.Agency, main.SHA256)
	if err != nil {
		return nil, "", err
	}
	defer r.Close()
	b, err := io.ReadAll(r)
	if err != nil {
		return nil, "", err
	}
	roots, err := p.Peer.App.Roots.List(ctx)
	if err != nil {
		return nil, "", err
	}
	report := pades.Verify(b, pades.VerifyOptions{Roots: roots, Now: p.Peer.App.Clock()})
	if report.Verdict != pades.Valid {
		err = fmt.Errorf("demo: the peer finds the document %s", report.Verdict)
	}
	return map[string]string{"verdict": string(report.Verdict), "signatures": fmt.Sprint(len(report.Signatures))},
		p.PeerURL + "/arrivals/" + s.received.ID.String(), err
}

func (p *Play) report(ctx context.Context, s *state) (map[string]string, string, error) {
	form := document.FormOf(s.received)
	form.ArrivalDate = office.Date{}
	d, err := p.Peer.App.Documents.Register(ctx, p.other().First(office.RecordsClerk), s.received.ID, s.received.Version, form)
	if err != nil {
		return nil, "", err
	}
	err = p.awaitStatus(ctx, p.Main, p.office(), s.answer.ID, exchange.Registered)
	return map[string]string{"arrival_number": fmt.Sprint(d.ArrivalNumber), "status": string(exchange.Registered)},
		p.MainURL + "/deliveries/" + s.answer.ID.String(), err
}

func (p *Play) awaitStatus(ctx context.Context, c *City, s *Staff, doc office.ID, want exchange.Status) error {
	return waitFor(ctx, "status "+string(want), func() (bool, error) {
		table, err := c.App.Exchange.Deliveries(ctx, s.First(office.RecordsClerk), doc)
		if err != nil {
			return false, err
		}
		for _, r := range table.Rows {
			if r.Envelope.Status == want {
				return true, nil
			}
		}
		return false, nil
	})
}

func (p *Play) complete(ctx context.Context, s *state) (map[string]string, string, error) {
	app := p.Main.App
	head := p.office().Heads["Phòng Tổng hợp"]
	for _, step := range []struct {
		by     office.Actor
		holder office.ID
	}{{s.handler, s.handler.Person}, {head, head.Unit}} {
		tasks, err := p.tasks(ctx, s.arrived.ID)
		if err != nil {
			return nil, "", err
		}
		for _, t := range tasks {
			if t.Kind != task.Handle || t.Role != task.Lead || !t.Open() || t.Holder.ID != step.holder {
				continue
			}
			err := app.Tasks.Complete(ctx, step.by, task.CompleteInput{
				Task: task.Ref{ID: t.ID, Version: t.Version}, Result: "Đã trả lời bằng công văn số " + s.answer.ReferenceCode + ".",
				Product: s.answer.ID,
			})
			if err != nil {
				return nil, "", err
			}
			break
		}
	}
	err := p.awaitStatus(ctx, p.Peer, p.other(), s.sent.ID, exchange.Completed)
	return map[string]string{"status": string(exchange.Completed)}, p.PeerURL + "/deliveries/" + s.sent.ID.String(), err
}

func (p *Play) prove(ctx context.Context, s *state) (map[string]string, string, error) {
	detail := map[string]string{}
	for name, c := range map[string]*City{"main": p.Main, "peer": p.Peer} {
		r, err := c.App.VerifyJournal(ctx, nil)
		if err != nil {
			return nil, "", err
		}
		detail[name+"_entries"] = fmt.Sprint(r.Entries)
		if !r.OK {
			return detail, "", fmt.Errorf("demo: the journal of %s: %s", name, r.Problems[0].Message)
		}
	}
	return detail, p.MainURL + "/documents/" + s.answer.ID.String() + "?tab=journal", nil
}
