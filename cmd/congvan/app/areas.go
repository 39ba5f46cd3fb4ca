package app

import (
	"context"
	"net/http"

	"congvan/platform/store"
	"congvan/web/admin"
	"congvan/web/desk"
	"congvan/web/document"
	"congvan/web/draft"
	"congvan/web/exchange"
	"congvan/web/incoming"
	"congvan/web/issue"
	"congvan/web/nav"
	"congvan/web/organisation"
	"congvan/web/page"
	"congvan/web/recipient"
	"congvan/web/search"
	"congvan/web/signing"
	"congvan/web/story"
	"congvan/web/task"
)

// mountAreas adds the pages of every area of the office.
func (a *App) mountAreas(site *page.Site, mux *http.ServeMux, pages *images) {
	bar := nav.Bar{Documents: a.Documents, Tasks: a.Tasks, Log: a.Log}
	site.Nav = bar.Of
	bar.Mount(site, mux)
	desk.Area{Site: site, Documents: a.Documents, Tasks: a.Tasks}.Mount(mux)
	incoming.Area{Site: site, Acts: a.Store, Documents: a.Documents, Exchange: a.Exchange, Directory: a.Org}.Mount(mux)
	document.Area{
		Site: site, Acts: a.Store, Documents: a.Documents, Tasks: a.Tasks, Exchange: a.Exchange, Directory: a.Org,
		Stories: story.Reader{Acts: a.Store, Journal: store.Journal{}, Documents: a.Documents, Org: a.Org},
	}.Mount(mux)
	task.Area{Site: site, Acts: a.Store, Tasks: a.Tasks, Documents: a.Documents, Directory: a.Org}.Mount(mux)
	search.Area{Site: site, Search: a.Search}.Mount(mux)
	recipients := recipient.Source{Acts: a.Store, Directory: a.Org, Contacts: a.Exchange}
	draft.Area{
		Site: site, Acts: a.Store, Drafts: a.Drafts, Documents: a.Documents, Tasks: a.Tasks, Directory: a.Org,
		Recipients: recipients, Images: pages,
	}.Mount(mux)
	signing.Area{Site: site, Signing: a.Signing, Drafts: a.Drafts, Documents: a.Documents, Tasks: a.Tasks}.Mount(mux)
	issue.Area{
		Site: site, Acts: a.Store, Signing: a.Signing, Documents: a.Documents, Tasks: a.Tasks, Directory: a.Org, Recipients: recipients,
	}.Mount(mux)
	exchange.Area{Site: site, Acts: a.Store, Exchange: a.Exchange, Documents: a.Documents}.Mount(mux)
	admin.Area{
		Site: site, Acts: a.Store, Signing: a.Signing, Documents: a.Documents, Directory: a.Org, Peers: a.Exchange,
		Tasks: a.Tasks, ServiceKeys: a.Keys, Roots: a.Roots.List, Jobs: a.adminJobs, Server: a.server(),
	}.Mount(mux)
	organisation.Area{
		Site: site, Acts: a.Store, Directory: a.Org, Records: store.Organisation{}, Passwords: a.Org.Passwords,
		Congresses: store.Documents{}, Documents: a.Documents, Roots: a.Roots,
	}.Mount(mux)
}

// adminJobs are the failing jobs as the operations page shows them.
func (a *App) adminJobs(ctx context.Context) ([]admin.Job, int, error) {
	stuck, waiting, err := a.FailingJobs(ctx)
	out := make([]admin.Job, len(stuck))
	for i, s := range stuck {
		out[i] = admin.Job(s)
	}
	return out, waiting, err
}
