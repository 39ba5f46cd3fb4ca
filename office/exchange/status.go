package exchange

// Status is where an envelope stands: before the peer has answered Queued or
// Sent, after that a status code of QCVN 102.
type Status string

// The statuses.
const (
	Queued     Status = "queued" // not yet accepted by the peer's server
	Sent       Status = "sent"   // handed on by a transport that answers later
	Arrived    Status = "01"
	Refused    Status = "02"
	Registered Status = "03"
	Assigned   Status = "04"
	InProgress Status = "05"
	Completed  Status = "06"
)

// Statuses lists them in the order of the delivery table.
func Statuses() []Status {
	return []Status{Queued, Sent, Arrived, Registered, Assigned, InProgress, Completed, Refused}
}

// Valid reports whether s is one of the statuses.
func (s Status) Valid() bool { return s.String() != "?" }

// String gives the Vietnamese words.
func (s Status) String() string {
	switch s {
	case Queued:
		return "Chờ gửi"
	case Sent:
		return "Đã gửi"
	case Arrived:
		return "Đã đến"
	case Refused:
		return "Từ chối tiếp nhận"
	case Registered:
		return "Đã tiếp nhận"
	case Assigned:
		return "Đã phân công"
	case InProgress:
		return "Đang xử lý"
	case Completed:
		return "Hoàn thành"
	}
	return "?"
}

// rank orders the statuses of an accepted envelope; a status only moves up.
func (s Status) rank() int {
	switch s {
	case Queued:
		return 0
	case Sent:
		return 1
	case Arrived:
		return 2
	case Registered:
		return 3
	case Assigned:
		return 4
	case InProgress:
		return 5
	case Completed:
		return 6
	}
	return -1
}

// CanBecome is the table of allowed moves. Steps may be skipped (an agency may
// complete what it never assigned), never taken back; a refusal comes before
// registration and is the end, as is completion.
func (s Status) CanBecome(to Status) bool {
	if to == Refused {
		return s == Queued || s == Sent || s == Arrived
	}
	return s.rank() >= 0 && to.rank() > s.rank()
}

// Waiting reports whether the recipient has neither registered nor refused it.
func (s Status) Waiting() bool { return s == Queued || s == Sent || s == Arrived }

// Direction tells whose envelope or receipt a row is.
type Direction string

// The directions, seen from the agency that keeps the row.
const (
	Out Direction = "out"
	In  Direction = "in"
)
