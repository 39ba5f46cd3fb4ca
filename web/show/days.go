package show

import "time"

// DaysLeft counts the days of the calendar until something ends: 0 on its last
// day, -1 when it is over.
func DaysLeft(until, now time.Time) int {
	if until.Before(now) {
		return -1
	}
	return Today(now).DaysUntil(Today(until))
}
