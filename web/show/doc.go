// Package show draws things of the office with the components of web/ui: lights
// of tasks, marks of urgency, the pages of a document, its signatures. All areas
// share it, so that one thing looks the same everywhere.
//
// It asks no service and decides no right: it is given what it draws.
package show
