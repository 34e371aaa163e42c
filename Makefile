# The two commands of the README are `make run` and `make test`; both install what they lack.
# Everything else is a part of them.

.DEFAULT_GOAL := help
SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c

LISTEN ?= 127.0.0.1:8080
DATA ?= siya-data
export npm_config_fund := false
export npm_config_audit := false
export npm_config_update_notifier := false

.PHONY: help run test web check-rust test-rust check-web test-web test-browser test-clients browser bless bench clean

help:
	@echo 'make run    open the map on http://$(LISTEN) (builds what is missing)'
	@echo 'make test   check and test everything, the browser included'
	@echo 'make bench  measure speed and memory (see docs/PERFORMANCE.md)'
	@echo 'make bless  renew the generated files: API document, its TypeScript, sample register'

## Run ------------------------------------------------------------------------------------------

run: target/release/siya
	target/release/siya serve --data '$(DATA)' --listen '$(LISTEN)'

RUST_SOURCES := $(shell find src data .cargo -type f) Cargo.toml Cargo.lock build.rs

target/release/siya: $(RUST_SOURCES) web/dist/index.html
	cargo build --release --locked
	@touch $@

## Page -----------------------------------------------------------------------------------------

WEB_SOURCES := $(shell find web/src web/public -type f 2>/dev/null) web/index.html web/vite.config.ts web/tsconfig.json

web: web/dist/index.html

# The stamp stands inside node_modules, so that deleting the folder brings it back.
web/node_modules/.installed: web/package.json web/package-lock.json
	npm --prefix web ci --no-progress
	@touch $@

web/dist/index.html: web/node_modules/.installed $(WEB_SOURCES)
	npm --prefix web run build
	@touch $@

## Test -----------------------------------------------------------------------------------------

test: check-web test-web check-rust test-rust test-browser test-clients
	@echo 'make test: everything passed'

check-web: web/node_modules/.installed
	npm --prefix web run check

test-web: web/node_modules/.installed
	npm --prefix web run test

check-rust: web/dist/index.html
	cargo fmt --check
	cargo clippy --locked --all-targets -- -D warnings
	RUSTDOCFLAGS='-D warnings' cargo doc --locked --no-deps --quiet

test-rust: web/dist/index.html
	cargo test --locked

# The browser test drives the very program of `make run`'s sources in Debian's Chromium.
test-browser: web/dist/index.html browser
	cargo build --locked
	web/tests/e2e/run target/debug/siya

# The programs of others: GDAL, OWSLib, the libraries of pandas, linters, Schemathesis, an RDF validator.
test-clients: web/dist/index.html
	cargo build --locked
	tests/clients/run target/debug/siya

# Chromium and a Korean font, when they are not there yet (as root).
browser:
	@command -v chromium >/dev/null && fc-list :lang=ko 2>/dev/null | grep -q . || { \
	  echo 'installing chromium and a Korean font'; \
	  apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-nanum fontconfig >/dev/null; }

## Generated files ------------------------------------------------------------------------------

bless:
	cargo run --quiet --locked -- openapi > openapi/openapi.json.new
	mv openapi/openapi.json.new openapi/openapi.json
	cargo run --quiet --locked -- sample --output data/sample/register.csv
	npm --prefix web run generate

## Measure --------------------------------------------------------------------------------------

bench: target/release/siya
	cargo bench --locked

clean:
	rm -rf target web/dist web/node_modules
