package edxml

// StatusCode is the state of a document at its receiver.
type StatusCode string

// The status codes of the exchange.
const (
	StatusArrived         StatusCode = "01" // đã đến
	StatusRefused         StatusCode = "02" // từ chối tiếp nhận, with a reason
	StatusRegistered      StatusCode = "03" // đã tiếp nhận
	StatusAssigned        StatusCode = "04" // phân công
	StatusInProgress      StatusCode = "05" // đang xử lý
	StatusCompleted       StatusCode = "06" // hoàn thành
	StatusRecall          StatusCode = "13" // lấy lại
	StatusRecallAgreed    StatusCode = "15" // đồng ý lấy lại, cập nhật
	StatusRecallDisagreed StatusCode = "16" // từ chối lấy lại, cập nhật
)

// Known reports that the standard or common practice defines the code.
func (c StatusCode) Known() bool {
	switch c {
	case StatusArrived, StatusRefused, StatusRegistered, StatusAssigned, StatusInProgress,
		StatusCompleted, StatusRecall, StatusRecallAgreed, StatusRecallDisagreed:
		return true
	}
	return false
}

// Status is the message by which a receiver reports on a document.
type Status struct {
	From        Organ       // who reports
	ResponseFor ResponseFor // on which document
	Staff       StaffInfo
	StatusCode  StatusCode
	Description string // the reason, when refused
	Timestamp   TimeText
}
