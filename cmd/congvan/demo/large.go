package demo

import "fmt"

// What a large demo city has: as many agencies and people as the city the product
// is made for.
const (
	LargeFrom     = 10_000 // documents from which a city is large
	largeAgencies = 250
	LargePeople   = 8_000
)

// LargeAgencies adds to the demo city's agencies the people's committees of wards
// and communes, the city's departments and the committees of large units.
func LargeAgencies() []Agency {
	out := Agencies()
	for i, name := range []string{
		"Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Nông nghiệp và Môi trường", "Sở Công Thương", "Sở Khoa học và Công nghệ",
		"Sở Văn hóa, Thể thao và Du lịch", "Sở Giáo dục và Đào tạo", "Sở Y tế", "Sở Tư pháp", "Sở Ngoại vụ", "Sở Dân tộc và Tôn giáo",
		"Thanh tra thành phố", "Văn phòng Ủy ban nhân dân thành phố", "Ban Quản lý Khu công nghệ cao và các khu công nghiệp",
	} {
		out = append(out, Agency{
			Code: fmt.Sprintf("H17.%02d", i+1), Name: name + " Đà Nẵng", Short: name, Symbol: initials(name), Kind: "state", RuleSet: "state", Parent: "H17.00",
		})
	}
	phuong, xa, dacKhu := wardNames()
	n := 0
	for _, ward := range []struct {
		kind  string
		names []string
	}{{"phường", phuong}, {"xã", xa}, {"đặc khu", dacKhu}} {
		for _, name := range ward.names {
			n++
			short := "UBND " + ward.kind + " " + name
			out = append(out, Agency{
				Code: fmt.Sprintf("H17.1%03d", n), Name: "Ủy ban nhân dân " + ward.kind + " " + name, Short: short,
				Symbol: "UBND", Kind: "state", RuleSet: "state", Parent: "H17.00",
			})
		}
	}
	for i := 1; len(out) < largeAgencies; i++ {
		out = append(out, Agency{
			Code: fmt.Sprintf("H17.TU.2%03d", i), Name: fmt.Sprintf("Đảng ủy Khối đơn vị trực thuộc số %d", i),
			Short: fmt.Sprintf("Đảng ủy Khối số %d", i), Symbol: "ĐU", Kind: "committee", RuleSet: "party", Parent: "H17.TU",
		})
	}
	return out
}
