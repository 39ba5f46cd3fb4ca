// Package pades creates and judges PAdES baseline signatures in PDF files
// (ETSI EN 319 142-1, EN 319 122-1; ISO 32000-2, 12.8): prepared form and
// signature fields, signing as incremental updates, and verification that
// compares a signed state with what later revisions made of it.
//
// It is NOT for deciding who may sign what, for keeping keys, or for fetching
// anything from a network. Signatures above level B-B are recognised and
// their timestamps checked, but only B-B is created.
package pades
