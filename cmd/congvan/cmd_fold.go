package main

import (
	"fmt"
	"strings"

	"congvan/standard/vietnamese"
)

type foldCmd struct {
	Text []string `arg:"" help:"The text."`
	JSON bool     `help:"Print JSON."`
}

func (c *foldCmd) Run(e *env) error {
	text := strings.Join(c.Text, " ")
	if c.JSON {
		return e.printJSON(struct {
			Text   string `json:"text"`
			Folded string `json:"folded"`
		}{text, vietnamese.Fold(text)})
	}
	_, err := fmt.Fprintln(e.stdout, vietnamese.Fold(text))
	return err
}
