package signing

import (
	"bytes"
	"context"
	"crypto"
	"crypto/x509"
	"image"
	"image/png"
	"io"
	"sync"
	"time"

	"congvan/office"
	"congvan/office/access"
	"congvan/office/document"
	"congvan/office/task"
	"congvan/standard/pades"
)

// KeyKindObject is the kind of a signing key as a journalled object.
const KeyKindObject office.Kind = "signing_key"

// Store keeps the keys.
type Store interface {
	Insert(tx office.Tx, k Key) error
	// Of gives the newest key that was not revoked; office.CodeNotFound when none.
	Of(tx office.Tx, agency office.ID, kind KeyKind, person office.ID) (Key, error)
	List(tx office.Tx, agency office.ID) ([]Key, error)
	Revoke(tx office.Tx, id office.ID, at time.Time) error
	SetFailures(tx office.Tx, id office.ID, failures int, lockedUntil time.Time) error
	// CountFailure adds a wrong PIN and gives how many there are now, in a row.
	CountFailure(tx office.Tx, id office.ID) (int, error)
	States(tx office.Tx, agency office.ID, f func(office.ID, office.State) error) error
}

// Documents is what signing needs of office/document.
type Documents interface {
	// ObjectIn gives a document of the actor's agency and what access decides on.
	ObjectIn(tx office.Tx, id office.ID) (document.Document, access.Object, error)
	// AdvanceIn moves a document on and gives it a new main file, in one change.
	AdvanceIn(tx office.Tx, id office.ID, a document.Advance) (document.Document, error)
	// AllocateIn binds a number and today's date to a signed document.
	AllocateIn(tx office.Tx, id office.ID, reserved int64) (document.Document, error)
}

// Tasks is what signing needs of office/task.
type Tasks interface {
	TasksIn(tx office.Tx, doc office.ID) ([]task.Task, error)
	GiveIn(tx office.Tx, in task.GiveInput) (task.Task, error)
	CloseIn(tx office.Tx, in task.CloseInput) (task.Task, error)
}

// Places names the place that stands in “Đà Nẵng, ngày …”.
type Places interface {
	PlaceIn(tx office.Tx, agency office.ID) (string, error)
}

// Sender hands an issued document to its recipients, inside the issuing act.
type Sender interface {
	SendIn(tx office.Tx, d document.Document) error
}

// Service holds the use cases of signing. It is safe for concurrent use.
type Service struct {
	Acts      office.Acts
	Store     Store
	Documents Documents
	Tasks     Tasks
	Places    Places
	Blobs     document.Blobs
	Words     Words
	Sender    Sender
	// Roots are the certificates that signatures are judged against.
	Roots  func(ctx context.Context) ([]*x509.Certificate, error)
	Clock  office.Clock
	Random io.Reader
	NewID  func() office.ID
	Cost   Cost // of opening a key with its PIN; the zero value means DefaultCost

	trying sync.Map // office.ID of a key → *sync.Mutex: this process tries one PIN at a time on it
}

func (s *Service) cost() Cost {
	if s.Cost == (Cost{}) {
		return DefaultCost()
	}
	return s.Cost
}

// AddKeyInput is a key to keep: from a PKCS#12 file or made elsewhere.
type AddKeyInput struct {
	Kind   KeyKind
	Person office.ID // owner of a personal key
	Key    crypto.Signer
	Chain  []*x509.Certificate // signer first
	Image  []byte              // PNG, may be nil
	PIN    string
}

// maxImage bounds a signature image in bytes and pixels a side.
const (
	maxImageBytes = 1 << 20
	maxImageSide  = 2000
)

// AddKey keeps a key under a PIN. The administrator may; a person's earlier key
// stays until it is revoked, the newest one signs.
func (s *Service) AddKey(ctx context.Context, a office.Actor, in AddKeyInput) (Key, error) {
	const op = "signing.AddKey"
	if err := in.check(op); err != nil {
		return Key{}, err
	}
	k := Key{
		ID: s.NewID(), Agency: a.Agency, Kind: in.Kind, Person: in.Person,
		Subject: in.Chain[0].Subject.CommonName, Certificate: in.Chain[0].Raw,
		NotAfter: in.Chain[0].NotAfter.UTC().Truncate(time.Microsecond), Image: in.Image,
		Chain: []byte{}, // stays so for a certificate without others above it
	}
	for _, c := range in.Chain[1:] {
		k.Chain = append(k.Chain, c.Raw...)
	}
	var err error
	if k.Sealed, err = sealKey(k.ID, in.Key, in.PIN, s.cost(), s.Random); err != nil {
		return Key{}, office.Wrap(op, err)
	}
	err = s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ManageKey, access.Object{Kind: KeyKindObject, Agency: a.Agency}); err != nil {
			return err
		}
		k.RecordedAt = tx.Now()
		if err := s.Store.Insert(tx, k); err != nil {
			return err
		}
		tx.Record(office.Entry{Act: access.ManageKey, Kind: KeyKindObject, Object: k.ID, State: k.State()})
		return nil
	})
	return k, err
}

func (in AddKeyInput) check(op string) error {
	switch {
	case len(in.PIN) < MinPIN || len(in.PIN) > 64:
		return office.InvalidField(op, "pin", "Mã PIN cần ít nhất 6 ký tự.", "The PIN needs at least 6 characters.")
	case len(in.Chain) == 0 || in.Key == nil || !pades.Fits(in.Key, in.Chain[0]):
		return office.InvalidField(op, "key", "Khoá không khớp với chứng thư.", "The key does not match the certificate.")
	case in.Kind != Personal && in.Kind != Seal, in.Kind == Personal && in.Person.Zero():
		return office.InvalidField(op, "kind", "Chọn khoá cá nhân (kèm người giữ) hoặc con dấu.", "Choose a personal key, with its owner, or a seal.")
	}
	if in.Image == nil {
		return nil
	}
	bad := office.InvalidField(op, "image", "Ảnh chữ ký phải là PNG nền trong, không quá 1 MB.", "The image must be a transparent PNG of at most 1 MB.")
	if len(in.Image) > maxImageBytes {
		return bad
	}
	size, err := png.DecodeConfig(bytes.NewReader(in.Image))
	if err != nil || size.Width > maxImageSide || size.Height > maxImageSide {
		return bad
	}
	if _, err := png.Decode(bytes.NewReader(in.Image)); err != nil { // cut off behind its head
		return bad
	}
	return nil
}

// RevokeKey ends a key.
func (s *Service) RevokeKey(ctx context.Context, a office.Actor, id office.ID) error {
	return s.Acts.Act(ctx, a, func(tx office.Tx) error {
		if err := access.Require(a, access.ManageKey, access.Object{Kind: KeyKindObject, Agency: a.Agency}); err != nil {
			return err
		}
		keys, err := s.Store.List(tx, a.Agency)
		if err != nil {
			return err
		}
		for _, k := range keys {
			if k.ID != id {
				continue
			}
			k.RevokedAt = tx.Now()
			if err := s.Store.Revoke(tx, id, k.RevokedAt); err != nil {
				return err
			}
			tx.Record(office.Entry{Act: access.ManageKey, Kind: KeyKindObject, Object: k.ID, State: k.State()})
			return nil
		}
		return office.NotFound("signing.RevokeKey", "Không có khoá ký này.", "There is no such key.")
	})
}

// Keys lists the agency's keys for the administrator, those that end first on top.
func (s *Service) Keys(ctx context.Context, a office.Actor) ([]Key, error) {
	var keys []Key
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		err := access.Require(a, access.ManageKey, access.Object{Kind: KeyKindObject, Agency: a.Agency})
		if err != nil {
			return err
		}
		keys, err = s.Store.List(tx, a.Agency)
		return err
	})
	return keys, err
}

// MyKey gives the actor's personal key as the signing page shows it.
// office.CodeNotFound when the actor has none.
func (s *Service) MyKey(ctx context.Context, a office.Actor) (Key, error) {
	return s.key(ctx, a, Personal)
}

// SealKey gives the agency's seal as the issuing page shows it.
func (s *Service) SealKey(ctx context.Context, a office.Actor) (Key, error) {
	return s.key(ctx, a, Seal)
}

func (s *Service) key(ctx context.Context, a office.Actor, kind KeyKind) (Key, error) {
	var k Key
	err := s.Acts.View(ctx, a, func(tx office.Tx) error {
		var person office.ID
		if kind == Personal {
			person = a.Person
		}
		var err error
		k, err = s.Store.Of(tx, a.Agency, kind, person)
		return err
	})
	return k, err
}

// Wrong PINs in a row that lock a key, and for how long.
const (
	maxFailures = 5
	lockTime    = 15 * time.Minute
)

// unlocked is a key whose PIN was right: it lives no longer than the call that
// asked for it.
type unlocked struct {
	key    Key
	signer crypto.Signer
	chain  []*x509.Certificate
	image  image.Image
}

// unlock opens a key with its PIN, counting wrong ones. PINs for one key are tried
// one after the other, so that many at once are no way around the count; each
// further node gives one guess more before the key is locked.
func (s *Service) unlock(ctx context.Context, a office.Actor, kind KeyKind, pin string) (unlocked, error) {
	k, err := s.key(ctx, a, kind)
	if err != nil {
		return unlocked{}, err
	}
	turn, _ := s.trying.LoadOrStore(k.ID, &sync.Mutex{})
	turn.(*sync.Mutex).Lock()
	defer turn.(*sync.Mutex).Unlock()
	if k, err = s.key(ctx, a, kind); err != nil { // as the one before left it
		return unlocked{}, err
	}
	if err := k.usable(s.Clock()); err != nil {
		return unlocked{}, err
	}
	signer, err := unseal(k, pin)
	if err != nil {
		if office.CodeOf(err) != office.CodeSigning {
			return unlocked{}, office.Wrap("signing.unlock", err)
		}
		return unlocked{}, s.countFailure(ctx, a, k, err)
	}
	if k.Failures > 0 {
		err := s.Acts.Act(ctx, a, func(tx office.Tx) error { return s.Store.SetFailures(tx, k.ID, 0, time.Time{}) })
		if err != nil {
			return unlocked{}, err
		}
	}
	u := unlocked{key: k, signer: signer}
	if u.chain, err = k.Certificates(); err != nil {
		return u, office.Wrap("signing.unlock", err)
	}
	if k.Image != nil {
		if u.image, err = png.Decode(bytes.NewReader(k.Image)); err != nil {
			return u, office.Wrap("signing.unlock", err)
		}
	}
	return u, nil
}

// countFailure counts a wrong PIN; the last one that is allowed locks the key and
// says until when.
func (s *Service) countFailure(ctx context.Context, a office.Actor, k Key, wrong error) error {
	until := s.Clock().Add(lockTime)
	last := false
	err := s.Acts.Act(ctx, a, func(tx office.Tx) error {
		n, err := s.Store.CountFailure(tx, k.ID)
		if last = n >= maxFailures; err != nil || !last {
			return err
		}
		return s.Store.SetFailures(tx, k.ID, 0, until)
	})
	if last {
		k.LockedUntil = until
		wrong = k.locked("signing.unlock")
	}
	if err != nil {
		return err
	}
	return wrong
}
