package page

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"net/http"
	"strings"
)

// saidCookie carries the sentence about an act to the page that follows. It is not
// kept in the session: that would cost two more durable writes an act.
const saidCookie = "congvan_said"

// maxSaid bounds the sentence, in bytes; browsers take cookies of 4 kB.
const maxSaid = 1500

// say leaves a sentence for the next page, sealed with the session's token, which
// nobody else knows: it is not for others to put words into our pages.
func (q *Request) say(text string) {
	if len(text) > maxSaid {
		text = strings.ToValidUTF8(text[:maxSaid], "") + "…"
	}
	value := base64.RawURLEncoding.EncodeToString(append(q.seal(text), text...))
	http.SetCookie(q.W, q.cookie(value, 60))
}

// said takes the sentence that the act before left; "" when there is none.
func (q *Request) said() string {
	c, err := q.R.Cookie(saidCookie)
	if err != nil {
		return ""
	}
	http.SetCookie(q.W, q.cookie("", -1))
	b, err := base64.RawURLEncoding.DecodeString(c.Value)
	if err != nil || len(b) < sha256.Size {
		return ""
	}
	text := string(b[sha256.Size:])
	if !hmac.Equal(b[:sha256.Size], q.seal(text)) {
		return ""
	}
	return text
}

func (q *Request) seal(text string) []byte {
	m := hmac.New(sha256.New, []byte(q.Site.Sessions.Token(q.Ctx())))
	m.Write([]byte(text))
	return m.Sum(nil)
}

func (q *Request) cookie(value string, seconds int) *http.Cookie {
	return &http.Cookie{
		Name: saidCookie, Value: value, Path: "/", MaxAge: seconds, HttpOnly: true,
		Secure: q.Site.Sessions.Cookie.Secure, SameSite: http.SameSiteLaxMode,
	}
}
