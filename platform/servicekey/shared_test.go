package servicekey_test

import (
	"bytes"
	"strings"
	"sync"
	"testing"
	"time"

	"congvan/office"
	"congvan/office/exchange"
	"congvan/platform/servicekey"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

const secret = "bí mật của các nút, đủ dài để không ai đoán ra"

// node opens a ring as one of several nodes does.
func node(t *testing.T, s *store.Store, dir string) *servicekey.Ring {
	t.Helper()
	r, err := servicekey.OpenShared(t.Context(), dir, nil, store.ServiceKeys{S: s}, secret)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func ensure(t *testing.T, r *servicekey.Ring) exchange.ServiceKey {
	t.Helper()
	k, err := r.Ensure(servicekey.Request{Agency: agency, Code: "A10.01", Name: "Văn phòng Thành ủy", Now: time.Now()})
	if err != nil {
		t.Fatal(err)
	}
	return k
}

// Nodes that need a key at once make one, and all have it.
func TestNodesMakeOneKey(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		nodes := []*servicekey.Ring{node(t, s, t.TempDir()), node(t, s, t.TempDir()), node(t, s, t.TempDir())}
		keys := make([][]byte, len(nodes))
		var wg sync.WaitGroup
		for i, r := range nodes {
			wg.Go(func() { keys[i] = ensure(t, r).Certificate().Raw })
		}
		wg.Wait()
		for i := range keys {
			if len(keys[i]) == 0 || !bytes.Equal(keys[i], keys[0]) {
				t.Errorf("node %d has another key", i)
			}
		}
		late := node(t, s, t.TempDir())
		if !bytes.Equal(ensure(t, late).Certificate().Raw, keys[0]) {
			t.Error("a node that starts later has another key")
		}
		if id, ok := late.ByServerName(exchange.ServerName("A10.01")); !ok || id != agency {
			t.Error("it does not answer to the agency's name")
		}
	})
}

// A node finds a key that another one made after it started.
func TestANodeFindsAnothersKey(t *testing.T) {
	s := storetest.SQLite(t, nil)
	first, second := node(t, s, t.TempDir()), node(t, s, t.TempDir())
	want := ensure(t, first).Certificate()
	if id, ok := second.ByServerName(exchange.ServerName("A10.01")); !ok || id != agency {
		t.Error("not by its name")
	}
	if got, err := second.ServiceKey(agency); err != nil || !got.Certificate().Equal(want) {
		t.Errorf("not by its agency: %v", err)
	}
}

// The keys of a single server go along when it becomes the first node, and those
// before them stay known.
func TestKeysOfTheFolderGoAlong(t *testing.T) {
	s, dir := storetest.SQLite(t, nil), t.TempDir()
	alone := open(t, dir)
	ensure(t, alone)
	if _, err := alone.Create(servicekey.Request{Agency: agency, Code: "A10.01", Now: time.Now()}); err != nil {
		t.Fatal(err)
	}
	want, err := alone.Verifiers(agency)
	if err != nil || len(want) != 2 {
		t.Fatalf("%d verifiers, %v", len(want), err)
	}
	node(t, s, dir)
	node(t, s, dir) // again does no harm
	other := node(t, s, t.TempDir())
	if got, _ := alone.ServiceKey(agency); !ensure(t, other).Certificate().Equal(got.Certificate()) {
		t.Error("the other node has another key")
	}
	got, err := other.Verifiers(agency)
	if err != nil || len(got) != 2 || got[0].KeyHash() != want[0].KeyHash() || got[1].KeyHash() != want[1].KeyHash() {
		t.Errorf("%d verifiers of %d, %v", len(got), len(want), err)
	}
}

// What lies in the database is of no use without the secret.
func TestSealed(t *testing.T) {
	s := storetest.SQLite(t, nil)
	r := node(t, s, t.TempDir())
	ensure(t, r)
	kept, err := store.ServiceKeys{S: s}.Keys(t.Context(), agency)
	if err != nil || len(kept) != 1 || bytes.Contains(kept[0].Sealed, []byte("PRIVATE")) {
		t.Fatalf("%d rows, %v; or one in clear", len(kept), err)
	}
	_, err = servicekey.OpenShared(t.Context(), t.TempDir(), nil, store.ServiceKeys{S: s}, strings.ToUpper(secret))
	if office.CodeOf(err) != office.CodeInvalid || !strings.Contains(err.Error(), "secret_file") {
		t.Errorf("another secret: %v", err)
	}
	// A sealed key moved to another agency does not open.
	moved := kept[0]
	moved.Agency = office.ID{9}
	if ok, err := (store.ServiceKeys{S: s}).Add(t.Context(), moved); !ok || err != nil {
		t.Fatal(ok, err)
	}
	if _, err := servicekey.OpenShared(t.Context(), t.TempDir(), nil, store.ServiceKeys{S: s}, secret); office.CodeOf(err) != office.CodeInvalid {
		t.Errorf("a key of another agency: %v", err)
	}
}

// Replacing a key forgets the secret half of the one before, for all nodes.
func TestReplacedOnTheShelf(t *testing.T) {
	s := storetest.SQLite(t, nil)
	r := node(t, s, t.TempDir())
	old := ensure(t, r).Certificate()
	now, err := r.Create(servicekey.Request{Agency: agency, Code: "A10.01", Now: time.Now()})
	if err != nil || now.Certificate().Equal(old) {
		t.Fatalf("not replaced: %v", err)
	}
	kept, err := store.ServiceKeys{S: s}.Keys(t.Context(), agency)
	if err != nil || len(kept) != 2 || kept[0].Sealed != nil || kept[1].Sealed == nil {
		t.Errorf("%d rows, %v", len(kept), err)
	}
	if got := ensure(t, node(t, s, t.TempDir())).Certificate(); !got.Equal(now.Certificate()) {
		t.Error("the next node has the old key")
	}
}
