package telemetry

import "testing"

func TestPlaceOf(t *testing.T) {
	for function, want := range map[string]place{
		"congvan/office/document.(*Service).Register":        {"congvan/office/document", "document.Register", true, false},
		"congvan/office/document.(*Service).Register.func1":  {"congvan/office/document", "document.Register", true, false},
		"congvan/office/document.(*Service).list.func2.1":    {"congvan/office/document", "document.list", false, false},
		"congvan/office/journal.Heads.Sign":                  {"congvan/office/journal", "journal.Heads.Sign", true, false},
		"congvan/office/org.act[...]":                        {"congvan/office/org", "org.act", false, false},
		"congvan/office/org.(*Set[...]).Add.gowrap1":         {"congvan/office/org", "org.Set.Add", true, false},
		"congvan/web/admin.Area.home-fm":                     {"congvan/web/admin", "web/admin.home", false, false},
		"congvan/web/desk.show.func1":                        {"congvan/web/desk", "web/desk.show", false, false},
		"congvan/cmd/congvan/app.(*App).identify":            {"congvan/cmd/congvan/app", "app.identify", false, false},
		"congvan/platform/store.Jobs.Claim":                  {"congvan/platform/store", "store.Jobs.Claim", true, false},
		"congvan/platform/store.(*Store).Act":                {"congvan/platform/store", "store.Store.Act", true, true},
		"congvan/platform/store.(*Store).View":               {"congvan/platform/store", "store.Store.View", true, true},
		"main.main":                                          {"main", "main.main", false, false},
		"github.com/alexedwards/scs/v2.(*SessionManager).Do": {"github.com/alexedwards/scs/v2", "github.com/alexedwards/scs/v2.SessionManager.Do", true, false},
		"": {},
	} {
		if got := placeOf(function); got != want {
			t.Errorf("%s: %+v, want %+v", function, got, want)
		}
	}
}
