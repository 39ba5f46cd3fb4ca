package task

import (
	"context"
	"fmt"
	"strings"

	"congvan/office"
)

// Sentence puts a routing into words as an office writes it: “Giao Phòng Tài
// chính Đảng chủ trì, phối hợp Phòng Quản trị; báo cáo trước 30/11/2026.”
func (s *Service) Sentence(ctx context.Context, a office.Actor, r Routing) (string, error) {
	var out string
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		n, err := s.newNamer(tx)
		if err != nil {
			return err
		}
		out, err = n.sentence(r)
		return err
	})
	return out, err
}

func (n *namer) sentence(r Routing) (string, error) {
	var b strings.Builder
	if r.Lead != nil {
		lead, err := n.name(r.Lead.To)
		if err != nil {
			return "", err
		}
		b.WriteString("Giao " + lead + " chủ trì")
	}
	var helpers, informed []string
	for _, c := range r.Coordinate {
		name, err := n.name(c.To)
		if err != nil {
			return "", err
		}
		helpers = append(helpers, name)
	}
	for _, h := range r.Inform {
		name, err := n.name(h)
		if err != nil {
			return "", err
		}
		informed = append(informed, name)
	}
	if len(helpers) > 0 {
		b.WriteString(", phối hợp " + strings.Join(helpers, ", "))
	}
	if r.Lead != nil {
		b.WriteString(r.Lead.Due.words())
	}
	if len(informed) > 0 {
		if b.Len() > 0 {
			b.WriteString("; để biết: ")
		} else {
			b.WriteString("Lưu để biết: ")
		}
		b.WriteString(strings.Join(informed, ", "))
	}
	if b.Len() == 0 {
		return "Lưu để biết.", nil
	}
	return b.String() + ".", nil
}

func (d Due) words() string {
	switch {
	case d.WorkingDays > 0:
		return fmt.Sprintf("; báo cáo trong %d ngày làm việc", d.WorkingDays)
	case !d.Date.IsZero():
		return fmt.Sprintf("; báo cáo trước %02d/%02d/%04d", d.Date.Day, d.Date.Month, d.Date.Year)
	}
	return ""
}
