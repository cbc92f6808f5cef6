.PHONY: help run build test bench dev

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-6s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## set up, build and serve http://127.0.0.1:3000 with a demo serial number
	@scripts/run

build: ## set up and build target/release/datasync, the one file that serves everything
	@scripts/setup run
	@scripts/build

test: ## everything that must hold before a change goes in
	@scripts/setup test
	@scripts/test

bench: ## measure the budgets on this machine
	@scripts/setup bench
	@scripts/build bench
	@scripts/bench

dev: ## serve while editing: rebuilds and reloads on every change
	@scripts/setup run
	@scripts/dev
