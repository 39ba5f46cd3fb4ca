package edxml

import (
	"time"

	"congvan/standard/vietnamese"
)

const (
	dateLayout = "2006/01/02"
	timeLayout = "2006/01/02 15:04:05"
)

// DateText is a date as the message writes it, kept unread because published
// messages carry impossible ones. The standard form is yyyy/MM/dd.
type DateText string

// NewDateText writes d in the standard form; "" for the zero Date.
func NewDateText(d vietnamese.Date) DateText {
	if d.IsZero() {
		return ""
	}
	return DateText(d.Start().Format(dateLayout))
}

// Date reads the date in one of the forms seen: yyyy/MM/dd, dd/MM/yyyy (older
// provincial messages), yyyy-MM-dd, each with or without a time of day. ok is
// false when the text is none of these or the day does not exist.
func (t DateText) Date() (d vietnamese.Date, ok bool) {
	text := string(t)
	if len(text) > 10 && (text[10] == ' ' || text[10] == 'T') {
		text = text[:10]
	}
	for _, layout := range []string{dateLayout, "02/01/2006", time.DateOnly, "02-01-2006"} {
		if at, err := time.Parse(layout, text); err == nil {
			d, err := vietnamese.NewDate(at.Year(), at.Month(), at.Day())
			return d, err == nil
		}
	}
	return vietnamese.Date{}, false
}

// TimeText is a time as the message writes it. The standard form is
// yyyy/MM/dd HH:mm:ss, in Vietnam's time.
type TimeText string

// NewTimeText writes t in the standard form, in Vietnam's time.
func NewTimeText(t time.Time) TimeText {
	return TimeText(t.In(vietnamese.Location()).Format(timeLayout))
}

// Time reads the time in one of the forms seen; without a zone it is Vietnam's.
func (t TimeText) Time() (at time.Time, ok bool) {
	for _, layout := range []string{timeLayout, "02/01/2006 15:04:05", time.DateTime, time.RFC3339, "2006-01-02T15:04:05", dateLayout, "02/01/2006"} {
		if at, err := time.ParseInLocation(layout, string(t), vietnamese.Location()); err == nil {
			return at, true
		}
	}
	return time.Time{}, false
}
