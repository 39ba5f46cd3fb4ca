package nav

import (
	"testing"

	"congvan/web/ui"
)

func TestMarkTakesTheLongestAddress(t *testing.T) {
	for path, want := range map[string]string{
		"/": "/", "/tasks": "/tasks", "/tasks?kind=direct": "/tasks?kind=direct", "/tasks?kind=direct&after=x": "/tasks?kind=direct",
		"/tasks?group=week": "/tasks", "/tasks/given": "/tasks/given", "/documents/x": "", "/tasksx": "",
	} {
		n := ui.Nav{Groups: []ui.NavGroup{{Items: []ui.NavItem{
			{Href: "/"}, {Href: "/tasks"}, {Href: "/tasks?kind=direct"}, {Href: "/tasks/given"},
		}}}}
		mark(n, path)
		got := ""
		for _, item := range n.Groups[0].Items {
			if item.Current {
				got += item.Href
			}
		}
		if got != want {
			t.Errorf("on %s the line %q is marked, want %q", path, got, want)
		}
	}
}
