// Package crowd is many people at work at the same time, each at a browser of
// their own: they open lists and documents, search, register, direct, accept and
// draft, with a live page open that asks again when something changed.
//
// It knows no roles: what a person does is what the person's own pages offer. It
// judges nothing; that is for the tests and benchmarks that use it.
package crowd
