# congvan: make run | test | test-failover | check | build | bench
GO      ?= go
VERSION ?= $(shell git describe --tags --always --dirty 2>/dev/null || echo dev)

.PHONY: run test test-failover check build bench generate setup setup-run

run: setup-run build
	bin/congvan demo --play

build:
	$(GO) build -trimpath -ldflags '-X main.version=$(VERSION)' -o bin/congvan ./cmd/congvan

test: setup check build
	scripts/test

test-failover: # Patroni, etcd, two PostgreSQL servers; the primary dies under load
	@scripts/setup failover
	$(GO) test -tags failover -count=1 -timeout 15m -run 'TestFailover$$' -v ./e2e/crash

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
