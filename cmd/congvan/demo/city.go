// Package demo makes a demo city and plays the main job in it: Đà Nẵng's
// agencies since 01/07/2025 with invented people, documents and keys.
//
// It is never part of a real office: nothing here runs unless `congvan demo` was
// typed, and its certificates name themselves as a demonstration.
package demo

import "fmt"

// Agency is one agency of the demo city.
type Agency struct {
	Code    string // identifier in exchange, invented in the form of QĐ 20/2020/QĐ-TTg
	Name    string
	Short   string
	Symbol  string // printed in reference codes
	Kind    string // committee | office | board | front | mass | ward | state
	RuleSet string // party | state
	Parent  string // code
}

// The main office of the demo and the agency that runs its own server.
const (
	OfficeCode = "H17.TU.01" // Văn phòng Thành ủy
	PeerCode   = "H48.TU.01" // Văn phòng Tỉnh ủy Quảng Ngãi, on a server of its own
)

// cityAgencies are the agencies of the city itself.
func cityAgencies() []Agency {
	const party, state = "party", "state"
	return []Agency{
		{"H17.TU", "Thành ủy Đà Nẵng", "Thành ủy Đà Nẵng", "TU", "committee", party, ""},
		{OfficeCode, "Văn phòng Thành ủy Đà Nẵng", "Văn phòng Thành ủy", "VPTU", "office", party, "H17.TU"},
		{"H17.TU.02", "Ban Tổ chức Thành ủy Đà Nẵng", "Ban Tổ chức Thành ủy", "BTCTU", "board", party, "H17.TU"},
		{"H17.TU.03", "Ủy ban Kiểm tra Thành ủy Đà Nẵng", "Ủy ban Kiểm tra Thành ủy", "UBKTTU", "board", party, "H17.TU"},
		{"H17.TU.04", "Ban Tuyên giáo và Dân vận Thành ủy Đà Nẵng", "Ban Tuyên giáo và Dân vận Thành ủy", "BTGDVTU", "board", party, "H17.TU"},
		{"H17.TU.05", "Ban Nội chính Thành ủy Đà Nẵng", "Ban Nội chính Thành ủy", "BNCTU", "board", party, "H17.TU"},
		{"H17.TU.06", "Đảng ủy các cơ quan Đảng thành phố Đà Nẵng", "Đảng ủy các cơ quan Đảng", "ĐU", "committee", party, "H17.TU"},
		{"H17.TU.07", "Đảng ủy Ủy ban nhân dân thành phố Đà Nẵng", "Đảng ủy UBND thành phố", "ĐU", "committee", party, "H17.TU"},
		{"H17.TU.08", "Trường Chính trị thành phố Đà Nẵng", "Trường Chính trị", "TCT", "board", party, "H17.TU"},
		{"H17.MT.01", "Ủy ban Mặt trận Tổ quốc Việt Nam thành phố Đà Nẵng", "Ủy ban MTTQ thành phố", "MTTQ", "front", party, "H17.TU"},
		{"H17.MT.02", "Liên đoàn Lao động thành phố Đà Nẵng", "Liên đoàn Lao động", "LĐLĐ", "mass", party, "H17.MT.01"},
		{"H17.MT.03", "Hội Nông dân thành phố Đà Nẵng", "Hội Nông dân", "HND", "mass", party, "H17.MT.01"},
		{"H17.MT.04", "Hội Liên hiệp Phụ nữ thành phố Đà Nẵng", "Hội Liên hiệp Phụ nữ", "HPN", "mass", party, "H17.MT.01"},
		{"H17.MT.05", "Thành Đoàn Đà Nẵng", "Thành Đoàn", "TĐTN", "mass", party, "H17.MT.01"},
		{"H17.MT.06", "Hội Cựu chiến binh thành phố Đà Nẵng", "Hội Cựu chiến binh", "CCB", "mass", party, "H17.MT.01"},
		{"H17.00", "Ủy ban nhân dân thành phố Đà Nẵng", "UBND thành phố", "UBND", "state", state, ""},
	}
}

// Wards, communes and the special zone of Đà Nẵng since 01/07/2025: 23 phường,
// 70 xã and 1 đặc khu (Nghị quyết 1659/NQ-UBTVQH15).
func wardNames() (phuong, xa, dacKhu []string) {
	phuong = []string{
		"Hải Châu", "Hòa Cường", "Thanh Khê", "An Khê", "An Hải", "Sơn Trà", "Ngũ Hành Sơn", "Hòa Khánh", "Hải Vân",
		"Liên Chiểu", "Cẩm Lệ", "Hòa Xuân", "Tam Kỳ", "Quảng Phú", "Hương Trà", "Bàn Thạch", "Điện Bàn",
		"Điện Bàn Đông", "An Thắng", "Điện Bàn Bắc", "Hội An", "Hội An Đông", "Hội An Tây",
	}
	xa = []string{
		"Hòa Vang", "Hòa Tiến", "Bà Nà", "Núi Thành", "Tam Mỹ", "Tam Anh", "Đức Phú", "Tam Xuân", "Tam Hải", "Tây Hồ",
		"Chiên Đàn", "Phú Ninh", "Lãnh Ngọc", "Tiên Phước", "Thạnh Bình", "Sơn Cẩm Hà", "Trà Liên", "Trà Giáp",
		"Trà Tân", "Trà Đốc", "Trà My", "Nam Trà My", "Trà Tập", "Trà Vân", "Trà Linh", "Trà Leng", "Thăng Bình",
		"Thăng An", "Thăng Trường", "Thăng Điền", "Thăng Phú", "Đồng Dương", "Quế Sơn Trung", "Quế Sơn", "Xuân Phú",
		"Nông Sơn", "Quế Phước", "Duy Nghĩa", "Nam Phước", "Duy Xuyên", "Thu Bồn", "Điện Bàn Tây", "Gò Nổi",
		"Đại Lộc", "Hà Nha", "Thượng Đức", "Vu Gia", "Phú Thuận", "Thạnh Mỹ", "Bến Giằng", "Nam Giang", "Đắc Pring",
		"La Dêê", "La Êê", "Sông Vàng", "Sông Kôn", "Đông Giang", "Bến Hiên", "Avương", "Tây Giang", "Hùng Sơn",
		"Hiệp Đức", "Việt An", "Phước Trà", "Khâm Đức", "Phước Năng", "Phước Chánh", "Phước Thành", "Phước Hiệp",
		"Tân Hiệp",
	}
	return phuong, xa, []string{"Hoàng Sa"}
}

// Agencies lists every agency of the demo city: 16 of the city and 94 below it.
func Agencies() []Agency {
	out := cityAgencies()
	phuong, xa, dacKhu := wardNames()
	n := 0
	add := func(kind string, names []string) {
		for _, name := range names {
			n++
			out = append(out, Agency{
				Code: fmt.Sprintf("H17.TU.1%03d", n), Name: "Đảng ủy " + kind + " " + name, Short: "Đảng ủy " + kind + " " + name,
				Symbol: "ĐU", Kind: "ward", RuleSet: "party", Parent: "H17.TU",
			})
		}
	}
	add("phường", phuong)
	add("xã", xa)
	add("đặc khu", dacKhu)
	return out
}

// PeerAgencies are the agencies of the second server.
func PeerAgencies() []Agency {
	return []Agency{
		{"H48.TU", "Tỉnh ủy Quảng Ngãi", "Tỉnh ủy Quảng Ngãi", "TU", "committee", "party", ""},
		{PeerCode, "Văn phòng Tỉnh ủy Quảng Ngãi", "Văn phòng Tỉnh ủy", "VPTU", "office", "party", "H48.TU"},
	}
}
