package edxml

import (
	"bufio"
	"encoding/base64"
	"encoding/xml"
	"io"
	"strings"
)

const namespace = "http://www.mic.gov.vn/TBT/QCVN_102_2016"

// writer writes indented XML. Names are constants of this package, values are
// escaped. The first error of the underlying writer sticks in the buffer and
// comes out at the end.
type writer struct {
	out   *bufio.Writer
	depth int
}

func writeMessage(w io.Writer, body func(*writer)) error {
	x := &writer{out: bufio.NewWriter(w)}
	x.raw(`<?xml version="1.0" encoding="utf-8"?>` + "\n")
	x.open("edXML", "xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance",
		"xmlns:xsd", "http://www.w3.org/2001/XMLSchema", "xmlns", namespace)
	body(x)
	x.close("edXML")
	return x.out.Flush()
}

func (x *writer) raw(s string) { _, _ = x.out.WriteString(s) }

func (x *writer) indent() { x.raw(strings.Repeat(" ", x.depth)) }

func (x *writer) escaped(s string) { _ = xml.EscapeText(x.out, []byte(s)) }

func (x *writer) openEnvelope() { x.open("edXML:edXMLEnvelope", "xmlns:edXML", namespace) }

// open writes a start tag; attributes are pairs of name and value.
func (x *writer) open(name string, attributes ...string) {
	x.indent()
	x.raw("<" + name)
	for i := 0; i+1 < len(attributes); i += 2 {
		x.raw(" " + attributes[i] + `="`)
		x.escaped(attributes[i+1])
		x.raw(`"`)
	}
	x.raw(">\n")
	x.depth++
}

func (x *writer) close(name string) {
	x.depth--
	x.indent()
	x.raw("</" + name + ">\n")
}

func (x *writer) leaf(name, value string) {
	x.indent()
	if value == "" {
		x.raw("<" + name + "/>\n")
		return
	}
	x.raw("<" + name + ">")
	x.escaped(value)
	x.raw("</" + name + ">\n")
}

func (x *writer) optional(name, value string) {
	if value != "" {
		x.leaf(name, value)
	}
}

// group writes an element of leaves; pairs are local names and values.
func (x *writer) group(name string, pairs ...string) {
	x.open("edXML:" + name)
	for i := 0; i+1 < len(pairs); i += 2 {
		x.leaf("edXML:"+pairs[i], pairs[i+1])
	}
	x.close("edXML:" + name)
}

func (x *writer) list(name, item string, values []string) {
	if len(values) == 0 {
		return
	}
	x.open("edXML:" + name)
	for _, v := range values {
		x.leaf("edXML:"+item, v)
	}
	x.close("edXML:" + name)
}

func (x *writer) base64(name string, data []byte) {
	x.indent()
	x.raw("<" + name + ">")
	encoder := base64.NewEncoder(base64.StdEncoding, x.out)
	_, _ = encoder.Write(data)
	_ = encoder.Close()
	x.raw("</" + name + ">\n")
}
