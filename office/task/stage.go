package task

import "congvan/office"

// Stage is where a document stands in its handling, computed from its tasks.
type Stage string

// The stages.
const (
	StageNone       Stage = ""           // no work was given on it
	StageDirection  Stage = "direction"  // somebody must decide who handles it
	StageAssigned   Stage = "assigned"   // given to a lead who has not accepted yet (04)
	StageInProgress Stage = "inprogress" // the lead works on it (05)
	StageCompleted  Stage = "completed"  // the lead's work is done, or it was filed for information (06)
	StageUnheld     Stage = "unheld"     // work was given and nobody holds it: stalled
)

// String gives the Vietnamese word.
func (s Stage) String() string {
	switch s {
	case StageNone:
		return "Chưa giao"
	case StageDirection:
		return "Chờ ý kiến chỉ đạo"
	case StageAssigned:
		return "Đã phân công"
	case StageInProgress:
		return "Đang xử lý"
	case StageCompleted:
		return "Đã hoàn thành"
	case StageUnheld:
		return "Không ai giữ"
	}
	return string(s)
}

// stageOf computes the stage from a document's tasks of the kinds direct and
// handle. The lead that counts is the one a direction gave, not those it was
// handed on to.
func stageOf(tasks []*Task) Stage {
	var openLead, openDirect, done, any bool
	started := false
	leadUnder := map[office.ID]bool{} // tasks that have a lead under them, whatever became of it
	for _, t := range tasks {
		if t.Role == Lead && (t.Kind == Handle || t.Kind == Direct) {
			leadUnder[t.Parent] = true
		}
	}
	for _, t := range tasks {
		if t.Role != Lead || t.Kind != Handle && t.Kind != Direct {
			continue
		}
		any = true
		switch {
		case t.Kind == Direct && t.Open():
			openDirect = true
		case t.Kind == Direct && t.Done.Set() && !leadUnder[t.ID]:
			done = true // filed for information
		case t.Kind == Handle && isTop(tasks, t) && t.Open():
			openLead = true
			started = started || t.Accepted.Set()
		case t.Kind == Handle && isTop(tasks, t) && t.Done.Set():
			done = true
		}
	}
	switch {
	case openLead && started:
		return StageInProgress
	case openLead:
		return StageAssigned
	case openDirect:
		return StageDirection
	case done:
		return StageCompleted
	case any:
		return StageUnheld
	}
	return StageNone
}

// isTop reports whether t was given by a direction and not handed on by another
// who handles the document.
func isTop(tasks []*Task, t *Task) bool {
	for _, p := range tasks {
		if p.ID == t.Parent {
			return p.Kind != Handle
		}
	}
	return true
}
