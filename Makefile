# Every target does its own set-up; repeating one costs seconds.
.DEFAULT_GOAL := help
SHELL := /bin/bash
PYTHON := .venv/bin/python
DEMO := $(or $(TMPDIR),/tmp)/intake-demo-$(shell id -u)

.PHONY: help demo test lint install golden lists schema lock accuracy bench train-reader pictures

help:  ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 16

demo: install-demo  ## see the main job work, then the desk until Ctrl+C; ARGS=--no-desk ends without it
	@rm -rf "$(DEMO)"
	@PYTHONPATH=tests:tests/support $(PYTHON) tests/demo.py "$(DEMO)" $(ARGS)

test: install-all lint  ## the whole test suite; what CI runs
	@# Many tests start processes: each would compile all of our code anew.
	@PYTHONDONTWRITEBYTECODE= $(PYTHON) -m pytest -n 2 --dist loadfile --no-loadscope-reorder \
		--max-worker-restart 0 --durations=30

lint: install-all  ## style, types and import contracts
	@.venv/bin/ruff check .
	@.venv/bin/ruff format --check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports

install:  ## install the product and nothing else, run nothing
	@scripts/install product

.PHONY: install-demo install-all
install-demo:
	@scripts/install demo

install-all:
	@scripts/install all

pictures: install-all  ## take the guide's pictures anew from the demonstration's desk
	@rm -rf "$(DEMO)-pictures"
	@PYTHONPATH=tests:tests/support $(PYTHON) tests/guide_pictures.py "$(DEMO)-pictures"

golden: install-all  ## accept what the golden tests read now; look at the diff
	@$(PYTHON) -m pytest -q tests/documents/test_documents.py --rewrite-golden

lists: install-all  ## print the lists on our pages anew: commands, rules, papers, formats, limits
	@$(PYTHON) -m pytest -q tests/docs/test_lists.py --rewrite-golden

schema: install-all  ## write docs/schema from the types
	@$(PYTHON) -m pipeline.review.schema

lock:  ## resolve the dependencies anew into the two lock files
	@.venv/bin/uv pip compile -q --generate-hashes --no-header --python-version 3.11 --universal \
		--extra build pyproject.toml -o requirements.lock
	@.venv/bin/uv pip compile -q --generate-hashes --no-header --python-version 3.11 --universal \
		--all-extras -c requirements.lock pyproject.toml -o requirements-dev.lock

accuracy: install-all  ## measure the reading of drawn papers, write docs/accuracy.md and docs/reader.md
	@tests/accuracy/install
	@PYTHONPATH=tests $(PYTHON) -m accuracy --out docs/accuracy.md $(ARGS)
	@PYTHONPATH=tests $(PYTHON) -m accuracy.straight --out docs/accuracy.md
	@PYTHONPATH=tests $(PYTHON) -m accuracy.voices --out docs/reader.md >/dev/null

bench: install-all  ## measure what work costs beside the plain tools, write docs/performance.md; ARGS=--long: hours
	@PYTHONPATH=tests:tests/support $(PYTHON) -m bench --out docs/performance.md $(ARGS)

train-reader:  ## train the line reader, or go on with it; ARGS="--minutes 10" (needs hours)
	@training/install
	@.venv-train/bin/python -m training $(ARGS)
