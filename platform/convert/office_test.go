package convert

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"
)

// officePIDs are the processes of the listeners now at rest in the pool.
func officePIDs(t *testing.T, tools *Tools) (offices, all []int) {
	t.Helper()
	var taken []*listener
	for range tools.config.Offices {
		l := <-tools.office.slots
		taken = append(taken, l)
		if l != nil {
			offices = append(offices, l.office.Process.Pid)
			all = append(all, l.office.Process.Pid, l.driver.Process.Pid)
		}
	}
	for _, l := range taken {
		tools.office.slots <- l
	}
	return offices, all
}

func waitGone(t *testing.T, pids []int) {
	t.Helper()
	for _, pid := range pids {
		for range 100 {
			if processGone(pid) {
				break
			}
			time.Sleep(20 * time.Millisecond)
		}
		if !processGone(pid) {
			t.Errorf("process %d lives on", pid)
		}
	}
}

func sample(t testing.TB) []byte { return docxOf(t, para("Kính gửi: Văn phòng Thành ủy"), nil) }

func TestToPDF(t *testing.T) {
	tools := newTools(t)
	pdf, err := tools.ToPDF(t.Context(), sample(t))
	if err != nil {
		t.Fatal(err)
	}
	got, err := tools.Text(t.Context(), "", bytes.NewReader(pdf))
	if err != nil || strings.TrimSpace(got.Content) != "Kính gửi: Văn phòng Thành ủy" || len(got.Findings) != 0 {
		t.Errorf("got %+v, %v", got, err)
	}
	first, _ := officePIDs(t, tools)
	for range 3 {
		if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
			t.Fatal(err)
		}
	}
	if again, _ := officePIDs(t, tools); fmt.Sprint(first) != fmt.Sprint(again) {
		t.Errorf("not warm: LibreOffice was %v, is %v", first, again)
	}
}

func TestToPDFRefusesHostileFilesFirst(t *testing.T) {
	tools := newTools(t)
	for name, c := range hostileFiles(t) {
		if strings.HasPrefix(name, "pdf") {
			continue
		}
		if _, err := tools.ToPDF(t.Context(), c.data); err == nil {
			t.Errorf("%s: converted", name)
		}
	}
	if pids, _ := officePIDs(t, tools); len(pids) != 0 {
		t.Error("a hostile file reached LibreOffice")
	}
}

func TestOfficeIsReplacedWhenKilled(t *testing.T) {
	tools := newTools(t)
	if err := tools.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	pids, _ := officePIDs(t, tools)
	if err := syscall.Kill(pids[0], syscall.SIGKILL); err != nil {
		t.Fatal(err)
	}
	if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
		t.Errorf("after a crash at rest: %v", err)
	}
}

func TestOfficeIsReplacedWhenItHangs(t *testing.T) {
	limits := defaultOfficeLimits()
	limits.Wall = 5 * time.Second
	tools := New(Config{TempDir: t.TempDir(), OfficeLimits: limits})
	defer tools.Close()
	if err := tools.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	pids, all := officePIDs(t, tools)
	if err := syscall.Kill(pids[0], syscall.SIGSTOP); err != nil {
		t.Fatal(err)
	}
	if _, err := tools.ToPDF(t.Context(), sample(t)); CodeOf(err) != Timeout {
		t.Errorf("hanging: got %v, want Timeout", err)
	}
	waitGone(t, all)
	if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
		t.Errorf("after a hang: %v", err)
	}
}

func TestOfficeIsReplacedWhenItHoldsTooMuch(t *testing.T) {
	limits := defaultOfficeLimits()
	limits.Memory = 60 << 20 // less than a warm LibreOffice needs; its address space is four times that
	tools := New(Config{TempDir: t.TempDir(), OfficeLimits: limits, OfficeStartSecond: 10})
	defer tools.Close()
	_, err := tools.ToPDF(t.Context(), sample(t))
	if code := CodeOf(err); code != Memory && code != Broken {
		t.Errorf("got %v", err)
	}
}

func TestOfficeIsRecycled(t *testing.T) {
	tools := New(Config{TempDir: t.TempDir(), OfficeRecycle: 2})
	defer tools.Close()
	for range 2 {
		if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
			t.Fatal(err)
		}
	}
	first, _ := officePIDs(t, tools) // waits for the replacement
	if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
		t.Fatal(err)
	}
	if _, err := tools.ToPDF(t.Context(), sample(t)); err != nil {
		t.Fatal(err)
	}
	second, _ := officePIDs(t, tools)
	if fmt.Sprint(first) == fmt.Sprint(second) {
		t.Errorf("LibreOffice %v was not replaced", first)
	}
	waitGone(t, first)
}

func TestTwoOfficesAtOnce(t *testing.T) {
	tools := New(Config{TempDir: t.TempDir(), Offices: 2})
	defer tools.Close()
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			if pdf, err := tools.ToPDF(t.Context(), sample(t)); err != nil || len(pdf) < 1000 {
				t.Errorf("got %d bytes, %v", len(pdf), err)
			}
		})
	}
	all.Wait()
}

func TestCloseLeavesNothing(t *testing.T) {
	dir := t.TempDir()
	tools := New(Config{TempDir: dir, Offices: 2})
	if err := tools.Warm(t.Context()); err != nil {
		t.Fatal(err)
	}
	_, pids := officePIDs(t, tools)
	if len(pids) != 4 {
		t.Fatalf("got processes %v, want 4", pids)
	}
	ours := sockets(t, dir, 4)
	if err := tools.Close(); err != nil {
		t.Fatal(err)
	}
	waitGone(t, pids)
	left, err := os.ReadDir(dir)
	if err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	wantNoSockets(t, ours)
	if _, err := tools.ToPDF(t.Context(), sample(t)); err == nil {
		t.Error("closed tools still convert")
	}
	if err := tools.Close(); err != nil {
		t.Errorf("closed twice: %v", err)
	}
}

// sockets are those of the LibreOffice processes kept below dir. All exist:
// other tests run LibreOffice on this machine too, so ours are known by name.
func sockets(t *testing.T, dir string, want int) []string {
	t.Helper()
	offices, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []string
	for _, o := range offices {
		list = append(list, newListener(filepath.Join(dir, o.Name())).sockets()...)
	}
	if len(list) != want {
		t.Fatalf("sockets %v, want %d", list, want)
	}
	for _, path := range list {
		if _, err := os.Lstat(path); err != nil {
			t.Error(err)
		}
	}
	return list
}

func wantNoSockets(t *testing.T, list []string) {
	t.Helper()
	for _, path := range list {
		if _, err := os.Lstat(path); err == nil {
			t.Errorf("left behind: %s", path)
		}
	}
}

// holdOffice is a program that warms a LibreOffice, says its processes, waits.
func holdOffice(args []string, _ io.Reader, _ io.Writer) error {
	tools := New(Config{TempDir: args[0]})
	if err := tools.Warm(context.Background()); err != nil {
		return err
	}
	l := <-tools.office.slots
	_, _ = fmt.Println(l.office.Process.Pid, l.driver.Process.Pid)
	time.Sleep(time.Minute)
	return nil
}

// When the server is killed outright, LibreOffice dies with it.
func TestOfficeDiesWithItsParent(t *testing.T) {
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	cmd := exec.Command(exe, childArgument, "hold-office", Limits{}.encode(), dir)
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	var office, driver int
	if _, err := fmt.Fscan(out, &office, &driver); err != nil {
		t.Fatal(err)
	}
	if processGone(office) || processGone(driver) {
		t.Fatal("not running")
	}
	if err := cmd.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = cmd.Wait()
	waitGone(t, []int{office, driver})

	// The next server clears away what was left.
	ours := sockets(t, dir, 2)
	sweep(dir, time.Now())
	if left, err := os.ReadDir(dir); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
	wantNoSockets(t, ours)
}

func TestSweepKeepsWhatIsInUse(t *testing.T) {
	dir := t.TempDir()
	mine, unmarked := filepath.Join(dir, "congvan-office-1"), filepath.Join(dir, "congvan-office-2")
	for _, d := range []string{mine, unmarked} {
		if err := os.Mkdir(d, 0o700); err != nil {
			t.Fatal(err)
		}
	}
	if err := markOwner(mine); err != nil {
		t.Fatal(err)
	}
	sweep(dir, time.Now())
	if left, err := os.ReadDir(dir); err != nil || len(left) != 2 {
		t.Errorf("now: left %v, %v", left, err)
	}
	sweep(dir, time.Now().Add(2*unownedAfter))
	if left, err := os.ReadDir(dir); err != nil || len(left) != 1 {
		t.Errorf("later: left %v, %v", left, err)
	}
}

// A document that points at a file of the server, or at an address, gets
// neither into its PDF.
func TestToPDFFollowsNoLinks(t *testing.T) {
	listener, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close()
	called := make(chan struct{}, 1)
	go func() {
		if c, err := listener.Accept(); err == nil {
			_ = c.Close()
			called <- struct{}{}
		}
	}()
	secret := filepath.Join(t.TempDir(), "secret.txt")
	if err := os.WriteFile(secret, []byte("BIMATCUAMAYCHU"), 0o600); err != nil {
		t.Fatal(err)
	}
	field := func(code string) string {
		return `<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText xml:space="preserve"> ` + code +
			` </w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>cũ</w:t></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>`
	}
	url := "http://" + listener.Addr().String() + "/x.png"
	body := field(`INCLUDETEXT "`+secret+`"`) + field(`INCLUDEPICTURE "`+url+`" \d`) + para("hết")
	rels := map[string]string{"word/_rels/document.xml.rels": relsOf("attachedTemplate", url, "External")}
	tools := newTools(t)
	pdf, err := tools.ToPDF(t.Context(), docxOf(t, body, rels))
	if err != nil {
		t.Fatal(err)
	}
	text, err := tools.Text(t.Context(), "", bytes.NewReader(pdf))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(text.Content, "BIMATCUAMAYCHU") || !strings.Contains(text.Content, "hết") {
		t.Errorf("got text %q", text.Content)
	}
	select {
	case <-called:
		t.Error("LibreOffice called an outside address")
	case <-time.After(300 * time.Millisecond):
	}
}

func BenchmarkToPDFWarm(b *testing.B) {
	tools := newTools(b)
	docx := sample(b)
	if err := tools.Warm(b.Context()); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, err := tools.ToPDF(b.Context(), docx); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDOCXText(b *testing.B) {
	tools := newTools(b)
	docx := sample(b)
	for b.Loop() {
		if _, err := tools.Text(b.Context(), strconv.Itoa(b.N), bytes.NewReader(docx)); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPDFText(b *testing.B) {
	tools := newTools(b)
	pdf := onePage("")
	for b.Loop() {
		if _, err := tools.Text(b.Context(), "", bytes.NewReader(pdf)); err != nil {
			b.Fatal(err)
		}
	}
}
