// Package matrix asks every page of the server as everybody, about their own
// agency's documents and another's: no page may fail, and none may show what is
// not theirs. The pages are read from the source, so a new one is asked too.
//
// It holds tests only.
package matrix
