package transport

import (
	"bytes"
	"context"
	"io"

	"congvan/office"
	"congvan/office/exchange"
)

// Receiver takes messages: exchange.Service.
type Receiver interface {
	Receive(ctx context.Context, at exchange.Arrival, r io.Reader) ([]byte, error)
	TakeReceipt(ctx context.Context, at exchange.Arrival, r io.Reader) ([]byte, error)
}

// Loopback reaches agencies of the same deployment. The message takes the same
// way as between servers: built, signed, verified, registered, reported.
type Loopback struct {
	Receiver Receiver
	Keys     exchange.Keys
	// Locate finds an agency of the deployment by its organ code.
	Locate func(ctx context.Context, code string) (office.ID, error)
}

var _ exchange.Transport = Loopback{}

// Send hands a package to the peer.
func (l Loopback) Send(ctx context.Context, peer exchange.Peer, pack io.Reader) ([]byte, error) {
	at, err := l.arrival(ctx, peer)
	if err != nil {
		return nil, err
	}
	return l.Receiver.Receive(ctx, at, pack)
}

// SendReceipt hands a receipt to the peer.
func (l Loopback) SendReceipt(ctx context.Context, peer exchange.Peer, notice []byte) ([]byte, error) {
	at, err := l.arrival(ctx, peer)
	if err != nil {
		return nil, err
	}
	return l.Receiver.TakeReceipt(ctx, at, bytes.NewReader(notice))
}

func (l Loopback) arrival(ctx context.Context, peer exchange.Peer) (exchange.Arrival, error) {
	at, err := l.Locate(ctx, peer.Code)
	if err != nil {
		return exchange.Arrival{}, err
	}
	key, err := l.Keys.ServiceKey(peer.Agency)
	return exchange.Arrival{At: at, Chain: key.Chain, From: peer.Agency}, err
}
