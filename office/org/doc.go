// Package org keeps who is who: agencies, units, posts and people as stable ids
// with dated versions, who holds which post, who acts for whom, the accounts
// people sign in with, and the rules an agency sets with dates (the working
// calendar among them).
//
// It says who an actor is (post, roles, principals), not what the actor may do:
// that is office/access. It knows nothing of documents or tasks. Keys and peers
// belong to office/signing and office/exchange.
package org
