package store

import (
	"slices"

	"congvan/office"
	"congvan/office/exchange"
)

const witnessColumns = `agency_id, origin, size, root, note, received_at, fork, proven`

func scanWitness(w *exchange.Witness, scan func(...any) error) error {
	var root []byte
	var fork, proven int
	if err := scan(&w.Agency, &w.Origin, &w.Size, &root, &w.Note, when(&w.ReceivedAt), &fork, &proven); err != nil {
		return err
	}
	copy(w.Root[:], root)
	w.Fork, w.Proven = fork != 0, proven != 0
	return nil
}

// OpenWitnesses lists heads that nothing was shown to extend, the largest n,
// smallest first. Origins are prefix + UUID, so prefix + "g" bounds them.
func (Exchange) OpenWitnesses(tx office.Tx, agency office.ID, prefix string, n int) ([]exchange.Witness, error) {
	all, err := list(in(tx), "Witness.Open", `
		SELECT `+witnessColumns+` FROM journal_witness
		WHERE agency_id = $1 AND proven = 0 AND fork = 0 AND origin >= $2 AND origin < $3
		ORDER BY size DESC, origin, root LIMIT $4`, []any{agency, prefix, prefix + "g", n}, scanWitness)
	slices.Reverse(all)
	return all, err
}

// WitnessesAt lists the heads kept of one size of a journal.
func (Exchange) WitnessesAt(tx office.Tx, agency office.ID, origin string, size int64) ([]exchange.Witness, error) {
	return list(in(tx), "Witness.At", `
		SELECT `+witnessColumns+` FROM journal_witness WHERE agency_id = $1 AND origin = $2 AND size = $3 ORDER BY root`,
		[]any{agency, origin, size}, scanWitness)
}

// InsertWitness keeps a head for ever; one that is there already is left alone.
func (Exchange) InsertWitness(tx office.Tx, w exchange.Witness) error {
	_, err := in(tx).exec("Witness.Insert", `
		INSERT INTO journal_witness (`+witnessColumns+`) VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (agency_id, origin, size, root) DO NOTHING`,
		w.Agency, w.Origin, w.Size, w.Root[:], w.Note, at(w.ReceivedAt), flag(w.Fork), flag(w.Proven))
	return err
}

// MarkWitness writes that a kept head was shown to be extended.
func (Exchange) MarkWitness(tx office.Tx, w exchange.Witness) error {
	_, err := in(tx).exec("Witness.Mark", `
		UPDATE journal_witness SET proven = $1 WHERE agency_id = $2 AND origin = $3 AND size = $4 AND root = $5`,
		flag(w.Proven), w.Agency, w.Origin, w.Size, w.Root[:])
	return err
}
