# make demo   set up, and choose a loss for a real data set
# make test   set up, and run every test
# make check  what CI runs: formats, lints, types, freshness of generated files, tests
# make docs   write the generated pages and stubs anew
# make bench  measure (slow)

PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed
DEMO   := demo-report.html

export PIP_DISABLE_PIP_VERSION_CHECK := 1
export OMP_NUM_THREADS ?= 2

.PHONY: demo test check lint docs bench clean

demo: $(STAMP)
	@$(BIN)/rightloss choose examples/data/doctor_visits.csv --target visits
	@$(BIN)/rightloss choose examples/data/doctor_visits.csv --target visits --format html -o $(DEMO)
	@echo "The same as a page, to open in a browser:"
	@echo "$(CURDIR)/$(DEMO)"

test: $(STAMP)
	@$(BIN)/python -m pytest -q -n $${JOBS:-2}

lint: $(STAMP)
	@$(BIN)/ruff format --check -q .
	@$(BIN)/ruff check -q .
	@$(BIN)/mypy --strict src
	@$(BIN)/python scripts/stubs.py --check
	@$(BIN)/python scripts/docs.py --check

check: lint test

docs: $(STAMP)
	@$(BIN)/python scripts/stubs.py
	@$(BIN)/python scripts/docs.py

bench: $(STAMP)
	@for file in benchmarks/[a-z]*.py; do $(BIN)/python $$file; done

clean:
	@rm -rf $(VENV) $(DEMO) .pytest_cache .mypy_cache .ruff_cache .hypothesis

$(STAMP): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "rightloss needs Python 3.11 or newer; this is $$($(PYTHON) --version). Say: make PYTHON=python3.12"; exit 1; }
	@echo "Setting up $(VENV) (once; some minutes)..."
	@$(PYTHON) -m venv $(VENV) || { echo "python3-venv is missing; on Debian: apt install python3-venv"; exit 1; }
	@echo "  installing PyTorch"
	@$(BIN)/pip install -qq -c constraints.txt "torch==2.13.0"
	@echo "  installing rightloss and its tools"
	@$(BIN)/pip install -qq -c constraints.txt -e ".[dev]"
	@touch $(STAMP)
