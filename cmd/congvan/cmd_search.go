package main

import (
	"errors"
	"fmt"
	"strings"

	"congvan/office/search"
)

type searchCmd struct {
	Config string   `help:"Configuration file." type:"path"`
	Data   string   `help:"Folder of everything the server keeps."`
	As     string   `help:"Login of the person who asks: only what they may read is found." required:""`
	JSON   bool     `help:"Print JSON."`
	Text   []string `arg:"" help:"Words, \"a phrase\", or a number such as 15-TB/TU."`
}

// searchHit is one answer in JSON.
type searchHit struct {
	ID            string `json:"id"`
	Kind          string `json:"kind"`
	ReferenceCode string `json:"reference_code"`
	IssuedDate    string `json:"issued_date"`
	IssuingName   string `json:"issuing_agency"`
	Subject       string `json:"subject"`
}

// Run searches with the rights of one person. Whoever can read the data folder
// can read everything in it; the login only chooses whose desk is shown.
func (c *searchCmd) Run(e *env) error {
	err := c.run(e)
	if err != nil && c.JSON && !errors.As(err, new(exitError)) {
		return e.fail(err)
	}
	return err
}

func (c *searchCmd) run(e *env) error {
	a, err := openOffice(e, c.Config, c.Data)
	if err != nil {
		return err
	}
	defer a.Close()
	actor, err := a.ActorOf(e.ctx, c.As)
	if err != nil {
		return err
	}
	answer, err := a.Search.Search(e.ctx, actor, search.Input{Text: strings.Join(c.Text, " ")})
	if err != nil {
		return err
	}
	hits := make([]searchHit, 0, len(answer.Hits))
	for _, h := range answer.Hits {
		hits = append(hits, searchHit{
			h.Row.ID.String(), string(h.Row.Kind), h.Row.ReferenceCode, h.Row.IssuedDate.String(), h.Row.IssuingName, h.Row.Subject,
		})
	}
	if c.JSON {
		return e.printJSON(struct {
			Hits []searchHit `json:"hits"`
			Next string      `json:"next"`
		}{hits, string(answer.Next)})
	}
	for _, h := range hits {
		fmt.Fprintf(e.stdout, "%-20s %s  %s\n", h.ReferenceCode, h.IssuedDate, h.Subject)
	}
	if len(hits) == 0 {
		fmt.Fprintln(e.stdout, "Không tìm thấy văn bản nào.")
	}
	return nil
}
