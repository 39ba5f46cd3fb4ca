package convert

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"time"
)

const (
	officeDirPattern = "congvan-office-*"
	ownerFile        = "owner"
)

// markOwner writes into a LibreOffice directory whose it is, so that what a
// killed server left behind can be told from what another one uses.
func markOwner(dir string) error {
	return os.WriteFile(filepath.Join(dir, ownerFile), []byte(processName(os.Getpid())), 0o600)
}

// processName tells a process from any other that had or will have its id.
func processName(pid int) string {
	b, err := os.ReadFile("/proc/" + strconv.Itoa(pid) + "/stat")
	if err != nil {
		return ""
	}
	_, rest, _ := bytes.Cut(b, []byte(") ")) // the name before may hold anything
	fields := bytes.Fields(rest)
	const startTime = 22 - 3 // proc(5), counted after the name
	if len(fields) <= startTime {
		return ""
	}
	return fmt.Sprintf("%d %s", pid, fields[startTime])
}

// unownedAfter is when a directory without an owner's mark counts as left.
const unownedAfter = time.Hour

// sweep removes directories and sockets of LibreOffice processes whose server
// was killed outright.
func sweep(tempDir string, now time.Time) {
	dirs, err := filepath.Glob(filepath.Join(tempDir, officeDirPattern))
	if err != nil {
		return
	}
	for _, dir := range dirs {
		if !abandoned(dir, now) {
			continue
		}
		newListener(dir).removeSockets()
		_ = os.RemoveAll(dir)
	}
}

func abandoned(dir string, now time.Time) bool {
	owner, err := os.ReadFile(filepath.Join(dir, ownerFile))
	if err != nil {
		info, statErr := os.Stat(dir)
		return statErr == nil && now.Sub(info.ModTime()) > unownedAfter
	}
	var pid int
	if _, err := fmt.Sscan(string(owner), &pid); err != nil {
		return true
	}
	return processName(pid) != string(owner)
}
