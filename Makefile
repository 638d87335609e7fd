.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: help handouts test check setup format lock contact-sheet soak bench clean

BIN := .venv/bin

# Where Homebrew keeps Pango, dlopen does not look by itself.
ifeq ($(shell uname -s),Darwin)
LIBRARIES := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix)/lib:/usr/local/lib:/usr/lib"
endif

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-14s %s\n", $$1, $$2 }' Makefile

handouts: ## set up what is needed and make all handouts (into out/)
	@tools/setup.sh run
	@$(LIBRARIES) $(BIN)/handzettel build

test: setup ## everything that is checked before a change goes in
	@tools/check.sh

check: setup ## what one edit needs, in seconds: make check FILE=reports/press/inks.py
	@$(LIBRARIES) $(BIN)/python tools/check_file.py $(FILE)

setup: ## set up what the tests need, too
	@tools/setup.sh dev

format: setup ## put the code in its form
	@$(BIN)/ruff check --quiet --fix-only .
	@$(BIN)/ruff format .

lock: ## write the lock files anew; UPGRADE=1 takes the newest versions
	@tools/lock.sh $(if $(UPGRADE),--upgrade)

contact-sheet: setup ## pictures of flyers in all designs and formats, to look at: DESIGN=photo for one
	@$(LIBRARIES) $(BIN)/python tools/contact_sheet.py $(DESIGN)

soak: setup ## what takes long: spoilt files, kills, ways out, random input
	@$(LIBRARIES) $(BIN)/python -m pytest -q -m soak --timeout 3600 --numprocesses auto --dist worksteal

bench: setup ## measure beside other programs; WRITE=1 puts the table into docs/benchmarks.md
	@tools/bench.sh
	@$(LIBRARIES) $(BIN)/python bench/speed.py $(if $(WRITE),--write)
	@$(LIBRARIES) $(BIN)/python bench/mail.py

clean: ## remove what was made, the environment too
	rm -rf .venv out dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
