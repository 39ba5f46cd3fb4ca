// Package reading says what the text of a document says of itself: reference
// code, date, issuing agency, type, subject, signers, and whether a secrecy
// mark stands at its place. Its results prefill forms; a person confirms them.
//
// It works on text alone, as PDF and DOCX extraction give it (columns kept by
// spaces, or one paragraph a line). It opens no files, calls no other program,
// looks nothing up and decides nothing. The forms it knows are those of the
// Party (36-HD/VPTW, 05-HD/VPTW) and of the State (NĐ 30/2020 and the forms
// before it).
package reading
