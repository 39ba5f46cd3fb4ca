package crash

import (
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// child is a process that the server started, told apart from a later one of the
// same id by the moment it began.
type child struct {
	pid   int
	name  string
	began string
}

// offspring lists the children of a process and theirs, from /proc.
func offspring(pid int) []child {
	var out []child
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		b, err := os.ReadFile(list)
		if err != nil {
			continue // the thread is gone
		}
		for _, word := range strings.Fields(string(b)) {
			id, err := strconv.Atoi(word)
			if err != nil {
				continue
			}
			if c, ok := inspect(id); ok {
				out = append(out, c)
			}
			out = append(out, offspring(id)...)
		}
	}
	return out
}

// inspect reads /proc/PID/stat: the name in brackets, then the state (field 3) and
// the start time (field 22). A zombie counts as gone.
func inspect(pid int) (child, bool) {
	b, err := os.ReadFile(fmt.Sprintf("/proc/%d/stat", pid))
	if err != nil {
		return child{}, false
	}
	head, rest, ok := strings.Cut(string(b), ") ")
	fields := strings.Fields(rest)
	if !ok || len(fields) < 20 || fields[0] == "Z" {
		return child{}, false
	}
	_, name, _ := strings.Cut(head, "(")
	return child{pid, name, fields[19]}, true
}

// gone checks that no child outlives its server: LibreOffice and the readers of
// hostile files must die with it.
func gone(t *testing.T, children []child) {
	t.Helper()
	for _, c := range children {
		for end := time.Now().Add(5 * time.Second); ; time.Sleep(20 * time.Millisecond) {
			now, there := inspect(c.pid)
			if !there || now.began != c.began {
				break
			}
			if time.Now().After(end) {
				t.Errorf("child %d (%s) outlives the server", c.pid, c.name)
				break
			}
		}
	}
}
