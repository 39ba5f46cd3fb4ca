package convert

import (
	"archive/zip"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"
)

const docxChild = "read-docx"

// Limits on a DOCX beyond those of the process.
const (
	docxMaxEntries = 5_000
	docxMaxPart    = 64 << 20  // bytes of one part, unpacked
	docxMaxTotal   = 256 << 20 // bytes of all parts, unpacked, as declared
	docxMaxRatio   = 250       // unpacked to packed, of parts over docxRatioFloor
	docxRatioFloor = 4 << 20
	docxMaxDepth   = 200 // nested elements
	docxMaxText    = 16 << 20
)

// docxReport is what the child tells: the text and what was found.
type docxReport struct {
	Text     string    `json:"text"`
	Findings []Finding `json:"findings"`
}

// readDOCXChild reads the DOCX at args[0] and writes a docxReport.
func readDOCXChild(args []string, _ io.Reader, stdout io.Writer) error {
	if len(args) != 1 {
		return newError(Internal, docxChild, errors.New("want one path"))
	}
	r, err := readDOCX(args[0])
	if err != nil {
		return err
	}
	return json.NewEncoder(stdout).Encode(r)
}

func readDOCX(file string) (docxReport, error) {
	z, err := zip.OpenReader(file)
	if err != nil {
		return docxReport{}, newError(Broken, docxChild, err)
	}
	defer z.Close()
	parts, err := docxParts(&z.Reader)
	if err != nil {
		return docxReport{}, err
	}
	main, err := docxMainPart(parts)
	if err != nil {
		return docxReport{}, err
	}
	found, err := docxFindings(parts)
	if err != nil {
		return docxReport{}, err
	}
	rc, err := openPart(main)
	if err != nil {
		return docxReport{}, err
	}
	defer rc.Close()
	text, dde, err := docxText(rc)
	if err != nil {
		return docxReport{}, err
	}
	if dde {
		found = append(found, newFinding(DOCXDDE))
	}
	return docxReport{Text: text, Findings: found}, nil
}

// docxParts checks the container and returns its parts by name.
func docxParts(z *zip.Reader) (map[string]*zip.File, error) {
	if len(z.File) > docxMaxEntries {
		return nil, newError(TooLarge, docxChild, fmt.Errorf("%d parts", len(z.File)))
	}
	parts := make(map[string]*zip.File, len(z.File))
	var total uint64
	for _, f := range z.File {
		if f.Flags&1 != 0 {
			return nil, newError(Encrypted, docxChild, nil)
		}
		packed := max(f.CompressedSize64, 1)
		tight := f.UncompressedSize64 > docxRatioFloor && f.UncompressedSize64/packed > docxMaxRatio
		if total += min(f.UncompressedSize64, docxMaxTotal+1); tight || total > docxMaxTotal {
			return nil, newError(TooLarge, docxChild, fmt.Errorf("part %.80q unpacks to %d bytes", f.Name, f.UncompressedSize64))
		}
		name := strings.ToLower(strings.TrimPrefix(f.Name, "/"))
		if parts[name] != nil {
			return nil, newError(Broken, docxChild, fmt.Errorf("two parts named %.80q", f.Name))
		}
		parts[name] = f
	}
	return parts, nil
}

// openPart opens one part, held to docxMaxPart whatever its header declares.
func openPart(f *zip.File) (io.ReadCloser, error) {
	if f.UncompressedSize64 > docxMaxPart {
		return nil, newError(TooLarge, docxChild, fmt.Errorf("part of %d bytes", f.UncompressedSize64))
	}
	rc, err := f.Open()
	if err != nil {
		return nil, newError(Broken, docxChild, err)
	}
	return rc, nil // archive/zip stops at the declared size
}

type relationship struct {
	Type       string `xml:"Type,attr"`
	Target     string `xml:"Target,attr"`
	TargetMode string `xml:"TargetMode,attr"`
}

func readRelationships(f *zip.File) ([]relationship, error) {
	rc, err := openPart(f)
	if err != nil {
		return nil, err
	}
	defer rc.Close()
	d := xml.NewDecoder(rc)
	var list []relationship
	for {
		t, err := d.Token()
		if errors.Is(err, io.EOF) {
			return list, nil
		}
		if err != nil {
			return nil, newError(Broken, docxChild, err)
		}
		start, ok := t.(xml.StartElement)
		if !ok || start.Name.Local != "Relationship" || len(list) > docxMaxEntries {
			continue
		}
		var r relationship
		for _, a := range start.Attr {
			switch a.Name.Local {
			case "Type":
				r.Type = a.Value
			case "Target":
				r.Target = a.Value
			case "TargetMode":
				r.TargetMode = a.Value
			}
		}
		list = append(list, r)
	}
}

// docxMainPart finds the document part by the package's relationships.
func docxMainPart(parts map[string]*zip.File) (*zip.File, error) {
	name := "word/document.xml"
	if rels := parts["_rels/.rels"]; rels != nil {
		list, err := readRelationships(rels)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if strings.HasSuffix(r.Type, "/officeDocument") {
				name = strings.ToLower(strings.TrimPrefix(path.Clean("/"+r.Target), "/"))
			}
		}
	}
	if !strings.HasPrefix(name, "word/") {
		return nil, newError(Unsupported, docxChild, fmt.Errorf("main part %.80q", name))
	}
	if parts[name] == nil {
		return nil, newError(Broken, docxChild, errors.New("no document part"))
	}
	return parts[name], nil
}

// docxFindings looks for what can act by itself.
func docxFindings(parts map[string]*zip.File) ([]Finding, error) {
	seen := map[string]bool{}
	for name, f := range parts {
		switch base := path.Base(name); {
		case base == "vbaproject.bin":
			seen[DOCXMacro] = true
		case strings.Contains(name, "/activex/"):
			seen[DOCXActiveX] = true
		case strings.Contains(name, "/embeddings/") && base != "embeddings":
			seen[DOCXEmbedded] = true
		case strings.HasSuffix(name, ".rels"):
			list, err := readRelationships(f)
			if err != nil {
				return nil, err
			}
			for _, r := range list {
				if strings.EqualFold(r.TargetMode, "External") && !strings.HasSuffix(r.Type, "/hyperlink") {
					seen[DOCXExternal] = true
				}
			}
		}
	}
	return findingsInOrder(seen, DOCXMacro, DOCXActiveX, DOCXEmbedded, DOCXExternal), nil
}

func findingsInOrder(seen map[string]bool, codes ...string) []Finding {
	var list []Finding
	for _, c := range codes {
		if seen[c] {
			list = append(list, newFinding(c))
		}
	}
	return list
}
