# The two commands of the README, and what a developer runs. Needs Python 3.11 or later, git and make; nothing else.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test test-programs lint install install-dev docs bench soak clean

demo: $(VENV)/.installed
	@$(BIN)/python scripts/demo.py

test: $(VENV)/.installed-dev
	@$(BIN)/python scripts/run_tests.py

test-programs: $(VENV)/.installed-dev
	@$(BIN)/python scripts/run_tests.py --programs

lint: $(VENV)/.installed-dev
	@$(BIN)/python scripts/run_tests.py --lint

install: $(VENV)/.installed
install-dev: $(VENV)/.installed-dev

docs: $(VENV)/.installed-dev
	@$(BIN)/python scripts/compile_data.py
	@$(BIN)/python scripts/generate_docs.py

bench: $(VENV)/.installed-dev
	@$(BIN)/python benchmarks/startup.py
	@$(BIN)/python benchmarks/documents.py
	@$(BIN)/python benchmarks/rules.py

soak: $(VENV)/.installed-dev
	@ISPTOOL_SOAK=1 $(BIN)/pytest tests/settling tests/checking/test_matrix.py tests/lifecycle/test_machine.py tests/lifecycle/test_kill.py
	@for family in LAW LEP GOV; do $(BIN)/python benchmarks/mutate.py $$family || exit 1; done

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "isptool needs Python 3.11 or later; $(PYTHON) is older. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -m venv $(VENV)

$(VENV)/.installed: $(VENV)/bin/python pyproject.toml
	@echo "Installing isptool into $(VENV) …"
	@sh scripts/install.sh $(BIN) .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/bin/python pyproject.toml
	@echo "Installing isptool, and what its tests need, into $(VENV) …"
	@sh scripts/install.sh $(BIN) '.[dev]'
	@touch $(VENV)/.installed $@

clean:
	rm -rf $(VENV) build dist .pytest_cache .mypy_cache .ruff_cache .hypothesis
