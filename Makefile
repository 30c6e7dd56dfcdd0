# The ways to build, run and check zihao. `make help` lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.NOTPARALLEL:
export PATH := $(HOME)/.cargo/bin:$(PATH)

DATA ?= data/demo
LISTEN ?= 127.0.0.1:8080
BINARY := $(or $(CARGO_TARGET_DIR),target)/debug/zihao

# cargo-nextest where it is installed; cargo's own runner, the same tests, where it is not.
TEST := $(shell PATH='$(PATH)' command -v cargo-nextest >/dev/null && echo 'nextest run --no-fail-fast' || echo 'test --no-fail-fast')

.PHONY: help
help: ## this list
	@sed -nE 's/^([a-z0-9-]+):[^#]*## (.*)/  make \1\t\2/p' $(MAKEFILE_LIST) | expand -t 24

.PHONY: run
run: ## serve a made-up city and print its sign-ins (DATA=folder, LISTEN=address:port)
	@scripts/install.sh run
	cargo build --locked --workspace
	@[ -d '$(DATA)' ] || $(BINARY) demo --data '$(DATA)' || { rm -rf '$(DATA)'; exit 1; }
	@ZIHAO_DATA='$(DATA)' ZIHAO_LISTEN='$(LISTEN)' exec $(BINARY) serve

.PHONY: test
test: lint fixtures test-sqlite test-postgres stories ## everything that must hold before landing
	@echo 'make test: formatting, clippy, licences, sizes, fixtures, tests on SQLite and PostgreSQL, browser stories: all passed'

.PHONY: lint
lint: tools sizes ## formatting, clippy, licences, sizes
	cargo fmt --all --check
	cargo clippy --locked --workspace --all-targets -- -D warnings
	/usr/bin/python3 scripts/licences.py

.PHONY: sizes
sizes: ## how long functions and files are, and that none is too long
	@/usr/bin/python3 -m unittest -q scripts/test_sizes.py
	@/usr/bin/python3 scripts/sizes.py

.PHONY: test-sqlite
test-sqlite: tools ## the tests, on SQLite
	cargo $(TEST) --locked --workspace

.PHONY: test-postgres
test-postgres: tools ## the tests, on a PostgreSQL started for the run
	scripts/with-postgres.sh cargo $(TEST) --locked --workspace

.PHONY: test-postgres-18
test-postgres-18: tools ## the tests, on PostgreSQL 18 (downloaded once into target/); not part of make test
	@scripts/install.sh bench
	ZIHAO_POSTGRES=$$(scripts/postgres-18.sh) scripts/with-postgres.sh cargo $(TEST) --locked --workspace

.PHONY: prints
prints: tools ## what the tests print and hold, written anew: the table of acts, the glossary, the access matrix, the statements of pages
	ZIHAO_WRITE_TABLE=1 ZIHAO_WRITE_GLOSSARY=1 cargo test --locked --workspace --test acts --test glossary
	ZIHAO_WRITE_MATRIX=1 ZIHAO_WRITE_STATEMENTS=1 cargo test --locked --workspace --lib -- access_matrix looks

.PHONY: fixtures
fixtures: tools ## that the makers of test rosters and bad workbooks keep their word
	/usr/bin/python3 -m unittest discover -s e2e/fixtures

.PHONY: stories
stories: tools ## the browser stories alone (ONE=stories/FILE.mjs for one file)
	cargo build --locked --workspace
	scripts/stories.sh $(ONE)

BENCH_ROWS ?= 100000

.PHONY: bench-rosters
bench-rosters: ## a roster's whole job beside bare reads and the programs a city would use instead (BENCH_ROWS=n)
	@scripts/install.sh bench
	cargo build --locked --release -p app --example roster_bench
	@benches/rosters.sh $(BENCH_ROWS)

.PHONY: bench-disputed
bench-disputed: ## the desk's page of people in doubt: one roster, 5,000 of whom another brand claims (BENCH_ROWS=n)
	@scripts/install.sh bench
	cargo build --locked --release -p app --example roster_bench
	@benches/disputed.sh $(BENCH_ROWS)

KILLS ?= 200
FAULTS := target/faults

.PHONY: faults
faults: ## roster imports and rotations of the key killed at random, again and again; nothing may be lost (KILLS=n)
	cargo build --locked --workspace --bins --example roster_faults
	@mkdir -p $(FAULTS)
	@for n in 1 2; do /usr/bin/python3 e2e/fixtures/rosters.py training $(FAULTS)/$$n.xlsx --rows 4000 --faults all=5 --from $${n}00000; done
	@$(or $(CARGO_TARGET_DIR),target)/debug/examples/roster_faults $(FAULTS)/1.xlsx $(FAULTS)/2.xlsx $(KILLS)
	@scripts/rotation-faults.sh $(KILLS)

.PHONY: exam-doors
exam-doors: ## strangers' files, crowds at the sign-in, torn checkpoints, killed migrations (ONE=doors_memory for one)
	cargo build --locked -p zihao
	@ZIHAO_BIN='$(BINARY)' e2e/exam/doors.sh $(ONE)

CITY_ROWS ?= 40000

.PHONY: exam-large-city
exam-large-city: ## a city of many rows: every page, every list as a file, the record, a backup restored (CITY_ROWS=n)
	cargo build --locked -p zihao
	@ZIHAO_BIN='$(BINARY)' /usr/bin/python3 e2e/exam/large_city.py $(CITY_ROWS)

.PHONY: bench-roster-page
bench-roster-page: tools ## the same file checked by the command line, then filed through the page, in the profile of make run
	cargo build --locked --workspace
	@benches/roster-page.sh $(BENCH_ROWS)

PAGE_ROWS ?= 0

.PHONY: bench-pages
bench-pages: release ## what each page costs the server, as a multiple of its own /healthz (PAGE_ROWS=10000 for a made city)
	@/usr/bin/python3 benches/pages.py $(or $(CARGO_TARGET_DIR),target)/release/zihao \
		$(or $(CARGO_TARGET_DIR),target)/bench-pages-$(PAGE_ROWS) $(PAGE_ROWS)

.PHONY: release
release: ## the optimised program, target/release/zihao
	@scripts/install.sh build
	cargo build --locked --release -p zihao

.PHONY: tools
tools:
	@scripts/install.sh test
