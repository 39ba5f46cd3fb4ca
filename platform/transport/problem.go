package transport

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"unicode"

	"congvan/office"
	"congvan/office/exchange"
)

// problem is how a server says why it did not take a message.
type problem struct {
	Code office.Code `json:"code"`
	Vi   string      `json:"vi"`
	En   string      `json:"en"`
}

// statusOf is the one place where codes become HTTP statuses of the exchange
// listener.
func statusOf(c office.Code) int {
	switch c {
	case office.CodeInvalid, office.CodeSecret:
		return http.StatusUnprocessableEntity
	case office.CodeForbidden:
		return http.StatusForbidden
	case office.CodeNotFound:
		return http.StatusNotFound
	case office.CodeConflict, office.CodeDuplicate:
		return http.StatusConflict
	case office.CodeTooLarge:
		return http.StatusRequestEntityTooLarge
	case office.CodeUnavailable:
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

func writeProblem(w http.ResponseWriter, err error) {
	var e *office.Error
	if !errors.As(err, &e) {
		_ = errors.As(office.Wrap("transport.Server", err), &e)
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(statusOf(e.Code))
	_ = json.NewEncoder(w).Encode(problem{e.Code, e.Vi, e.En}) // the client may be gone
}

// refusal turns an answer other than 200 into an error. Its words come from
// another server: they are cut and cleaned before anyone sees them.
func refusal(peer exchange.Peer, status int, body []byte) error {
	var p problem
	if json.Unmarshal(body, &p) != nil || p.Vi == "" || statusOf(p.Code) != status {
		return away(peer, "máy chủ bên kia trả lời không đúng quy cách (mã "+strconv.Itoa(status)+")", nil)
	}
	return &office.Error{
		Code: p.Code, Op: "transport.HTTPS",
		Vi: "Máy chủ của “" + peer.Name + "” chưa nhận: " + plain(p.Vi),
		En: "The server of " + peer.Code + " did not accept it: " + plain(p.En),
	}
}

func plain(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsPrint(r) {
			return r
		}
		return ' '
	}, s)
	if r := []rune(s); len(r) > 400 {
		return string(r[:400]) + "…"
	}
	return s
}
