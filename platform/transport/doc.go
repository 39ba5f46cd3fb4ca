// Package transport carries messages of office/exchange between agencies:
// loopback inside one deployment, and HTTPS push with mutual TLS between servers.
//
// It moves bytes and proves who is at the other end of a connection. It does not
// know what a package means, decides nothing about documents, and keeps nothing.
//
// HTTPS: POST /exchange/v1/package and /exchange/v1/receipt, TLS 1.3 only. The
// client asks for an agency by server name (exchange.ServerName), because one
// server speaks for many agencies, each with its own certificate. Both sides show
// service certificates, judged by the address book or a trusted CA, never by the
// web's authorities. The answer is a notice, or a problem in JSON.
package transport
