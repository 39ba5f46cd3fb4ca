package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/term"

	"congvan/cmd/congvan/app"
	"congvan/office"
	"congvan/office/document"
	"congvan/office/org"
	"congvan/standard/vietnamese"
)

type initCmd struct {
	Data     string `help:"Folder of everything the server keeps." default:"data"`
	Agency   string `help:"Name of the agency." required:""`
	Short    string `help:"Short name of the agency."`
	Code     string `help:"Identifier in exchange." required:""`
	Symbol   string `help:"Symbol in reference codes: VPTU, UBND." required:""`
	Kind     string `help:"What the agency is." enum:"committee,office,board,front,mass,ward,state" default:"office"`
	RuleSet  string `help:"Form of its documents." enum:"party,state" default:"party"`
	Place    string `help:"Place name before the date of its documents." required:""`
	Admin    string `help:"Full name of the administrator." required:""`
	Login    string `help:"Login of the administrator." required:""`
	Database string `help:"Database address, when not the embedded one."`
	JSON     bool   `help:"Print JSON."`
}

// Run makes the first agency, its administrator and the configuration file. The
// password comes from the prompt or CONGVAN_PASSWORD, never from the arguments.
func (c *initCmd) Run(e *env) error {
	password, err := secret(e, "CONGVAN_PASSWORD", "Mật khẩu của quản trị: ")
	if err != nil {
		return err
	}
	if err := org.CheckPassword(c.Login, password); err != nil {
		return err
	}
	if err := os.MkdirAll(c.Data, 0o700); err != nil {
		return err
	}
	cfg := app.DefaultConfig()
	cfg.Data, cfg.Database = c.Data, c.Database
	a, err := app.Open(e.ctx, cfg, app.Options{Environ: e.environment()})
	if err != nil {
		return err
	}
	defer a.Close()
	if known, err := a.Founded(e.ctx); err != nil || known {
		if err == nil {
			err = office.NewError(office.CodeConflict, "congvan.init",
				"Dữ liệu này đã có cơ quan. Đăng nhập bằng tài khoản quản trị để thêm người, thêm vị trí.",
				"This data has an agency already. Sign in as its administrator to add people and posts.")
		}
		return err
	}
	out, err := a.Org.Found(e.ctx, office.SystemActor(office.ID{}), org.FoundInput{
		Agency: org.AgencyFacts{
			Name: c.Agency, ShortName: c.Short, Code: c.Code, CodeScheme: org.SchemeOwn, Symbol: c.Symbol,
			Kind: org.AgencyKind(c.Kind), RuleSet: org.RuleSet(c.RuleSet), Place: c.Place, Rank: 1,
		},
		From: vietnamese.DateOf(a.Clock()), PersonName: c.Admin, Login: c.Login, Password: password,
	})
	if err != nil {
		return err
	}
	admin := office.Actor{Agency: out.Agency, Person: out.Person, Post: out.Post, Account: out.Account, Roles: []office.Role{office.SystemAdmin}}
	err = a.Store.Act(e.ctx, admin, func(tx office.Tx) error {
		for kind, name := range map[document.Kind]string{
			document.Incoming: "Sổ văn bản đến", document.Outgoing: "Sổ văn bản đi", document.Internal: "Sổ văn bản nội bộ",
		} {
			if _, err := a.Documents.OpenRegisterIn(tx, kind, name); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return err
	}
	path := filepath.Join(c.Data, "congvan.toml")
	if _, err := os.Stat(path); os.IsNotExist(err) {
		text := strings.Replace(string(app.ExampleConfig()), `data = "data"`, fmt.Sprintf("data = %q", c.Data), 1)
		text = strings.Replace(text, `database = ""`, fmt.Sprintf("database = %q", c.Database), 1)
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			return err
		}
	}
	if c.JSON {
		return e.printJSON(struct {
			Agency office.ID `json:"agency"`
			Person office.ID `json:"person"`
			Login  string    `json:"login"`
			Config string    `json:"config"`
		}{out.Agency, out.Person, c.Login, path})
	}
	fmt.Fprintf(e.stdout, "Đã tạo %s. Chạy: congvan serve --data %s, rồi đăng nhập bằng tài khoản %s.\n", c.Agency, c.Data, c.Login)
	return nil
}

// secret reads a secret from the environment or the prompt, without echo.
func secret(e *env, variable, prompt string) (string, error) {
	if v := e.getenv(variable); v != "" {
		return v, nil
	}
	f, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", office.Invalid("congvan.secret", "Cần nhập ở cửa sổ lệnh hoặc đặt biến "+variable+".", "Enter it at a terminal, or set "+variable+".")
	}
	fmt.Fprint(e.stderr, prompt)
	b, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(e.stderr)
	return string(b), err
}

// openOffice opens the data folder that a configuration and --data name; the folder
// must be there. Close the App in the end.
func openOffice(e *env, config, data string) (*app.App, error) {
	cfg, err := app.LoadConfig(config, data, e.getenv)
	if err != nil {
		return nil, err
	}
	if err := haveData(cfg); err != nil {
		return nil, err
	}
	return app.Open(e.ctx, cfg, app.Options{Environ: e.environment()})
}

// haveData makes sure that a command which only reads does not make a new folder.
func haveData(cfg app.Config) error {
	if cfg.Database != "" {
		return nil
	}
	if _, err := os.Stat(filepath.Join(cfg.Data, "congvan.db")); err != nil {
		return office.NotFound("congvan.haveData",
			"Không có dữ liệu trong "+cfg.Data+". Chỉ đúng thư mục bằng --data.", "There is no data in "+cfg.Data+". Name the folder with --data.")
	}
	return nil
}
