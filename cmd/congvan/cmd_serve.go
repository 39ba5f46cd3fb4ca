package main

import (
	"fmt"

	"congvan/cmd/congvan/app"
)

type serveCmd struct {
	Config string `help:"Configuration file; default DATA/congvan.toml, if it is there." type:"path"`
	Data   string `help:"Folder of everything the server keeps."`
	Listen string `help:"Where browsers connect, HOST:PORT (default 127.0.0.1:8080)."`
}

func (c *serveCmd) Run(e *env) error {
	cfg, err := app.LoadConfig(c.Config, c.Data, e.getenv)
	if err != nil {
		return err
	}
	if c.Listen != "" {
		cfg.Listen = c.Listen
	}
	a, err := app.Open(e.ctx, cfg, app.Options{Environ: e.environment()})
	if err != nil {
		return err
	}
	defer a.Close()
	l, err := a.Listen()
	if err != nil {
		return err
	}
	fmt.Fprintf(e.stderr, "congvan: http://%s (dữ liệu trong %s)\n", l.Web.Addr(), cfg.Data)
	return a.Serve(e.ctx, l, app.WebOptions{Brand: a.Brand(e.ctx)})
}
