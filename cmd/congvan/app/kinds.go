package app

import (
	"congvan/office"
	"congvan/office/document"
	"congvan/office/draft"
	"congvan/office/exchange"
	"congvan/office/journal"
	"congvan/office/org"
	"congvan/office/signing"
	"congvan/office/task"
	"congvan/platform/store"
)

// kinds lists every kind of journalled object with the way to read its state of
// today. A kind that is not here fails `journal verify` as soon as an act names it.
func kinds() []journal.Kind {
	var (
		o store.Organisation
		d store.Documents
		t store.Tasks
		r store.Drafts
		x store.Exchange
		k store.SigningKeys
	)
	all := map[office.Kind]func(office.Tx, office.ID, func(office.ID, office.State) error) error{
		org.KindAgency: o.AgencyStates, org.KindUnit: o.UnitStates, org.KindPost: o.PostStates,
		org.KindPerson: o.PersonStates, org.KindHolding: o.HoldingStates, org.KindDelegation: o.DelegationStates,
		org.KindAccount: o.AccountStates, org.KindRule: o.RuleStates,
		document.ObjectKind: d.DocumentStates, document.RegisterKind: d.RegisterStates, document.SeriesObject: d.SeriesStates,
		document.NumberObject: d.NumberStates, document.CongressObject: d.CongressStates, document.StagingObject: d.StagingStates,
		document.ImportObject: d.ImportStates,
		task.KindTask:         t.TaskStates, task.KindExtension: t.ExtensionStates, task.KindNote: t.NoteStates,
		draft.KindVersion: r.VersionStates, draft.KindComment: r.CommentStates,
		signing.KeyKindObject: k.States,
		exchange.KindPeer:     x.PeerStates, exchange.KindEnvelope: x.EnvelopeStates, exchange.KindReceipt: x.ReceiptStates,
		exchange.KindIncident: x.IncidentStates,
	}
	out := make([]journal.Kind, 0, len(all))
	for name, states := range all {
		out = append(out, journal.Kind{Name: name, States: states})
	}
	return append(out, journal.Kind{Name: signing.KindRoot, Shared: true, States: store.TrustedRoots{}.States})
}
