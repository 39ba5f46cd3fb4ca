// Package client is a browser without a screen for end-to-end tests: cookies,
// pages read by selector, and forms sent with the values that the page gave them.
//
// It runs no script: what it can do, everybody can do with JavaScript disabled.
package client
