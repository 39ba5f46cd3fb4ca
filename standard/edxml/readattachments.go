package edxml

import "fmt"

// attach joins the lines of edXMLManifest with the encoded files, by content
// id, else by name, and reports what does not fit together.
func attach(d *Document, outer *node, limits Limits) ([]Violation, error) {
	var references, encoded []*node
	if manifest := outer.find("edXMLManifest"); manifest != nil {
		references = manifest.all("Reference")
	}
	if container := outer.find("AttachmentEncoded"); container != nil {
		encoded = container.all("Attachment")
	}
	if max(len(references), len(encoded)) > limits.MaxAttachments {
		return nil, &Error{Code: CodeTooLarge, Detail: fmt.Sprintf("more than %d attachments", limits.MaxAttachments)}
	}
	for _, r := range references {
		d.Attachments = append(d.Attachments, attachmentOf(r))
	}
	return embed(d, encoded), nil
}

// embed puts the bytes of the encoded files to their lines.
func embed(d *Document, encoded []*node) []Violation {
	var warnings []Violation
	filled := make(map[int]bool, len(encoded))
	for _, e := range encoded {
		a := attachmentOf(e)
		at := matching(d.Attachments, filled, a)
		if at < 0 {
			if len(d.Attachments) > 0 {
				warnings = append(warnings, Violation{"M.AttachmentEncoded.Attachment", fmt.Sprintf("Tệp %q không có trong danh mục kèm theo", clip(a.Name))})
			}
			d.Attachments = append(d.Attachments, a)
			at = len(d.Attachments) - 1
		}
		filled[at] = true
		line := &d.Attachments[at]
		line.Data, line.Problem = a.Data, a.Problem
		if line.Name == "" {
			line.Name = a.Name
		}
		if a.Problem != "" {
			warnings = append(warnings, Violation{"M.AttachmentEncoded.ContentTransferEncoded", fmt.Sprintf("Không giải mã được tệp %q", clip(a.Name))})
		}
	}
	if len(encoded) > 0 && len(filled) < len(d.Attachments) {
		warnings = append(warnings, Violation{"N.AttachmentEncoded.Attachment", fmt.Sprintf("%d tệp trong danh mục không được gửi kèm", len(d.Attachments)-len(filled))})
	}
	return warnings
}

// matching returns the line of a, -1 if there is none. A line is filled once.
func matching(lines []Attachment, filled map[int]bool, a Attachment) int {
	for i, l := range lines {
		if !filled[i] && a.ContentID != "" && l.ContentID == a.ContentID {
			return i
		}
	}
	for i, l := range lines {
		if !filled[i] && a.Name != "" && l.Name == a.Name && (l.ContentID == "" || a.ContentID == "") {
			return i
		}
	}
	return -1
}

func attachmentOf(n *node) Attachment {
	content := n.child("ContentTransferEncoded")
	a := Attachment{
		ContentID:   normalizeContentID(n.child("ContentId").text),
		Name:        n.child("AttachmentName").text,
		ContentType: n.child("ContentType").text,
		Description: n.child("Description").text,
		Data:        content.data,
		Problem:     content.problem,
	}
	return a
}
