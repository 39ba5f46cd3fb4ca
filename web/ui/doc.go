// Package ui is the shared look of the pages: typed view structs and the templ
// components that draw them, with the words, keys and states that all screens
// have in common.
//
// Every exported struct that shows something is itself a templ.Component, so a
// page writes @ui.Button{Label: "Vào sổ", Key: "F9"} and lists hold components
// as cells. Structs that take content (Page, Panel, Form …) take it as templ
// children, in parentheses: @(ui.Panel{Title: "Hôm nay"}) { … }. The zero value of a field means “without”.
//
// It is not for rules of the office: it imports none of its packages, decides
// nothing, and knows no right. Nothing it writes carries a style or an event
// attribute, because the content security policy forbids both.
package ui

//go:generate go tool -modfile=../../tools.mod templ generate -path .
