package main

import (
	"bytes"
	"fmt"

	"congvan/standard/edxml"
)

type edxmlCmd struct {
	Read edxmlReadCmd `cmd:"" help:"Read a document or a status message."`
}

type edxmlReadCmd struct {
	File string `arg:"" help:"The .edxml file."`
	JSON bool   `help:"Print JSON."`
}

func (c *edxmlReadCmd) Run(e *env) error {
	data, err := readFile(c.File)
	if err != nil {
		return c.fail(e, err)
	}
	p, err := edxml.Read(bytes.NewReader(data), edxml.DefaultLimits())
	if err != nil {
		return c.fail(e, err)
	}
	s := p.Summary()
	if c.JSON {
		return e.printJSON(s)
	}
	fmt.Fprintf(e.stdout, "%s %s/%s %s\n%s → %v\n%s\n", s.Kind, s.CodeNumber, s.CodeNotation, s.PromulgationDate,
		s.FromOrganID, s.ToOrganIDs, s.Subject)
	for _, a := range s.Attachments {
		fmt.Fprintf(e.stdout, "%s  %s\n", a.SHA256, a.Name)
	}
	return nil
}

func (c *edxmlReadCmd) fail(e *env, err error) error {
	if c.JSON {
		return e.fail(err)
	}
	return err
}
