# make demo   the city with fictional people, at http://127.0.0.1:8000
# make test   everything a change must pass

VENV ?= .venv
PYTHON3 ?= python3
PORT ?= 8000
RESET ?=
PYTHON := $(VENV)/bin/python
# Named by what it holds: another list of requirements is another stamp.
INSTALLED := $(VENV)/.installed-$(shell cksum < requirements.txt | cut -d ' ' -f 1)

.PHONY: help demo test soak bench lint style types checks format browser template

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /\1\t/p' Makefile | expand -t 10

demo: $(INSTALLED)  ## open the demo city (PORT=8001 elsewhere, RESET=1 anew)
	@exec env DEMO=1 SITE_URL=http://127.0.0.1:$(PORT) $(PYTHON) manage.py demo $(if $(RESET),--reset)

test: browser  ## lint, types, checks, unit tests and the browser journey
	@$(MAKE) --no-print-directory --jobs=2 types template style checks
	@$(PYTHON) -m pytest --numprocesses auto --dist worksteal -m "not soak"

soak: $(INSTALLED)  ## load and kill tests
	@$(PYTHON) -m pytest -m soak

bench: $(INSTALLED)  ## measure; the figures belong into benchmarks/README.md
	@for script in benchmarks/*.py; do $(PYTHON) -m $$(echo $${script%.py} | tr / .) || exit 1; done

lint: style types checks  ## style, format, types, migrations, deployment checks

style: $(INSTALLED)
	@$(PYTHON) -m ruff check .
	@$(PYTHON) -m ruff format --check .

types: $(INSTALLED)
	@DEBUG=1 $(PYTHON) -m mypy

checks: $(INSTALLED)
	@$(PYTHON) manage.py makemigrations --check --dry-run
	@DEBUG=0 SECRET_KEY=$$($(PYTHON) -c 'import secrets; print(secrets.token_urlsafe(50))') \
	  $(PYTHON) manage.py check --deploy --fail-level WARNING

format: $(INSTALLED)  ## put the code into shape
	@$(PYTHON) -m ruff check --fix .
	@$(PYTHON) -m ruff format .

template: $(INSTALLED)
	@$(PYTHON) -m tests.databases

browser: $(INSTALLED)  ## make sure that there is a Chromium for the browser tests
	@$(PYTHON) -m tests.browser

$(INSTALLED):
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Python 3.11 or newer is needed: PYTHON3=...")'
	@echo "Installing into $(VENV)"
	@$(PYTHON3) -m venv $(VENV)
	@$(PYTHON) -m pip install --quiet --disable-pip-version-check --requirement requirements.txt
	@rm -f $(VENV)/.installed-* && touch $@
