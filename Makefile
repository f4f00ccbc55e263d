# Each target does its own set-up: with make and Python 3.11 or later, a machine needs nothing else of ours.

.DEFAULT_GOAL := help
.PHONY: help setup demo test lint bench paragraphs train fuzz snapshots lock clean

# Each is really run before it is chosen: version managers leave commands of these names that cannot run.
PYTHONS ?= python3.14 python3.13 python3.12 python3.11 python3 python
PIP := -m pip install --quiet --disable-pip-version-check

# An environment is set up again when its lock or pyproject.toml changes, and only then.
stamp = $(1)/ready-$(shell cat $(2) pyproject.toml | cksum | tr -dc 0-9)
ENV := $(call stamp,.venv,requirements-dev.lock)
ENV_BENCH := $(call stamp,.venv-bench,requirements-bench.lock)

help: ## cette liste
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s  %s\n", $$1, $$2 }' Makefile

setup: $(ENV) ## préparer l'environnement Python (.venv)
	@echo "Prêt : .venv/bin/clausier"

demo: $(ENV) ## dérouler la démonstration ; les documents sont déposés dans build/demo/
	@PATH="$(CURDIR)/.venv/bin:$$PATH" sh examples/demo.sh

test: lint ## tout vérifier : style, types, sens des imports, tests
	.venv/bin/pytest

lint: $(ENV) ## vérifier le style, les types et le sens des imports
	.venv/bin/ruff check .
	.venv/bin/ruff format --check .
	.venv/bin/mypy
	.venv/bin/lint-imports --no-logo

bench: $(ENV_BENCH) ## mesurer les performances
	.venv-bench/bin/python benchmarks/run.py

paragraphs: $(ENV) ## mesurer ce que la relecture trouve au-delà des mots usuels
	.venv/bin/python benchmarks/paragraphs.py

train: $(ENV_BENCH) ## réentraîner la reconnaissance par les mots (criteria/recogniser/)
	.venv-bench/bin/python training/train.py

fuzz: $(ENV) ## éprouver longuement l’interface HTTP et la lecture de documents abîmés
	CLAUSIER_FUZZ_EXAMPLES=150 .venv/bin/pytest -q tests/http/test_schemathesis.py
	CLAUSIER_FUZZ_DOCUMENTS=5000 .venv/bin/pytest -q -s tests/documents/test_fuzz.py

snapshots: $(ENV) ## réécrire ce que donnent les douze achats de référence
	CLAUSIER_SNAPSHOTS=write .venv/bin/pytest -q tests/base -k snapshot

# The locks name no index and no host: each machine installs from where its own pip is told to.
COMPILE := .venv/bin/uv pip compile --quiet --upgrade --universal --python-version 3.11 \
	--generate-hashes --no-header --no-emit-index-url --no-emit-find-links pyproject.toml

lock: $(ENV) ## renouveler les versions épinglées (requirements*.lock)
	.venv/bin/python $(PIP) uv
	$(COMPILE) -o requirements.lock
	$(COMPILE) -c requirements.lock --group dev -o requirements-dev.lock
	$(COMPILE) -c requirements.lock --group bench -o requirements-bench.lock

clean: ## retirer ce que make a produit
	rm -rf .venv .venv-bench build dist *.egg-info .hypothesis .import_linter_cache .*_cache

$(ENV):
	$(call install,.venv,requirements-dev.lock)

$(ENV_BENCH):
	$(call install,.venv-bench,requirements-bench.lock)

# $(call install,folder,lock)
define install
@set -e; \
if ! $(1)/bin/python -c 'import pip' 2>/dev/null; then \
  python=; \
  for name in $(PYTHONS); do \
    if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python=$$name; break; fi; \
  done; \
  if [ -z "$$python" ]; then \
    echo "clausier demande Python 3.11 ou plus récent, introuvable sur ce poste." >&2; \
    echo "Installez-le, ou indiquez où il est : make PYTHONS=/chemin/de/python3" >&2; \
    exit 1; \
  fi; \
  if ! $$python -c 'import ensurepip, venv' 2>/dev/null; then \
    echo "Il manque à $$python son module venv. Sous Debian ou Ubuntu : sudo apt install python3-venv" >&2; \
    exit 1; \
  fi; \
  $$python -m venv --clear $(1); \
fi; \
echo "Installation des dépendances dans $(1) (une fois pour toutes)…"; \
rm -f $(1)/ready-*; \
$(1)/bin/python $(PIP) --require-hashes -r $(2); \
PYTHONWARNINGS=ignore $(1)/bin/python $(PIP) --no-deps --no-build-isolation -e .; \
touch $@
endef
