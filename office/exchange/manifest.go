package exchange

import (
	"encoding/json"
	"fmt"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"

	"congvan/office"
)

// Limits bound what is sent and what is accepted.
type Limits struct {
	Package    int64 // bytes of all attachments together
	Attachment int64 // bytes of one
	Files      int   // attachments in a package
}

// DefaultLimits: 2 GiB a package, 512 MiB a file, 100 files.
func DefaultLimits() Limits {
	return Limits{Package: 2 << 30, Attachment: 512 << 20, Files: 100}
}

const (
	maxManifest  = 64 << 10
	maxHeader    = 1 << 20
	maxSmallPart = 64 << 10
	manifestType = "congvan/package/1"
)

// Manifest is what the sender signs: everything that travels, by its sum. The
// same envelope always has the same manifest, however often it is sent.
type Manifest struct {
	Envelope       office.ID
	Replaces       office.ID // an envelope refused before; zero when none
	From, To       string    // organ codes
	Sent           time.Time // when the sender put it in its queue
	Classification office.Classification
	RuleSet        string
	TypeCode       string
	Reference      string // the printed code, which the header cannot carry for every rule set
	Issuer         string // the issuing body as printed
	Header         office.Hash
	HeaderSize     int64
	Files          []ManifestFile
}

// ManifestFile is one attachment.
type ManifestFile struct {
	ContentID string
	SHA256    office.Hash
	Size      int64
	Role      FileRole
}

// Text writes the canonical form: one line each, in a fixed order.
func (m Manifest) Text() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s\nenvelope %s\nreplaces %s\nfrom %s\nto %s\nsent %s\n", manifestType,
		m.Envelope, idOrDash(m.Replaces), quoted(m.From), quoted(m.To), m.Sent.UTC().Format(instantLayout))
	fmt.Fprintf(&b, "classification %d\nrules %s\ntype %s\nreference %s\nissuer %s\nheader %s %d\n",
		m.Classification, quoted(m.RuleSet), quoted(m.TypeCode), quoted(m.Reference), quoted(m.Issuer), m.Header, m.HeaderSize)
	for _, f := range m.Files {
		fmt.Fprintf(&b, "file %s %s %d %s\n", f.ContentID, f.SHA256, f.Size, f.Role)
	}
	return b.String()
}

// ParseManifest reads the canonical form; anything else is an error.
func ParseManifest(text string) (Manifest, error) {
	l := newLines(text, maxManifest)
	l.next(manifestType)
	m := Manifest{
		Envelope: l.id("envelope"), Replaces: l.id("replaces"), From: l.text("from"), To: l.text("to"), Sent: l.time("sent"),
	}
	class, err := strconv.Atoi(l.next("classification"))
	l.fail("classification", err)
	m.Classification = office.Classification(class)
	m.RuleSet, m.TypeCode, m.Reference, m.Issuer = l.text("rules"), l.text("type"), l.text("reference"), l.text("issuer")
	sum, size, _ := strings.Cut(l.next("header"), " ")
	m.Header, err = office.ParseHash(sum)
	l.fail("header", err)
	m.HeaderSize, err = strconv.ParseInt(size, 10, 64)
	l.fail("header", err)
	for l.more("file") {
		f, err := parseManifestFile(l.next("file"))
		l.fail("file", err)
		m.Files = append(m.Files, f)
	}
	if err := l.end(); err != nil {
		return Manifest{}, fmt.Errorf("exchange.ParseManifest: %w", err)
	}
	if m.Envelope.Zero() || m.From == "" || m.To == "" || !m.Classification.Valid() || m.Text() != text {
		return Manifest{}, fmt.Errorf("exchange.ParseManifest: not in canonical form")
	}
	return m, nil
}

func parseManifestFile(line string) (ManifestFile, error) {
	part := strings.Split(line, " ")
	if len(part) != 4 || !validContentID(part[0]) || part[3] != string(MainFile) && part[3] != string(AnnexFile) {
		return ManifestFile{}, fmt.Errorf("malformed")
	}
	f := ManifestFile{ContentID: part[0], Role: FileRole(part[3])}
	var err error
	if f.SHA256, err = office.ParseHash(part[1]); err != nil {
		return f, err
	}
	if f.Size, err = strconv.ParseInt(part[2], 10, 64); err != nil || f.Size < 0 {
		return f, fmt.Errorf("size %q", clip(part[2]))
	}
	return f, nil
}

// contentID names the n-th attachment inside the package.
func contentID(n int, h office.Hash) string { return fmt.Sprintf("%d-%s", n+1, h.String()[:32]) }

func validContentID(s string) bool {
	for _, r := range s {
		if (r < 'a' || r > 'z') && (r < 'A' || r > 'Z') && (r < '0' || r > '9') && r != '-' && r != '_' {
			return false
		}
	}
	return s != "" && len(s) <= 64
}

// size adds up the attachments and checks them against the limits.
func (m Manifest) check(limits Limits) error {
	var total int64
	for _, f := range m.Files {
		if f.Size > limits.Attachment {
			return tooLarge("Một tệp", limits.Attachment)
		}
		if total += f.Size; total > limits.Package {
			return tooLarge("Gói tin", limits.Package)
		}
	}
	if len(m.Files) > limits.Files {
		return office.NewError(office.CodeTooLarge, "exchange.Manifest",
			fmt.Sprintf("Gói tin có %d tệp, tối đa %d. Gộp bớt tệp rồi gửi lại.", len(m.Files), limits.Files),
			fmt.Sprintf("The package has %d files, at most %d. Join some and send again.", len(m.Files), limits.Files))
	}
	return nil
}

func tooLarge(what string, limit int64) error {
	return office.NewError(office.CodeTooLarge, "exchange.Manifest",
		fmt.Sprintf("%s lớn hơn giới hạn %d MB của nơi nhận. Nén hoặc tách tệp rồi gửi lại.", what, limit>>20),
		fmt.Sprintf("Over the limit of %d MB. Compress or split the files and send again.", limit>>20))
}

// SignManifest gives the detached signature: the signature lines of the note
// whose text is the manifest.
func SignManifest(text string, s note.Signer) (string, error) {
	signed, err := note.Sign(&note.Note{Text: text}, s)
	if err != nil {
		return "", fmt.Errorf("exchange.SignManifest: %w", err)
	}
	return strings.TrimPrefix(string(signed), text+"\n"), nil
}

// CheckManifest checks a detached signature.
func CheckManifest(text, signature string, v note.Verifier) error {
	n, err := note.Open([]byte(text+"\n"+signature), note.VerifierList(v))
	if err != nil {
		return fmt.Errorf("exchange.CheckManifest: %w", err)
	}
	if n.Text != text { // a "signature" that brings its own text
		return fmt.Errorf("exchange.CheckManifest: signature over another text")
	}
	return nil
}

func unquote(line string, s *string) error { return json.Unmarshal([]byte(line), s) }
