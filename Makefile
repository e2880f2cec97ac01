# kladka: every command of the project. `make` alone lists them.
CORPUS ?= corpora/hanoi-convention
MODELS ?= shipped
ARGS   ?=
RUNS   ?= runs
PYTHON ?= python3
BIN    := .venv/bin
NAME    = $(notdir $(patsubst %/,%,$(CORPUS)))

.DEFAULT_GOAL := help
.PHONY: help translate test browser check gate baseline notebook bench faults models trial clean

help: ## list these commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

# Set up when .venv is missing, and again when pyproject.toml has changed.
.venv/ready: pyproject.toml constraints.txt
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv
	@echo "setting up .venv (a few minutes the first time)" >&2
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[test,check]'
	@touch $@

# What one target more needs, once: extra-training, extra-browser, extra-bench.
.venv/extra-%: .venv/ready
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt -e '.[$*]'
	@touch $@

translate: .venv/ready ## the main job: translate, align and score CORPUS
	@$(BIN)/kladka translate $(CORPUS) --models $(MODELS) --runs $(RUNS) $(ARGS)

test: .venv/ready ## all tests, a file of them to a core
	@$(BIN)/python -m pytest --numprocesses logical --maxprocesses 4 --dist loadfile $(ARGS)

browser: .venv/extra-browser ## the report's tests in a real browser (Debian: apt-get install chromium chromium-driver)
	@$(BIN)/python -m pytest tests/test_report_browser.py tests/test_report_correct.py $(ARGS)

check: .venv/ready ## lint and types
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy

gate: .venv/ready ## fail when translation quality has fallen below CORPUS's baseline
	@$(BIN)/kladka translate $(CORPUS) --models $(MODELS) --runs $(RUNS) >/dev/null
	@$(BIN)/kladka compare $(RUNS)/$(NAME) $(CORPUS)/baseline.json $(ARGS)

baseline: .venv/ready ## freeze CORPUS's run as its baseline
	@$(BIN)/kladka baseline $(RUNS)/$(NAME) $(CORPUS)/baseline.json

notebook: translate ## open the notebook on the run
	@$(BIN)/python -m pip install --quiet -c constraints.txt notebook
	@KLADKA_RUN=$(abspath $(RUNS))/$(NAME) $(BIN)/jupyter notebook notebooks/inspect_alignment.ipynb

bench: .venv/extra-bench ## the benchmarks: segmentation, alignment, extraction, guards, memory, engines
	@for one in segmentation alignment extraction guards memory engines; do $(BIN)/python benchmarks/$$one.py || exit 1; done

models: .venv/extra-training ## train, evaluate and package the shipped models (hours); see training/README.md
	@$(BIN)/python -m training $(ARGS)

trial: .venv/extra-training ## the whole training recipe on a little text, as a test (two minutes)
	@$(BIN)/python -m pytest -m slow tests/test_training.py

faults: .venv/ready ## every fault at every point and 200 kills of a batch (half an hour)
	@KLADKA_FAULTS=all $(BIN)/python -m pytest tests/test_faults.py

clean: ## remove runs and the virtual environment
	@rm -rf .venv $(RUNS) .pytest_cache .mypy_cache .ruff_cache .hypothesis
