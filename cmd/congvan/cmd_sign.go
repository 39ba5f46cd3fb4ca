package main

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"time"

	"golang.org/x/term"

	"congvan/office"
	"congvan/office/signing"
	"congvan/standard/pades"
	"congvan/standard/vietnamese"
)

type signCmd struct {
	Key   string `required:"" placeholder:"FILE.p12" help:"The key, its certificate and chain (PKCS #12). The PIN comes from CONGVAN_PIN or is asked for."`
	Level string `default:"B-B" help:"The PAdES level: B-B."`
	In    string `arg:"" help:"The PDF."`
	Out   string `arg:"" help:"Where the signed PDF goes; written whole or not at all."`
	Keep  bool   `help:"Refuse a file whose author certified it against further changes, instead of signing with a warning."`
	JSON  bool   `help:"Print JSON."`
}

// signed is what --json prints.
type signed struct {
	File        string      `json:"file"`
	Field       string      `json:"field"`
	SignerCN    string      `json:"signer_cn"`
	SigningTime time.Time   `json:"signing_time"`
	Level       string      `json:"level"`
	SHA256      office.Hash `json:"sha256"`
	Size        int         `json:"size"`
}

// Run signs the whole file in a new invisible field.
func (c *signCmd) Run(e *env) error {
	if c.Level != pades.LevelB {
		return c.fail(e, exitUsage, office.InvalidField("congvan.sign", "level",
			fmt.Sprintf("Chưa ký được mức %q. Dùng --level B-B.", c.Level),
			fmt.Sprintf("Level %q cannot be signed yet. Use --level B-B.", c.Level)))
	}
	s, err := c.sign(e)
	if err != nil {
		return c.fail(e, exitBad, err)
	}
	if c.JSON {
		return e.printJSON(s)
	}
	_, err = fmt.Fprintf(e.stdout, "Đã ký: %s\nNgười ký: %s\nMức: %s\nSHA-256: %s\n", s.File, s.SignerCN, s.Level, s.SHA256)
	return err
}

func (c *signCmd) fail(e *env, code exitError, err error) error {
	var p *pades.Error
	if errors.As(err, &p) {
		own := &office.Error{Code: office.CodeSigning, Op: "congvan.sign", Vi: p.Vi, En: p.En, Err: err}
		if p.Code == pades.ErrPermission {
			own.Vi += " Nếu vẫn cần ký, bỏ --keep."
			own.En += " To sign all the same, leave out --keep."
		}
		err = own
	}
	if c.JSON {
		if exit := e.fail(err); !errors.As(exit, new(exitError)) {
			return exit // stdout is gone
		}
	} else {
		exitCode(e, err)
	}
	return code
}

func (c *signCmd) sign(e *env) (signed, error) {
	p12, err := readFile(c.Key)
	if err != nil {
		return signed{}, err
	}
	data, err := readFile(c.In)
	if err != nil {
		return signed{}, err
	}
	pin, err := e.pin()
	if err != nil {
		return signed{}, err
	}
	key, chain, err := signing.ReadP12(p12, pin)
	if err != nil {
		return signed{}, err
	}
	now := time.Now().In(vietnamese.Location()).Truncate(time.Second)
	field, err := newFieldName()
	if err != nil {
		return signed{}, err
	}
	request := pades.SignRequest{Field: field, Time: now, Key: key, Chain: chain}
	out, err := pades.Sign(data, request)
	var refused *pades.Error
	if errors.As(err, &refused) && refused.Code == pades.ErrPermission && !c.Keep {
		fmt.Fprintln(e.stderr, "congvan: tác giả đã chứng thực tệp này và không cho thay đổi; ký thêm làm chứng thực ấy mất hiệu lực.")
		request.Force = true
		out, err = pades.Sign(data, request)
	}
	if err != nil {
		return signed{}, err
	}
	if err := writeWhole(c.Out, out); err != nil {
		return signed{}, err
	}
	return signed{
		File: c.Out, Field: field, SignerCN: chain[0].Subject.CommonName, SigningTime: now, Level: pades.LevelB,
		SHA256: office.HashOf(out), Size: len(out),
	}, nil
}

// newFieldName gives a name that no field of the file has.
func newFieldName() (string, error) {
	b := make([]byte, 8)
	if _, err := rand.Read(b); err != nil {
		return "", err
	}
	return "ChuKy-" + hex.EncodeToString(b), nil
}

// pin takes the PIN from CONGVAN_PIN, or asks for it without showing it.
func (e *env) pin() (string, error) {
	if pin := e.getenv("CONGVAN_PIN"); pin != "" {
		return pin, nil
	}
	f, ok := e.stdin.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return "", office.InvalidField("congvan.pin", "pin",
			"Chưa có mã PIN. Chạy lệnh ở cửa sổ dòng lệnh để nhập, hoặc đặt biến môi trường CONGVAN_PIN.",
			"There is no PIN. Run the command in a terminal to enter it, or set CONGVAN_PIN.")
	}
	fmt.Fprint(e.stderr, "Mã PIN: ")
	b, err := term.ReadPassword(int(f.Fd()))
	fmt.Fprintln(e.stderr)
	return string(b), err
}
