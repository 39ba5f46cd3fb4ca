package main

import (
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"time"

	"golang.org/x/sync/errgroup"

	"congvan/cmd/congvan/app"
	"congvan/cmd/congvan/demo"
	"congvan/office"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/platform/servicekey"
	"congvan/web/ui"
)

type demoCmd struct {
	Data      string `help:"Folder of the demo." default:"data/demo"`
	Listen    string `help:"Where browsers connect, HOST:PORT." default:"127.0.0.1:8080"`
	Documents int    `help:"How many documents lie in the registers; from 10,000 on the city is large: 250 agencies, 8,000 people." default:"30"`
	Seed      uint64 `help:"The same seed makes the same city." default:"2026"`
	Database  string `help:"Empty PostgreSQL database of the main server, when not the embedded one."`
	Second    string `name:"second-database" help:"The same for the second server."`
	Play      bool   `help:"Play the main job once against a second server."`
	Exit      bool   `help:"Stop when everything is made and played."`
	JSON      bool   `help:"Print one JSON object a step."`
}

// rootDir is where the demo's root certificate lies, within the data folder.
const rootDir = "demo-ca"

// demoServer is one of the two servers of the demo.
type demoServer struct {
	app       *app.App
	listeners app.Listeners
	city      *demo.City
}

// Run makes the demo city when the folder is empty, serves it and its peer, and
// plays the main job if asked. On existing data it neither seeds nor plays again.
func (c *demoCmd) Run(e *env) error {
	main, err := c.open(e, c.Data, c.Listen, c.Database)
	if err != nil {
		return err
	}
	defer main.app.Close()
	peer, err := c.open(e, filepath.Join(c.Data, "peer"), "127.0.0.1:0", c.Second)
	if err != nil {
		return err
	}
	defer peer.app.Close()
	fresh, err := main.empty(e.ctx)
	if err != nil {
		return err
	}
	if fresh {
		if err := c.seed(e, main, peer); err != nil {
			return err
		}
	} else if _, err := os.Stat(filepath.Join(c.Data, rootDir)); err != nil {
		return office.NewError(office.CodeConflict, "congvan.demo",
			"Thành phố mẫu trong "+c.Data+" mới làm được một nửa. Xoá thư mục này (và cơ sở dữ liệu, nếu đặt riêng) rồi chạy lại.",
			"The demo city in "+c.Data+" was left half made. Delete the folder (and the database, if it is elsewhere) and run this again.")
	}
	err = demo.Connect(e.ctx, main.app, peer.app, main.listeners.Exchange.Addr().String(), peer.listeners.Exchange.Addr().String())
	if err != nil {
		return err
	}
	ctx, stop := context.WithCancel(e.ctx)
	defer stop()
	g, ctx := errgroup.WithContext(ctx)
	for _, s := range []*demoServer{main, peer} {
		g.Go(func() error { return s.app.Serve(ctx, s.listeners, s.web(ctx)) })
	}
	played := true
	g.Go(func() error {
		if fresh && c.Play {
			played = c.play(ctx, e, main, peer)
		}
		c.welcome(e, main, peer, fresh)
		if c.Exit {
			stop()
		}
		return nil
	})
	if err := g.Wait(); err != nil {
		return err
	}
	if !played {
		return exitError(exitBad)
	}
	return nil
}

// empty says whether nobody has made an agency yet.
func (s *demoServer) empty(ctx context.Context) (bool, error) {
	var agencies []org.AgencyAt
	err := s.app.Store.View(ctx, office.Actor{System: true}, func(tx office.Tx) error {
		var err error
		agencies, err = s.app.Org.AgenciesIn(tx, tx.Today())
		return err
	})
	return len(agencies) == 0, err
}

func (c *demoCmd) open(e *env, data, address, database string) (*demoServer, error) {
	cfg := app.DefaultConfig()
	cfg.Data, cfg.Listen, cfg.Exchange.Listen, cfg.Log.Level = data, address, "127.0.0.1:0", "warn"
	cfg.Database = database
	a, err := app.Open(e.ctx, cfg, app.Options{KeyCost: signing.Cost{Time: 1, Memory: 8 << 10}})
	if err != nil {
		return nil, err
	}
	l, err := listenAgain(a, filepath.Join(data, "exchange-address"))
	if err != nil {
		_ = a.Close()
		return nil, err
	}
	return &demoServer{app: a, listeners: l}, nil
}

// listenAgain opens the sockets, that of exchange at the address it had before: it
// stands in the other server's address book.
func listenAgain(a *app.App, file string) (app.Listeners, error) {
	if b, err := os.ReadFile(file); err == nil {
		a.Config.Exchange.Listen = string(b)
	}
	l, err := a.Listen()
	if err != nil {
		return l, err
	}
	return l, os.WriteFile(file, []byte(l.Exchange.Addr().String()), 0o600)
}

func (c *demoCmd) seed(e *env, main, peer *demoServer) error {
	now := time.Now()
	ca, err := demo.NewCA(now)
	if err != nil {
		return err
	}
	author, err := servicekey.NewAuthority("congvan demo", now, rand.Reader)
	if err != nil {
		return err
	}
	c.tell(e, demo.Step{Step: "city", OK: true, Title: "Tạo thành phố mẫu…"})
	agencies, people := demo.Agencies(), 0
	if c.Documents >= demo.LargeFrom {
		agencies, people = demo.LargeAgencies(), demo.LargePeople
	}
	if main.city, err = demo.Seed(e.ctx, main.app, agencies, ca, author, c.Seed, people); err != nil {
		return err
	}
	if peer.city, err = demo.Seed(e.ctx, peer.app, demo.PeerAgencies(), ca, author, c.Seed+1, 0); err != nil {
		return err
	}
	archived, err := c.archive(e, main, ca, c.Documents-freshDocuments)
	if err != nil {
		return err
	}
	made, err := demo.Documents(e.ctx, main.city, ca, c.Documents-archived, c.Seed)
	if err != nil {
		return err
	}
	made += archived
	// Written last: it says that the city is whole.
	for _, dir := range []string{filepath.Join(c.Data, "peer"), c.Data} {
		if err := ca.WriteRoot(filepath.Join(dir, rootDir)); err != nil {
			return err
		}
	}
	c.tell(e, demo.Step{Step: "seeded", OK: true, Title: "Thành phố mẫu đã sẵn sàng", Detail: map[string]string{
		"agencies": fmt.Sprint(len(main.city.Order)), "documents": fmt.Sprint(made),
	}})
	return nil
}

// Of many documents these are made one by one, with everything that was done to
// them; the others are brought in as those of an older system, the newest with a
// file: one in fifty, at least some, at most archivedFiles.
const (
	freshDocuments = 30
	archivedFiles  = 2000
)

func filesOf(documents int) int { return min(documents, archivedFiles, max(20, documents/50)) }

func (c *demoCmd) archive(e *env, main *demoServer, ca *demo.CA, n int) (int, error) {
	if n <= 0 {
		return 0, nil
	}
	start, said := time.Now(), 0
	var mu sync.Mutex
	made, err := demo.Archive(e.ctx, main.city, ca, n, filesOf(n), c.Seed, func(done int) {
		mu.Lock()
		defer mu.Unlock()
		if step := done * 20 / n; step > said {
			said = step
			c.tell(e, demo.Step{Step: "archive", OK: true, Title: "Nhập văn bản các năm trước", Detail: map[string]string{
				"documents": fmt.Sprint(done), "seconds": fmt.Sprint(int(time.Since(start).Seconds())),
			}})
		}
	})
	if err != nil {
		return made, err
	}
	return made, main.app.Store.Analyse(e.ctx)
}

func (c *demoCmd) play(ctx context.Context, e *env, main, peer *demoServer) bool {
	p := &demo.Play{
		Main: main.city, Peer: peer.city, Data: c.Data,
		MainURL: "http://" + main.listeners.Web.Addr().String(), PeerURL: "http://" + peer.listeners.Web.Addr().String(),
		MainExchange: main.listeners.Exchange.Addr().String(), PeerExchange: peer.listeners.Exchange.Addr().String(),
		Tell: func(s demo.Step) { c.tell(e, s) },
	}
	return p.Run(ctx)
}

// tell prints a step: one JSON object a line, or a line for people.
func (c *demoCmd) tell(e *env, s demo.Step) {
	if c.JSON {
		b, err := json.Marshal(s)
		if err == nil {
			fmt.Fprintln(e.stdout, string(b))
		}
		return
	}
	mark := "✓"
	if !s.OK {
		mark = "✗"
	}
	line := mark + " " + s.Title
	for _, k := range []string{"code", "arrival_number", "verdict", "status", "agencies", "documents", "seconds"} {
		if v := s.Detail[k]; v != "" {
			line += " · " + v
		}
	}
	if s.Error != "" {
		line += "\n    " + s.Error
	}
	if s.URL != "" {
		line += "\n    " + s.URL
	}
	fmt.Fprintln(e.stdout, line)
}

func (c *demoCmd) welcome(e *env, main, peer *demoServer, fresh bool) {
	if c.JSON {
		return
	}
	if !fresh {
		fmt.Fprintf(e.stdout, "Mở dữ liệu đã có trong %s (xoá thư mục này để làm lại từ đầu).\n", c.Data)
	}
	fmt.Fprintf(e.stdout, "\nMở http://%s và đăng nhập: vanthu, phochanhvp, lanhdao, truongphong, chuyenvien, quantri (mật khẩu %s, mã PIN %s)\nMáy chủ thứ hai: http://%s\n",
		main.listeners.Web.Addr(), demo.Password, demo.PIN, peer.listeners.Web.Addr())
	if !c.Exit {
		fmt.Fprintln(e.stdout, "Dừng bằng Ctrl+C.")
	}
}

// web is what the demo's login page shows.
func (s *demoServer) web(ctx context.Context) app.WebOptions {
	o := app.WebOptions{Demo: true, Secret: demo.Password, Brand: s.app.Brand(ctx)}
	for _, h := range []struct{ account, role string }{
		{"vanthu", "Văn thư"},
		{"phochanhvp", "Phó Chánh Văn phòng"},
		{"lanhdao", "Chánh Văn phòng, người ký"},
		{"truongphong", "Trưởng phòng Tổng hợp"},
		{"chuyenvien", "Chuyên viên"},
		{"quantri", "Quản trị hệ thống"},
	} {
		o.Hints = append(o.Hints, ui.LoginHint{Account: h.account, Role: h.role})
	}
	return o
}
