package reading_test

import (
	"testing"

	"congvan/office/reading"
)

func BenchmarkRead(b *testing.B) {
	for b.Loop() {
		reading.Read(partyNotice)
	}
}

func BenchmarkParseReferenceCode(b *testing.B) {
	for b.Loop() {
		reading.ParseReferenceCode("1234/QĐ-UBND")
	}
}
