// Package server runs the real binary for end-to-end tests: it builds it, makes a
// demo city in a folder, serves it as an office would, and ends it kindly or not.
//
// It is for tests only and knows nothing of pages: that is e2e/client.
package server
