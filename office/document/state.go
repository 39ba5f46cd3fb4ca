package document

import (
	"fmt"

	"congvan/office"
)

// State is where a document stands in its life. Whether work on it is done is no
// state: tasks tell.
type State string

// The states of incoming documents.
const (
	Received   State = "received"   // in the queue, binds nobody
	Registered State = "registered" // vào sổ
	Refused    State = "refused"    // từ chối tiếp nhận
)

// The states of outgoing and internal documents.
const (
	Draft    State = "draft"
	Approved State = "approved" // agreed by every reviewer, waits for the signature
	Signed   State = "signed"
	Numbered State = "numbered" // number and date are bound to it for ever
	Sealed   State = "sealed"
	Issued   State = "issued"
)

// Cancelled documents stay visible with their number and the reason.
const Cancelled State = "cancelled"

// move is one allowed change of state.
type move struct {
	kind     Kind
	from, to State
}

// moves is the one table of allowed changes. A failed seal leaves the document
// Numbered; internal documents may do without a seal.
func moves() []move {
	return []move{
		{Incoming, Received, Registered},
		{Incoming, Received, Refused},
		{Incoming, Registered, Cancelled}, // registered by mistake: the number stays, struck through

		{Outgoing, Draft, Approved},
		{Outgoing, Approved, Draft}, // sent back
		{Outgoing, Approved, Signed},
		{Outgoing, Signed, Numbered},
		{Outgoing, Numbered, Sealed},
		{Outgoing, Sealed, Issued},
		{Outgoing, Draft, Cancelled},
		{Outgoing, Approved, Cancelled},
		{Outgoing, Signed, Cancelled},
		{Outgoing, Numbered, Cancelled},
		{Outgoing, Sealed, Cancelled},

		{Internal, Draft, Approved},
		{Internal, Approved, Draft},
		{Internal, Approved, Signed},
		{Internal, Signed, Numbered},
		{Internal, Numbered, Sealed},
		{Internal, Numbered, Issued}, // without seal
		{Internal, Sealed, Issued},
		{Internal, Draft, Cancelled},
		{Internal, Approved, Cancelled},
		{Internal, Signed, Cancelled},
		{Internal, Numbered, Cancelled},
		{Internal, Sealed, Cancelled},
	}
}

// CanMove reports whether a document of the kind may go from one state to the
// other.
func CanMove(k Kind, from, to State) bool {
	for _, m := range moves() {
		if m == (move{k, from, to}) {
			return true
		}
	}
	return false
}

// States lists every state a kind can be in, in order of life.
func States(k Kind) []State {
	if k == Incoming {
		return []State{Received, Registered, Refused, Cancelled}
	}
	return []State{Draft, Approved, Signed, Numbered, Sealed, Issued, Cancelled}
}

// String gives the Vietnamese word.
func (s State) String() string {
	switch s {
	case Received:
		return "Chờ vào sổ"
	case Registered:
		return "Đã vào sổ"
	case Refused:
		return "Từ chối tiếp nhận"
	case Draft:
		return "Dự thảo"
	case Approved:
		return "Đã duyệt, chờ ký"
	case Signed:
		return "Đã ký, chờ cấp số"
	case Numbered:
		return "Đã cấp số, chờ đóng dấu"
	case Sealed:
		return "Đã đóng dấu, chờ phát hành"
	case Issued:
		return "Đã phát hành"
	case Cancelled:
		return "Đã huỷ"
	}
	return "?"
}

// moveTo changes the state by the table. Errors: office.CodeConflict, which says
// the state the document is in.
func (d *Document) moveTo(to State) error {
	if !CanMove(d.Kind, d.State, to) {
		return office.Conflict("document.moveTo",
			fmt.Sprintf("Văn bản đang ở trạng thái “%s”, không chuyển sang “%s” được. Tải lại trang để xem.", d.State, to),
			fmt.Sprintf("The document is %q and cannot become %q. Reload the page.", string(d.State), string(to)))
	}
	d.State = to
	return nil
}

// Box names the list a document stands in: derived from kind and state, so that
// every list is one ordered scan of reader rows.
type Box string

// The boxes.
const (
	QueueBox    Box = "queue"    // received, waits to be registered
	IncomingBox Box = "incoming" // the register of incoming documents
	RefusedBox  Box = "refused"
	DraftBox    Box = "draft"    // drafts on their way to a number, and those given up
	OutgoingBox Box = "outgoing" // the register of outgoing documents: everything numbered
	InternalBox Box = "internal"
)

// Boxes lists all boxes.
func Boxes() []Box {
	return []Box{QueueBox, IncomingBox, RefusedBox, DraftBox, OutgoingBox, InternalBox}
}

// Box gives the document's box.
func (d Document) Box() Box {
	switch {
	case d.State == Received:
		return QueueBox
	case d.State == Refused:
		return RefusedBox
	case d.Kind == Incoming:
		return IncomingBox
	case d.Number == 0:
		return DraftBox
	case d.Kind == Internal:
		return InternalBox
	}
	return OutgoingBox
}
