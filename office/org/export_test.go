package org

import (
	"bytes"

	"congvan/office"
	"congvan/office/access"
)

// WeakSecretForTest is a hash as an older, weaker configuration made it.
func WeakSecretForTest(password string) Secret {
	h := phc{memory: 8 << 10, passes: 1, lanes: 1, salt: bytes.Repeat([]byte{7}, argonSalt)}
	h.key = h.derive(password, argonKeySize)
	return h.secret()
}

// SaveAccountForTest writes and journals an account.
func SaveAccountForTest(s *Service, tx office.Tx, a Account) error {
	return s.saveAccount(tx, access.ManageAccount, a)
}
