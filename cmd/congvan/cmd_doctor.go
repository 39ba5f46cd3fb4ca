package main

import (
	"context"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"

	"congvan/cmd/congvan/app"
	"congvan/platform/convert"
)

type doctorCmd struct {
	Data   string `placeholder:"DIR" help:"The data folder."`
	Config string `placeholder:"FILE" help:"The configuration file; default DATA/congvan.toml if it is there."`
	JSON   bool   `help:"Print JSON."`
}

// health is what --json prints. Each part has a fix, in Vietnamese, when it is not
// well; OK is false when there is any.
type health struct {
	OK       bool                `json:"ok"`
	Tools    []convert.ToolState `json:"tools"`
	Data     folderState         `json:"data"`
	Database databaseState       `json:"database"`
	Missing  []string            `json:"missing"` // names of what is not well
}

// databaseState tells whether the database can be used. Place never holds a
// password.
type databaseState struct {
	Engine string `json:"engine"`
	Place  string `json:"place"`
	OK     bool   `json:"ok"`
	Fix    string `json:"fix"`
}

// Run exits with 1 when something is missing.
func (c *doctorCmd) Run(e *env) error {
	conf, err := app.LoadConfig(c.Config, c.Data, e.getenv)
	switch {
	case err != nil && c.JSON:
		return e.fail(err)
	case err != nil:
		return err
	}
	h := examine(e.ctx, conf)
	if c.JSON {
		err = e.printJSON(h)
	} else {
		err = printHealth(e.stdout, h)
	}
	if err == nil && !h.OK {
		err = exitError(exitBad)
	}
	return err
}

func examine(ctx context.Context, c app.Config) health {
	tools := convert.New(convert.Config{})
	defer tools.Close()
	h := health{Tools: tools.Doctor(ctx), Data: examineFolder(c.Data), Missing: []string{}}
	h.Database = examineDatabase(ctx, c, h.Data)
	for _, t := range h.Tools {
		if t.Fix != "" {
			h.Missing = append(h.Missing, t.Name)
		}
	}
	if h.Data.Fix != "" {
		h.Missing = append(h.Missing, "data")
	}
	if !h.Database.OK {
		h.Missing = append(h.Missing, "database")
	}
	h.OK = len(h.Missing) == 0
	return h
}

// databaseWait is how long a database server may take to answer.
const databaseWait = 5 * time.Second

func examineDatabase(ctx context.Context, c app.Config, data folderState) databaseState {
	if !strings.HasPrefix(c.Database, "postgres://") && !strings.HasPrefix(c.Database, "postgresql://") {
		return examineSQLite(c, data)
	}
	s := databaseState{Engine: "postgres"}
	conf, err := pgx.ParseConfig(c.Database)
	if err != nil {
		s.Fix = "Địa chỉ database trong cấu hình sai. Viết dạng postgres://người-dùng@máy/tên-cơ-sở-dữ-liệu."
		return s
	}
	s.Place = fmt.Sprintf("%s:%d/%s", conf.Host, conf.Port, conf.Database)
	ctx, cancel := context.WithTimeout(ctx, databaseWait)
	defer cancel()
	conn, err := pgx.ConnectConfig(ctx, conf)
	if err == nil {
		err = conn.Ping(ctx)
		_ = conn.Close(ctx)
	}
	if err != nil {
		s.Fix = "Không kết nối được PostgreSQL ở " + s.Place + ". Kiểm tra máy chủ đang chạy (apt-get install postgresql nếu chưa có), tài khoản và tên cơ sở dữ liệu."
	}
	s.OK = err == nil
	return s
}

func printHealth(w io.Writer, h health) error {
	p := &printer{w: w}
	state := func(name, detail, fix string) {
		p.line("%s %-28s %s", pick(fix == "", "✓", "✗"), name, pick(fix == "", detail, fix))
	}
	for _, t := range h.Tools {
		state(t.Name, t.Version, t.Fix)
	}
	state("Thư mục dữ liệu", fmt.Sprintf("%s, còn trống %d MB", h.Data.Path, h.Data.FreeBytes>>20), h.Data.Fix)
	state("Cơ sở dữ liệu", h.Database.Engine+" "+h.Database.Place, h.Database.Fix)
	p.line("\n%s", pick(h.OK, "Đủ để chạy.", "Còn thiếu. Làm theo chỉ dẫn ở các dòng ✗ rồi chạy lại congvan doctor."))
	return p.err
}
