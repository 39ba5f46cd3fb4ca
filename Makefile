# congvan: make run | test | check | build | bench
GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: run test check build bench generate setup setup-run

run: setup-run build
	bin/congvan demo --play

build:
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/congvan ./cmd/congvan

test: setup check build
	scripts/test

check: setup
	scripts/check

bench: setup build # make bench BENCH='-part sign,register -seconds 5 -write'; BENCH=-h
	CONGVAN_TEST_FSYNC=on scripts/with-postgres $(GO) run ./bench $(BENCH)

generate:
	scripts/generate

setup:
	@scripts/setup test

setup-run:
	@scripts/setup run
