// Package browser lets people do the main job in a real browser, between two
// servers: the journeys are the .mjs files, Playwright drives Chromium, and the
// test gives them servers, paper and a word processor.
//
// It holds tests only. Pictures of every page met go to e2e/out.
package browser
