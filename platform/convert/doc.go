// Package convert turns files into text, page images and PDF with programs
// made for it: LibreOffice, poppler and our own readers, each in a child
// process with limits on memory, processor time, wall time and output.
//
// Every file is taken to be hostile. No parser of a file runs in the calling
// process. A child runs in a process group of its own, which is killed on
// time-out and cancel, in a private directory, with a minimal environment and,
// where the kernel allows it, without network.
//
// Our own readers run in the same binary started again with a hidden first
// argument; so a program that uses this package calls Main first of all.
//
// The package is not for judging what a text means (office/reading), nor for
// signatures (standard/pades), nor for the form of documents (office/format).
package convert
