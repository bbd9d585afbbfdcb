# Everything a fresh clone needs: Python >= 3.11, make and a C/C++ compiler.
#   make draft   set up, build the sample knowledge base, draft a reply to a sample angry message
#   make test    set up and pass the whole test suite
# What is set up lies in .venv and .build and is made once.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
SETUP := .build/setup-$(shell cksum < pyproject.toml | cut -d' ' -f1)
MODELS := .build/models
SAMPLE := knowledge/sample
# A file of tests runs in one process, so that what it sets up is set up once; one process a core, at most four.
PARALLEL := -n auto --maxprocesses 4 --dist loadfile
export CALMREPLY_MODELS := $(CURDIR)/$(MODELS)

.PHONY: draft test quick lint types imports model test-model clean

draft: export CALMREPLY_HOME := $(CURDIR)/.build/sample
draft: $(SETUP) model
	@$(BIN)/calmreply kb add $(SAMPLE)/policies $(SAMPLE)/correspondence --us @harbour-studio.example
	@$(BIN)/calmreply draft $(SAMPLE)/message.txt --client "Brightwater Dental" --date 2026-11-19 \
		--note "two of the three pages are finished and approved" \
		--note "the photographs for the third page have not arrived; asked for on 9 November" \
		--note "we can publish the two finished pages on Friday 20 November"

test: $(SETUP) test-model lint types imports
	@$(BIN)/python -m pytest $(PARALLEL)

quick: $(SETUP)
	@$(BIN)/python -m pytest -q $(PARALLEL) -m "not model and not shared"

lint: $(SETUP)
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(SETUP)
	@$(BIN)/mypy

imports: $(SETUP)
	@$(BIN)/lint-imports --no-cache

model: $(SETUP)
	@$(BIN)/calmreply model pull qwen2.5-coder-1.5b

test-model: $(SETUP)
	@$(BIN)/calmreply model pull smollm2-135m

$(SETUP): pyproject.toml
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing (llama-cpp-python compiles once, about six minutes on two cores) ..."
	@$(BIN)/python -m pip install -q --disable-pip-version-check -e ".[dev]"
	@mkdir -p .build && rm -f .build/setup-* && touch $@

clean:
	rm -rf .venv .build
