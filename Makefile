# Two commands are enough: `make run` and `make test`. Works with GNU make 3.81, as macOS ships it.

SHELL := bash

# The book that `make run` reads.
BOOK ?= tests/fixtures/fables.epub
export BOOK

# On a Mac without the Metal toolchain: --no-default-features. Asked for once, by whoever builds first.
FEATURES = $(eval FEATURES := $(shell scripts/features))$(FEATURES)
CARGO_FLAGS = --release --locked $(FEATURES)
MLX_FLAGS = --release --locked --features mlx-linux

.DEFAULT_GOAL := help
.PHONY: help run test test-mlx setup soak bench

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' Makefile

run: setup ## Open a book in the studio, without a terminal render it: make run BOOK=book.epub
	cargo build $(CARGO_FLAGS)
	@scripts/run $(CARGO_FLAGS)

test: setup ## Check the format, clippy, and every test, with the real model
	cargo fmt --check
	cargo clippy $(CARGO_FLAGS) --all-targets -- -D warnings
	cargo build $(CARGO_FLAGS)
	cargo run $(CARGO_FLAGS) --quiet -- models fetch kokoro-82m-int8
	cargo run $(CARGO_FLAGS) --quiet -- models fetch unidic-lite
	cargo test $(CARGO_FLAGS) --no-fail-fast

test-mlx: setup ## The tests of the mlx backend, on Linux and its processor (on a Mac, make test has them)
	@config=$$(scripts/mlx-linux) && flags="--config $$config $(MLX_FLAGS)" && set -x && \
	  cargo clippy $$flags --all-targets -- -D warnings && \
	  cargo run $$flags --quiet -- models fetch kokoro-82m-int8 && \
	  cargo test $$flags --no-fail-fast --lib tensor:: && \
	  cargo test $$flags --no-fail-fast --test reference --test mlx

setup: ## Install what the other commands need and is missing
	@scripts/setup

soak: setup ## The tests again, for hours: more random cases, more interruptions
	cargo run $(CARGO_FLAGS) -- models fetch kokoro-82m-int8
	PROPTEST_CASES=20000 LECTOR_SOAK=1 cargo test $(CARGO_FLAGS) --no-fail-fast

bench: setup ## Measure synthesis on this machine
	cargo build $(CARGO_FLAGS)
	cargo run $(CARGO_FLAGS) --quiet -- bench
