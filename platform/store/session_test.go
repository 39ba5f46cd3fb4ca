package store_test

import (
	"context"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strconv"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"congvan/office"
	"congvan/platform/store"
	"congvan/platform/store/storetest"
)

func eachSessions(t *testing.T, f func(t *testing.T, s *store.Store, clock *storetest.Clock)) {
	clock := storetest.NewClock(storetest.Monday())
	storetest.EachAt(t, clock.Now, func(t *testing.T, s *store.Store) {
		clock.Set(storetest.Monday())
		f(t, s, clock)
	})
}

func TestSessions(t *testing.T) {
	eachSessions(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		ctx, sessions := context.Background(), s.Sessions()
		find := func(token string) string {
			t.Helper()
			b, found, err := sessions.FindCtx(ctx, token)
			if err != nil {
				t.Fatal(err)
			}
			if !found {
				return "-"
			}
			return string(b)
		}
		commit := func(token, data string, expiry time.Time) {
			t.Helper()
			if err := sessions.CommitCtx(ctx, token, []byte(data), expiry); err != nil {
				t.Fatal(err)
			}
		}
		end := storetest.Monday().Add(time.Hour)
		commit("one", "một", end)
		commit("two", "hai", end.Add(time.Hour))
		if got := find("one") + find("two") + find("three") + find(""); got != "mộthai--" {
			t.Errorf("found %s", got)
		}
		commit("one", "một lần nữa", end)
		if got := find("one"); got != "một lần nữa" {
			t.Errorf("after writing again: %s", got)
		}
		if err := sessions.DeleteCtx(ctx, "nobody"); err != nil {
			t.Errorf("deleting what is not there: %v", err)
		}
		clock.Set(end)
		if got := find("one") + find("two"); got != "-hai" {
			t.Errorf("at the end of the first: %s", got)
		}
		if err := sessions.DeleteCtx(ctx, "two"); err != nil {
			t.Fatal(err)
		}
		if got := find("two"); got != "-" {
			t.Errorf("after deleting: %s", got)
		}
		if err := sessions.CommitCtx(ctx, "large", make([]byte, 1<<20), end); office.CodeOf(err) != office.CodeTooLarge {
			t.Errorf("a session of 1 MB: %v", err)
		}
	})
}

// The table holds no token that a cookie could carry.
func TestSessionTokensAreHashed(t *testing.T) {
	eachSessions(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		token := "bí-mật-của-trình-duyệt"
		if err := s.Sessions().Commit(token, []byte("x"), storetest.Monday().Add(time.Hour)); err != nil {
			t.Fatal(err)
		}
		rows, err := store.SessionRowsForTest(s)
		if err != nil {
			t.Fatal(err)
		}
		if len(rows) != 1 || len(rows[0].Token) != 64 || rows[0].Token == token {
			t.Errorf("rows %v", rows)
		}
	})
}

// Rows that are over go, with a new session and by Clean.
func TestExpiredSessionsGo(t *testing.T) {
	eachSessions(t, func(t *testing.T, s *store.Store, clock *storetest.Clock) {
		sessions := s.Sessions()
		start := storetest.Monday()
		for i := range 5 {
			if err := sessions.Commit("t"+strconv.Itoa(i), []byte("x"), start.Add(time.Duration(i+1)*time.Hour)); err != nil {
				t.Fatal(err)
			}
		}
		count := func() int {
			rows, err := store.SessionRowsForTest(s)
			if err != nil {
				t.Fatal(err)
			}
			return len(rows)
		}
		clock.Set(start.Add(150 * time.Minute))
		if err := sessions.Commit("new", []byte("x"), start.Add(24*time.Hour)); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != 4 {
			t.Errorf("%d rows after a new session, want 4", got)
		}
		clock.Set(start.Add(12 * time.Hour))
		if err := sessions.Clean(context.Background()); err != nil {
			t.Fatal(err)
		}
		if got := count(); got != 1 {
			t.Errorf("%d rows after cleaning, want 1", got)
		}
	})
}

// Moving the idle time-out on is not worth a write each time.
func TestUnchangedSessionIsNotWritten(t *testing.T) {
	eachSessions(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		sessions := s.Sessions()
		end := storetest.Monday().Add(time.Hour)
		expiry := func() time.Time {
			rows, err := store.SessionRowsForTest(s)
			if err != nil || len(rows) != 1 {
				t.Fatalf("%d rows, %v", len(rows), err)
			}
			return rows[0].Expiry
		}
		for _, tc := range []struct {
			data string
			end  time.Time
			want time.Time
		}{
			{"a", end, end},
			{"a", end.Add(30 * time.Second), end},
			{"a", end.Add(6 * time.Minute), end.Add(6 * time.Minute)},
			{"b", end.Add(6*time.Minute + time.Second), end.Add(6*time.Minute + time.Second)},
			{"b", end, end}, // sooner is never put off
		} {
			if err := sessions.Commit("t", []byte(tc.data), tc.end); err != nil {
				t.Fatal(err)
			}
			if got := expiry(); !got.Equal(tc.want) {
				t.Errorf("%s until %s: kept until %s, want %s", tc.data, tc.end, got, tc.want)
			}
		}
	})
}

// The real session manager works on it: sign in, count, renew, sign out.
func TestSessionManager(t *testing.T) {
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		manager := scs.New()
		manager.Store = s.Sessions()
		manager.IdleTimeout = 20 * time.Minute
		mux := http.NewServeMux()
		mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
			n := manager.GetInt(r.Context(), "n") + 1
			manager.Put(r.Context(), "n", n)
			_, _ = io.WriteString(w, strconv.Itoa(n))
		})
		mux.HandleFunc("/renew", func(_ http.ResponseWriter, r *http.Request) { _ = manager.RenewToken(r.Context()) })
		mux.HandleFunc("/out", func(_ http.ResponseWriter, r *http.Request) { _ = manager.Destroy(r.Context()) })
		server := httptest.NewServer(manager.LoadAndSave(mux))
		defer server.Close()
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		client := &http.Client{Jar: jar}
		got := ""
		for _, path := range []string{"/", "/", "/renew", "/", "/out", "/"} {
			res, err := client.Get(server.URL + path)
			if err != nil {
				t.Fatal(err)
			}
			b, _ := io.ReadAll(res.Body)
			res.Body.Close()
			if res.StatusCode != http.StatusOK {
				t.Errorf("%s: %s", path, res.Status)
			}
			got += string(b)
		}
		if got != "1231" {
			t.Errorf("counted %s, want 1231", got)
		}
	})
}

// Two requests of one session at the same time: the one that changes nothing
// neither undoes what the other changed nor brings back what it ended.
func TestRequestThatChangesNothing(t *testing.T) {
	eachSessions(t, func(t *testing.T, s *store.Store, _ *storetest.Clock) {
		sessions, end := s.Sessions(), storetest.Monday().Add(time.Hour)
		if err := sessions.Commit("one", []byte("a"), end); err != nil {
			t.Fatal(err)
		}
		request := func() (ctx context.Context, data []byte) {
			ctx = sessions.Remember(context.Background())
			data, found, err := sessions.FindCtx(ctx, "one")
			if err != nil || !found {
				t.Fatalf("found %v, %v", found, err)
			}
			return ctx, data
		}
		commit := func(ctx context.Context, token string, data []byte, expiry time.Time) {
			t.Helper()
			if err := sessions.CommitCtx(ctx, token, data, expiry); err != nil {
				t.Fatal(err)
			}
		}
		quiet, read := request()
		acting, _ := request()
		commit(acting, "one", []byte("b"), end.Add(time.Second))
		commit(quiet, "one", read, end.Add(10*time.Minute)) // long idle: only its expiry is written
		rows, err := store.SessionRowsForTest(s)
		if err != nil || len(rows) != 1 || !rows[0].Expiry.Equal(end.Add(10*time.Minute)) {
			t.Errorf("rows %v, %v", rows, err)
		}
		quiet, read = request()
		if string(read) != "b" {
			t.Errorf("the change is undone: %q", read)
		}
		acting, _ = request()
		if err := sessions.DeleteCtx(acting, "one"); err != nil {
			t.Fatal(err)
		}
		commit(acting, "renewed", []byte("c"), end)
		commit(quiet, "one", read, end.Add(time.Hour))
		commit(quiet, "one", []byte("changed"), end)
		if _, found, _ := sessions.FindCtx(context.Background(), "one"); found {
			t.Error("a session that was ended came back")
		}
		if b, found, _ := sessions.FindCtx(context.Background(), "renewed"); !found || string(b) != "c" {
			t.Errorf("the new session: %q, %v", b, found)
		}
	})
}
