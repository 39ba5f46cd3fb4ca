package ui

import (
	"maps"
	"slices"
)

// OnceField is the name of the hidden field that carries Form.Once.
const OnceField = "_once"

// sortedKeys gives a map's keys in a fixed order, so that a page is the same
// bytes each time.
func sortedKeys(m map[string]string) []string { return slices.Sorted(maps.Keys(m)) }
