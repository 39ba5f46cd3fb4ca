package exchange

import (
	"time"

	"congvan/office"
)

// KindIncident is the journal's name of an incident.
const KindIncident office.Kind = "incident"

// ActIncident is the journal's name of noting an incident; only the system does.
const ActIncident office.ActCode = "exchange.incident"

// IncidentKind says what went wrong between agencies.
type IncidentKind string

// The kinds of incidents.
const (
	UnknownSender    IncidentKind = "unknown_sender"
	WrongCertificate IncidentKind = "wrong_certificate"
	BadSignature     IncidentKind = "bad_signature"
	ChangedContent   IncidentKind = "changed_content"   // bytes that do not have the signed sum
	OtherManifest    IncidentKind = "other_manifest"    // an envelope id used again for something else
	SecretRefused    IncidentKind = "secret_refused"    // declared above Thường
	WrongAddressee   IncidentKind = "wrong_addressee"   //
	ReceiptConflict  IncidentKind = "receipt_conflict"  // two receipts with one number, or of another content
	JournalFork      IncidentKind = "journal_fork"      // the peer's journal contradicts what it signed before
	BadHead          IncidentKind = "bad_head"          // a head whose signature does not hold
	RefusedContent   IncidentKind = "refused_content"   // the document could not be accepted
	OversizedRefused IncidentKind = "oversized_refused" //
)

// String gives the Vietnamese words.
func (k IncidentKind) String() string {
	switch k {
	case UnknownSender:
		return "Cơ quan gửi chưa có trong sổ địa chỉ"
	case WrongCertificate:
		return "Chứng thư không đúng của cơ quan gửi"
	case BadSignature:
		return "Chữ ký của gói tin không đúng"
	case ChangedContent:
		return "Nội dung gói tin bị thay đổi so với bản đã ký"
	case OtherManifest:
		return "Mã gói tin được dùng lại cho nội dung khác"
	case SecretRefused:
		return "Văn bản khai độ mật trên “Thường”, đã từ chối"
	case WrongAddressee:
		return "Gói tin gửi nhầm địa chỉ"
	case ReceiptConflict:
		return "Biên nhận mâu thuẫn với biên nhận đã có"
	case JournalFork:
		return "Nhật ký của cơ quan bạn mâu thuẫn với bản đã công bố trước đây"
	case BadHead:
		return "Đầu nhật ký của cơ quan bạn có chữ ký không đúng"
	case RefusedContent:
		return "Văn bản không tiếp nhận được"
	case OversizedRefused:
		return "Gói tin vượt giới hạn dung lượng"
	}
	return "?"
}

// Incident is something turned away, or a contradiction. It never holds a
// subject, a file name or a file.
type Incident struct {
	ID       office.ID
	Agency   office.ID
	Kind     IncidentKind
	PeerCode string      // as claimed
	Envelope office.ID   // travelling id; zero when none
	Digest   office.Hash // of the manifest, receipt or head concerned
	Detail   string
	At       time.Time
	Seen     int // how often; not journalled
}

type incidentV1 struct {
	ID       office.ID    `json:"id"`
	Agency   office.ID    `json:"agency_id"`
	Kind     IncidentKind `json:"kind"`
	PeerCode string       `json:"peer_code"`
	Envelope office.ID    `json:"envelope_id"`
	Digest   office.Hash  `json:"digest"`
	Detail   string       `json:"detail"`
	At       time.Time    `json:"at"`
}

// State encodes the incident for the journal. The column seen is left out.
func (i Incident) State() office.State {
	return office.Canonical("incident/1", incidentV1{
		i.ID, i.Agency, i.Kind, i.PeerCode, i.Envelope, i.Digest, i.Detail, i.At.UTC(),
	})
}

// noteIncident keeps an incident once: one seen before is only counted. It gives
// the incident as kept.
func (s *Service) noteIncident(tx office.Tx, i Incident) (Incident, error) {
	i.ID, i.Agency, i.At, i.Seen = tx.NewID(), tx.Actor().Agency, tx.Now(), 1
	i.PeerCode = clip(i.PeerCode)
	kept, isNew, err := s.Store.NoteIncident(tx, i)
	if err != nil {
		return Incident{}, err
	}
	if isNew {
		tx.Record(office.Entry{Act: ActIncident, Kind: KindIncident, Object: kept.ID, State: kept.State()})
	}
	return kept, nil
}
