# make, or make help, lists the targets.

GO          ?= go
STATICCHECK ?= $(GO) run honnef.co/go/tools/cmd/staticcheck@v0.8.2
VERSION     ?= $(shell git describe --tags --always --dirty 2>/dev/null)
# The part of the rules, in percent, that the scenarios have to show.
COVERAGE    ?= 100
# The race detector needs a C compiler.
RACE        := $(if $(shell command -v gcc || command -v clang),-race)

# The systems that a release has a binary for.
PLATFORMS   ?= linux/amd64 linux/arm64 darwin/amd64 darwin/arm64 windows/amd64

# Of the benchmarks: the commit to compare with (the last tag, or the commit
# before), a pattern of their names, and rounds; of the table: rounds, users,
# and rows.
BASE        ?=
BENCH       ?= .
COUNT       ?= 6
RUNS        ?= 5
SIZE        ?= 1000000
ROWS        ?=

EXAMPLE := examples/contoso

.DEFAULT_GOAL := help
.PHONY: help build demo test check check-gen check-format check-vet check-static check-race check-scenarios check-mutants release gen bench bench-peers e2e

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

build: ## build bin/presync, one static binary
	CGO_ENABLED=0 $(GO) build -trimpath -ldflags "-s -w -X main.stamped=$(VERSION)" -o bin/presync ./cmd/presync

demo: build ## predict for the example company and print the result
	@bin/presync predict --ad $(EXAMPLE)/ad.ldif --cloud $(EXAMPLE)/tenant --tenant $(EXAMPLE)/tenant.yaml || [ $$? -eq 3 ]

test: ## run all tests
	$(GO) test ./...

check: check-gen check-format check-vet check-static check-race check-scenarios check-mutants ## run everything that has to hold before a change lands
	@echo "check: all holds"

check-gen: # generated files are current
	$(GO) run ./internal/gen/registry -check
	$(GO) run ./internal/gen/docs -check

check-format: # sources are formatted
	@unformatted=$$(gofmt -l .); if [ -n "$$unformatted" ]; then echo "gofmt would change:"; echo "$$unformatted"; exit 1; fi

check-vet:
	$(GO) vet ./...

check-static:
	$(STATICCHECK) ./...

check-race: # all tests, with the race detector
	$(if $(RACE),,@echo "no C compiler: the tests run without the race detector")
	$(GO) test $(RACE) ./...

check-scenarios: build # the scenarios hold and show every rule
	bin/presync test scenarios --threshold $(COVERAGE)

check-mutants: build # a scenario notices every change of a rule
	bin/presync test scenarios --mutate --fail-only

release: ## build dist/: a binary for each system, the same bytes on every machine, and checksums.txt
	rm -rf dist && mkdir dist
	@set -e; for platform in $(PLATFORMS); do \
	  os=$${platform%/*}; arch=$${platform#*/}; suffix=; [ $$os != windows ] || suffix=.exe; \
	  echo "building dist/presync_$${os}_$$arch$$suffix"; \
	  CGO_ENABLED=0 GOOS=$$os GOARCH=$$arch GOFLAGS= $(GO) build -trimpath -buildvcs=false \
	    -ldflags "-s -w -buildid= -X main.stamped=$(VERSION)" -o dist/presync_$${os}_$$arch$$suffix ./cmd/presync; \
	done
	cd dist && sha256sum presync_* > checksums.txt

gen: ## write the generated files: the list of rules, their pages and the comparison of the fakes
	$(GO) run ./internal/gen/registry
	$(GO) run ./internal/gen/docs

bench: ## run the benchmarks beside those of BASE
	$(GO) run ./internal/bench/compare -base '$(BASE)' -bench '$(BENCH)' -count $(COUNT)

bench-peers: ## measure beside other programs; SIZE=, RUNS= and ROWS=1,2 choose
	$(GO) run ./internal/bench/peers -size $(SIZE) -rows '$(ROWS)' -runs $(RUNS) $(if $(ROWS)$(filter-out 1000000,$(SIZE)),,-page docs/PERFORMANCE.md)

e2e: ## run the end-to-end tests: real clients, a real domain controller, the vendor's SDKs
	./e2e/prepare.sh
	cd e2e && $(GO) vet ./... && $(GO) test -count=1 -timeout 14m ./...
