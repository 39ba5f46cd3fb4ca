package demo

import "math/rand/v2"

// names makes invented people: common family, middle and given names put together
// by chance, the same for the same seed.
type names struct {
	r    *rand.Rand
	used map[string]bool
}

func newNames(r *rand.Rand) *names { return &names{r: r, used: map[string]bool{}} }

func familyNames() []string {
	return []string{
		"Nguyễn", "Trần", "Lê", "Phạm", "Huỳnh", "Phan", "Võ", "Đặng", "Bùi", "Đỗ", "Hồ", "Ngô", "Dương", "Lý",
		"Đoàn", "Trương", "Đinh", "Lâm", "Mai", "Tạ", "Châu", "Thái", "Hà", "Cao",
	}
}

func middleNames(woman bool) []string {
	if woman {
		return []string{"Thị", "Ngọc", "Thu", "Thanh", "Kim", "Bích", "Thị Mỹ", "Thị Thu", "Thùy", "Hoài", "Diệu", "Khánh"}
	}
	return []string{"Văn", "Hữu", "Đình", "Quốc", "Minh", "Công", "Bá", "Xuân", "Thanh", "Đức", "Quang", "Ngọc", "Hoài", "Tấn"}
}

func givenNames(woman bool) []string {
	if woman {
		return []string{
			"An", "Bình", "Chi", "Diệp", "Dung", "Giang", "Hà", "Hạnh", "Hiền", "Hoa", "Hương", "Lan", "Linh", "Mai",
			"Nga", "Ngân", "Nhung", "Oanh", "Phương", "Quyên", "Thảo", "Thủy", "Trang", "Tuyết", "Vân", "Yến",
		}
	}
	return []string{
		"An", "Bảo", "Bình", "Châu", "Cường", "Dũng", "Đạt", "Đức", "Giang", "Hải", "Hiếu", "Hòa", "Hùng", "Khánh",
		"Khoa", "Khôi", "Lộc", "Long", "Minh", "Nam", "Nghĩa", "Phong", "Phúc", "Phước", "Quân", "Sơn", "Tài", "Tâm",
		"Thắng", "Thịnh", "Toàn", "Trí", "Trung", "Tuấn", "Việt", "Vinh",
	}
}

// next gives a name that it has not given before.
func (n *names) next() string {
	for {
		woman := n.r.IntN(5) < 2
		pick := func(list []string) string { return list[n.r.IntN(len(list))] }
		name := pick(familyNames()) + " " + pick(middleNames(woman)) + " " + pick(givenNames(woman))
		if !n.used[name] {
			n.used[name] = true
			return name
		}
	}
}
