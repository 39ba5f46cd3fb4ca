package app

import (
	"net/http"

	"congvan/web/desk"
	"congvan/web/incoming"
	"congvan/web/nav"
	"congvan/web/page"
)

// mountAreas adds the pages of every area of the office.
func (a *App) mountAreas(site *page.Site, mux *http.ServeMux) {
	bar := nav.Bar{Documents: a.Documents, Tasks: a.Tasks, Log: a.Log}
	site.Nav = bar.Of
	bar.Mount(site, mux)
	desk.Area{Site: site, Documents: a.Documents, Tasks: a.Tasks}.Mount(mux)
	incoming.Area{Site: site, Acts: a.Store, Documents: a.Documents, Exchange: a.Exchange, Directory: a.Org}.Mount(mux)
}
