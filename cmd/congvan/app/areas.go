package app

import (
	"net/http"

	"congvan/web/page"
)

// mountAreas adds the pages of every area of the office.
func (a *App) mountAreas(site *page.Site, mux *http.ServeMux) {
}
