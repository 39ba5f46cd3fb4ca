package servicekey

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
)

// The note keys that an agency's heads were ever signed with stand in
// <agency>.verifiers, a line each, so that replacing a key does not make older
// heads unreadable. They are public.
func (r *Ring) historyFile(agency office.ID) string {
	return filepath.Join(r.dir, agency.String()+".verifiers")
}

// remember writes the present key's verifier into the history, once.
func (r *Ring) remember(agency office.ID) error {
	h, err := r.get(agency)
	if err != nil {
		return err
	}
	line, err := verifierOf(h)
	if err != nil {
		return err
	}
	known, err := r.history(agency)
	if err != nil {
		return err
	}
	for _, k := range known {
		if k == line {
			return nil
		}
	}
	all := strings.Join(append(known, line), "\n") + "\n"
	return writePrivate(r.historyFile(agency), []byte(all))
}

func (r *Ring) history(agency office.ID) ([]string, error) {
	b, err := os.ReadFile(r.historyFile(agency))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("servicekey.history: %w", err)
	}
	var out []string
	for lines := bufio.NewScanner(bytes.NewReader(b)); lines.Scan(); {
		if line := strings.TrimSpace(lines.Text()); line != "" {
			out = append(out, line)
		}
	}
	return out, nil
}

// Verifiers gives every note key that the agency's heads may be signed with: the
// present one and those before it. None when the agency never had a key here.
func (r *Ring) Verifiers(agency office.ID) ([]note.Verifier, error) {
	lines, err := r.history(agency)
	if err != nil {
		return nil, err
	}
	lines = append(lines, r.sharedHistory(agency)...)
	if h, err := r.get(agency); err == nil {
		line, err := verifierOf(h)
		if err != nil {
			return nil, err
		}
		lines = append(lines, line)
	}
	seen := map[string]bool{}
	var out []note.Verifier
	for _, line := range lines {
		if seen[line] {
			continue
		}
		seen[line] = true
		v, err := note.NewVerifier(line)
		if err != nil {
			return nil, fmt.Errorf("servicekey.Verifiers: %s: %w", r.historyFile(agency), err)
		}
		out = append(out, v)
	}
	return out, nil
}
