package page

import (
	"bytes"
	"encoding/json"
	"time"

	"github.com/alexedwards/scs/v2"
)

// Codec keeps sessions as JSON, the same bytes for the same session: a store can
// tell that nothing changed, and need not write. Values are texts and whole numbers.
type Codec struct{}

var _ scs.Codec = Codec{}

type encoded struct {
	Deadline time.Time      `json:"deadline"`
	Values   map[string]any `json:"values"`
}

// Encode implements scs.Codec.
func (Codec) Encode(deadline time.Time, values map[string]any) ([]byte, error) {
	return json.Marshal(encoded{deadline, values})
}

// Decode implements scs.Codec. It also reads what scs wrote by itself.
func (Codec) Decode(b []byte) (time.Time, map[string]any, error) {
	if !bytes.HasPrefix(b, []byte("{")) {
		return scs.GobCodec{}.Decode(b)
	}
	var e encoded
	d := json.NewDecoder(bytes.NewReader(b))
	d.UseNumber()
	if err := d.Decode(&e); err != nil {
		return time.Time{}, nil, err
	}
	for k, v := range e.Values {
		n, ok := v.(json.Number)
		if !ok {
			continue
		}
		whole, err := n.Int64()
		if err != nil {
			return time.Time{}, nil, err
		}
		e.Values[k] = int(whole)
	}
	return e.Deadline, e.Values, nil
}
