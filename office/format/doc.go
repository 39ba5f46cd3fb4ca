// Package format knows the form of documents (thể thức): which types there
// are, how reference codes and signing capacities are printed, how large each
// component is, on which dates each rule set holds; and makes and fills DOCX
// templates that follow it.
//
// The rules are data with dates (data/*.toml), one file for each rule set: a
// document is judged by the rules of its own date.
//
// The package is not for allocating numbers (office/document), nor for turning
// DOCX into PDF. Sizes of type are in points, lengths on paper in millimetres,
// places on a page in points with the origin at the bottom left unless said
// otherwise.
package format
