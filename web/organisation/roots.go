package organisation

import (
	"bytes"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/pem"
	"fmt"
	"io"
	"strings"

	"congvan/office"
	"congvan/office/access"
	"congvan/web/page"
	"congvan/web/ui"
)

// maxRoot bounds an uploaded certificate.
const maxRoot = 64 << 10

// maxModulus bounds an RSA key, in bits.
const maxModulus = 16384

// mayTrust asks whether the actor may change what the whole deployment trusts: the
// system administrator of the agency that keeps it.
func (a Area) mayTrust(q *page.Request) error {
	var keeper office.ID
	err := a.view(q, func(tx office.Tx) (err error) {
		keeper, err = a.Records.Keeper(tx, false)
		return err
	})
	if err != nil {
		return err
	}
	return access.Require(q.Actor(), access.ManageKey, access.Object{Agency: keeper})
}

// roots lists trusted roots and takes a file; what it holds is shown before it is
// trusted.
func (a Area) roots(q *page.Request) error {
	if err := q.Require(access.ManageKey); err != nil {
		return err
	}
	all, err := a.Roots.List(q.Ctx())
	if err != nil {
		return err
	}
	f := form{
		title: "Chứng thư gốc tin cậy", crumbs: crumbs(ui.Crumb{Label: "Chứng thư gốc"}), heading: "Thêm chứng thư gốc", multipart: true,
		above: []component{boxed("", rootTable(q, all))},
		fields: []ui.Field{{
			Name: "certificate", Label: "Tệp chứng thư (PEM hoặc DER)", Kind: ui.FileField, Accept: ".pem,.crt,.cer,.der", Required: true,
			Hint: "Tối đa 64 KB, một chứng thư. Lấy từ trang chính thức của tổ chức cung cấp dịch vụ chứng thực.",
		}},
		button: ui.Button{Label: "Xem trước khi thêm", Icon: ui.IconUpload},
	}
	may := a.mayTrust(q)
	if office.CodeOf(may) == office.CodeForbidden && !posted(q) {
		f.button.Label = ""
		f.text = "Chứng thư gốc dùng chung cho mọi cơ quan trên máy chủ này; quản trị hệ thống của cơ quan lập đầu tiên thêm được."
		may = nil
	}
	if may != nil {
		return may
	}
	if !posted(q) {
		return q.Frame(q.Page(f.title), formPage(f))
	}
	c, err := uploaded(q)
	if err == nil {
		err = isNew(c, all)
	}
	if err != nil {
		return f.back(q, err)
	}
	return q.Frame(q.Page(f.title), formPage(confirmRoot(q, c)))
}

// uploaded reads the one certificate of an uploaded file.
func uploaded(q *page.Request) (*x509.Certificate, error) {
	files, err := q.Files("certificate")
	for _, f := range files {
		defer f.Close()
	}
	if err != nil {
		return nil, err
	}
	if len(files) == 0 || files[0].Size > maxRoot {
		return nil, wrongRoot("Chọn một tệp chứng thư, không quá 64 KB.", "Choose a certificate file of at most 64 KB.")
	}
	data, err := io.ReadAll(io.LimitReader(files[0], maxRoot))
	if err != nil {
		return nil, err
	}
	return readRoot(data)
}

func wrongRoot(vi, en string) error {
	return office.InvalidField("web.organisation.roots", "certificate", vi, en)
}

// readRoot reads PEM or DER: one certificate of a certification authority.
func readRoot(data []byte) (*x509.Certificate, error) {
	der := data
	if bytes.Contains(data, []byte("PRIVATE KEY")) {
		return nil, wrongRoot("Tệp này có khoá riêng. Không gửi khoá riêng đi đâu; chọn tệp chỉ có chứng thư.",
			"This file holds a private key. Choose a file with the certificate alone.")
	}
	if block, rest := pem.Decode(data); block != nil {
		if next, _ := pem.Decode(rest); next != nil || block.Type != "CERTIFICATE" {
			return nil, wrongRoot("Tệp phải có đúng một chứng thư. Tách từng chứng thư rồi thêm lần lượt.",
				"The file must hold exactly one certificate. Add them one by one.")
		}
		der = block.Bytes
	}
	c, err := x509.ParseCertificate(der)
	if err != nil {
		return nil, wrongRoot("Không đọc được chứng thư. Chọn tệp PEM hoặc DER.", "The certificate cannot be read. Choose a PEM or DER file.")
	}
	if key, ok := c.PublicKey.(*rsa.PublicKey); ok && key.N.BitLen() > maxModulus { // slow to check with
		return nil, wrongRoot("Khoá của chứng thư dài bất thường. Kiểm tra lại tệp.", "The certificate's key is unusually long. Check the file.")
	}
	if c.Version >= 3 && !(c.BasicConstraintsValid && c.IsCA) {
		return nil, wrongRoot("Đây là chứng thư của người dùng, không phải của tổ chức chứng thực. Chọn chứng thư gốc.",
			"This is an end user's certificate, not a certification authority's. Choose the root.")
	}
	return c, nil
}

func isNew(c *x509.Certificate, all []*x509.Certificate) error {
	for _, had := range all {
		if had.Equal(c) {
			return wrongRoot("Chứng thư này đã được tin cậy.", "This certificate is trusted already.")
		}
	}
	return nil
}

// confirmRoot shows what is about to be trusted.
func confirmRoot(q *page.Request, c *x509.Certificate) form {
	kind := "Tự ký (chứng thư gốc)"
	if c.CheckSignatureFrom(c) != nil {
		kind = "Do " + name(c.Issuer.CommonName, c.Issuer.String()) + " cấp (không phải chứng thư gốc)"
	}
	return form{
		title: "Tin cậy chứng thư này?", crumbs: crumbs(ui.Crumb{Label: "Chứng thư gốc", Href: home + "/roots"}, ui.Crumb{Label: "Xác nhận"}),
		about: ui.Facts{
			{Label: "Tên", Value: ui.Text(c.Subject.String())},
			{Label: "Loại", Value: ui.Text(kind)},
			{Label: "Hiệu lực", Value: ui.Join(ui.Text("từ "+ui.Date(c.NotBefore)+" đến "+ui.Date(c.NotAfter)), ended(q, c))},
			{Label: "Số sê-ri", Value: ui.Text(c.SerialNumber.Text(16))},
			{Label: "Vân tay SHA-256", Value: ui.Strong(fingerprint(c))},
		},
		text:   "Mọi chữ ký số dẫn về chứng thư này sẽ được coi là đáng tin, ở mọi cơ quan trên máy chủ. Đối chiếu vân tay với nguồn chính thức qua một đường khác.",
		action: home + "/roots/add", hidden: map[string]string{"certificate": base64.StdEncoding.EncodeToString(c.Raw)},
		check:  &ui.Checkbox{Name: "checked", Label: "Tôi đã đối chiếu vân tay với nguồn chính thức"},
		button: ui.Button{Label: "Tin cậy chứng thư này", Icon: ui.IconShield}, cancel: home + "/roots",
	}
}

// addRoot trusts a certificate whose fingerprint was compared.
func (a Area) addRoot(q *page.Request) error {
	if err := a.mayTrust(q); err != nil {
		return err
	}
	text := q.Text("certificate")
	if len(text) > 2*maxRoot {
		return wrongRoot("Chọn một tệp chứng thư, không quá 64 KB.", "Choose a certificate file of at most 64 KB.")
	}
	der, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return wrongRoot("Không đọc được chứng thư. Chọn lại tệp.", "The certificate cannot be read. Choose the file again.")
	}
	c, err := readRoot(der)
	if err != nil {
		return err
	}
	if q.Text("checked") == "" {
		return confirmRoot(q, c).back(q, office.InvalidField("web.organisation.roots", "checked",
			"Đối chiếu vân tay rồi đánh dấu xác nhận.", "Compare the fingerprint and tick the box."))
	}
	if err := a.Roots.Add(q.Ctx(), q.Actor(), c); err != nil {
		return err
	}
	return q.Go(home+"/roots", "Đã tin cậy chứng thư.")
}

// fingerprint is the SHA-256 of a certificate as people compare it: groups of four.
func fingerprint(c *x509.Certificate) string {
	sum := sha256.Sum256(c.Raw)
	var groups []string
	for i := 0; i < len(sum); i += 2 {
		groups = append(groups, fmt.Sprintf("%02X%02X", sum[i], sum[i+1]))
	}
	return strings.Join(groups, " ")
}

func ended(q *page.Request, c *x509.Certificate) component {
	switch {
	case q.Now().After(c.NotAfter):
		return ui.Tag{Word: "Đã hết hạn", Tone: ui.ToneLate, Icon: ui.IconShieldBad}
	case q.Now().Before(c.NotBefore):
		return ui.Tag{Word: "Chưa có hiệu lực", Tone: ui.ToneSoon, Icon: ui.IconWarning}
	}
	return ui.Tag{Word: "Còn hạn", Tone: ui.ToneOK, Icon: ui.IconShield}
}

func name(first, second string) string {
	if first != "" {
		return first
	}
	return second
}

func rootTable(q *page.Request, all []*x509.Certificate) ui.Table {
	t := ui.Table{
		ID: "roots", Caption: "Chứng thư gốc tin cậy", Wrap: true,
		Columns: []ui.Column{
			{Title: "Tên", Main: true},
			{Title: "Vân tay SHA-256", Width: 464, OnPhone: true},
			{Title: "Hết hạn", Width: 112, Kind: ui.DateColumn, OnPhone: true},
			{Title: "", Width: 160, OnPhone: true},
		},
		Empty: ui.Empty{
			Icon: ui.IconShield, Title: "Chưa tin cậy chứng thư gốc nào.", Small: true,
			Fact: "Chữ ký số trên văn bản đến chỉ kiểm tra được tính toàn vẹn.",
		},
	}
	var rows []ui.Row
	for _, c := range all {
		rows = append(rows, ui.Row{Cells: []component{
			ui.Text(name(c.Subject.CommonName, c.Subject.String())), ui.Text(fingerprint(c)), ui.Text(ui.Date(c.NotAfter)), ended(q, c),
		}})
	}
	t.Groups = ui.Rows(rows...)
	return t
}
