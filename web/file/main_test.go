package file_test

import (
	"testing"

	"congvan/cmd/congvan/app/apptest"
)

func TestMain(m *testing.M) { apptest.Main(m) }
