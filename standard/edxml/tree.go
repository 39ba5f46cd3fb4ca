package edxml

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"io"
	"strings"
)

// node is an element with its text; small because the bytes of attachments
// are decoded while reading.
type node struct {
	name     string // local name
	id       string // attribute id
	text     string // direct character data, trimmed
	data     []byte // decoded content of ContentTransferEncoded
	problem  string // why it could not be decoded
	children []*node
}

// child returns the first child of that local name, or an empty node, so that
// paths can be followed without checks.
func (n *node) child(path ...string) *node {
	for _, name := range path {
		next := &node{}
		for _, c := range n.children {
			if c.name == name {
				next = c
				break
			}
		}
		n = next
	}
	return n
}

func (n *node) all(name string) []*node {
	var found []*node
	for _, c := range n.children {
		if c.name == name {
			found = append(found, c)
		}
	}
	return found
}

// find returns the first element of that name at any depth, nil if none.
func (n *node) find(name string) *node {
	for _, c := range n.children {
		if c.name == name {
			return c
		}
	}
	for _, c := range n.children {
		if f := c.find(name); f != nil {
			return f
		}
	}
	return nil
}

// treeReader builds the tree of one message and checks what encoding/xml
// leaves unchecked: one root, nothing but space around it, the XML
// declaration only at the start, no DTD, declared prefixes, unique attributes.
type treeReader struct {
	dec      *xml.Decoder
	limits   Limits
	stack    []open
	root     *node
	elements int
	tokens   int
	spaces   map[string]int // namespace → declarations in scope
}

type open struct {
	node     *node
	text     []byte
	declared []string
}

func readTree(in *input, limits Limits) (*node, error) {
	t := &treeReader{dec: xml.NewDecoder(in), limits: limits, spaces: map[string]int{xmlNamespace: 1}}
	t.dec.CharsetReader = in.charsetReader
	err := t.run()
	if in.err != nil {
		return nil, in.err
	}
	if err != nil {
		var own *Error
		if errors.As(err, &own) {
			return nil, own
		}
		return nil, malformed(err.Error())
	}
	return t.root, nil
}

const xmlNamespace = "http://www.w3.org/XML/1998/namespace"

func malformed(detail string) *Error { return &Error{Code: CodeMalformed, Detail: clip(detail)} }

func clip(s string) string {
	if len(s) > 200 {
		return strings.ToValidUTF8(s[:200], "") + "…"
	}
	return s
}

func (t *treeReader) run() error {
	for {
		token, err := t.dec.Token()
		if errors.Is(err, io.EOF) {
			if t.root == nil || len(t.stack) > 0 {
				return malformed("no root element")
			}
			return nil
		}
		if err != nil {
			return err
		}
		if err := t.take(token); err != nil {
			return err
		}
		t.tokens++
	}
}

func (t *treeReader) take(token xml.Token) error {
	switch token := token.(type) {
	case xml.StartElement:
		return t.start(token)
	case xml.EndElement:
		t.end()
	case xml.CharData:
		return t.characters(token)
	case xml.Directive:
		return malformed("document type declarations are not accepted")
	case xml.ProcInst:
		if strings.EqualFold(token.Target, "xml") && t.tokens > 0 {
			return malformed("XML declaration not at the start")
		}
	}
	return nil
}

func (t *treeReader) start(e xml.StartElement) error {
	if t.root != nil && len(t.stack) == 0 {
		return malformed("a second root element")
	}
	t.elements++
	if t.elements > t.limits.MaxElements || len(t.stack) >= t.limits.MaxDepth {
		return &Error{Code: CodeTooLarge, Detail: "too many or too deeply nested elements"}
	}
	n := &node{name: e.Name.Local}
	declared, err := t.declare(e)
	if err != nil {
		return err
	}
	for _, a := range e.Attr {
		if a.Name.Space == "" && a.Name.Local == "id" {
			n.id = a.Value
		}
	}
	if len(t.stack) == 0 {
		t.root = n
	} else {
		parent := t.stack[len(t.stack)-1].node
		parent.children = append(parent.children, n)
	}
	t.stack = append(t.stack, open{node: n, declared: declared})
	return nil
}

// declare brings the namespaces of e into scope and checks its prefixes. The
// decoder leaves an undeclared prefix in place of the namespace.
func (t *treeReader) declare(e xml.StartElement) ([]string, error) {
	var declared []string
	seen := make(map[xml.Name]bool, len(e.Attr))
	for _, a := range e.Attr {
		if seen[a.Name] {
			return nil, malformed("attribute given twice")
		}
		seen[a.Name] = true
		if a.Name.Space == "xmlns" || a.Name.Space == "" && a.Name.Local == "xmlns" {
			declared = append(declared, a.Value)
			t.spaces[a.Value]++
		}
	}
	if !t.known(e.Name.Space) {
		return nil, malformed("undeclared prefix " + e.Name.Space)
	}
	for _, a := range e.Attr {
		if a.Name.Space != "xmlns" && !t.known(a.Name.Space) {
			return nil, malformed("undeclared prefix " + a.Name.Space)
		}
	}
	return declared, nil
}

func (t *treeReader) known(space string) bool { return space == "" || t.spaces[space] > 0 }

func (t *treeReader) characters(text xml.CharData) error {
	if len(t.stack) == 0 {
		if len(strings.TrimLeft(string(text), " \t\r\n")) > 0 {
			return malformed("text outside the root element")
		}
		return nil
	}
	top := &t.stack[len(t.stack)-1]
	top.text = append(top.text, text...)
	return nil
}

func (t *treeReader) end() {
	top := t.stack[len(t.stack)-1]
	t.stack = t.stack[:len(t.stack)-1]
	for _, space := range top.declared {
		t.spaces[space]--
	}
	if top.node.name == "ContentTransferEncoded" {
		top.node.data, top.node.problem = decodeBase64(top.text)
		return
	}
	top.node.text = strings.TrimSpace(string(top.text))
}

// decodeBase64 decodes base64 with any white space in it, padded or not.
func decodeBase64(text []byte) (data []byte, problem string) {
	compact := text[:0]
	for _, c := range text {
		if c != ' ' && c != '\t' && c != '\r' && c != '\n' {
			compact = append(compact, c)
		}
	}
	for len(compact) > 0 && compact[len(compact)-1] == '=' {
		compact = compact[:len(compact)-1]
	}
	data = make([]byte, base64.RawStdEncoding.DecodedLen(len(compact)))
	n, err := base64.RawStdEncoding.Decode(data, compact)
	if err != nil {
		return nil, "not base64"
	}
	return data[:n], ""
}
