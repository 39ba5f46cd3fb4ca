package main

import (
	"congvan/cmd/congvan/app"
	"congvan/platform/convert"
)

// children is the work that this program does as a limited child of itself.
func children() map[string]convert.ChildFunc { return app.Children() }
