// Package legacy brings the documents of an older system in: it finds out what the
// columns of a table are, reads dates, numbers and words as offices write them, and
// hands the rows to document.Import, a batch at a time.
//
// It decides no rule about documents: what a row may be is document's to say. It
// reads no file format: tables and files come by the interfaces Table and Files.
package legacy
