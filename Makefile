# The two that matter: `make run` and `make test`. Each installs what it needs (.ci/setup).
.DEFAULT_GOAL := help
.PHONY: help run test test-peers test-image test-full image image-check check bench accept lock clean
PYTHON := .venv/bin/python
export PATH := $(PATH):/usr/local/sbin:/usr/sbin:/sbin# an ordinary user's has no losetup
WORKERS := -n logical --maxprocesses 4 --dist worksteal

help: ## this list
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14

run: ## erase three rehearsal drives to signed certificates, from an empty machine
	@.ci/setup base
	@$(PYTHON) -m coordi_wipe.cli.demo

test: ## every test that needs no JDK, browser, database server or QEMU (10 minutes on 2 cores)
	@.ci/setup test
	@$(PYTHON) -m pytest $(WORKERS) -m "not peers and not slow and not image" $(ARGS)

test-peers: ## tests against other people's judges: veraPDF (installs a JDK)
	@.ci/setup peers
	@$(PYTHON) -m pytest -m "peers and not slow" $(ARGS)

image: ## the live image: build/image/out/coordi-wipe.{iso,img,img.zst} (as root; minutes)
	@.ci/setup image
	@live-build/build

image-check: ## builds the image twice in a row and compares every byte
	@.ci/setup image
	@live-build/build-twice

test-image: ## boots the image in QEMU: BIOS, UEFI, Secure Boot; builds it if it is not there
	@.ci/setup guests
	@live-build/build --unless-current
	@$(PYTHON) -m pytest -m "image and not slow" tests/image $(ARGS)

test-full: ## mutation, Python 3.13, long kill and property runs; resumes; docs/test-full.md
	@.ci/setup peers && .ci/setup guests
	@$(PYTHON) tests/full.py $(ARGS)

check: ## format, lint, types, imports, translations, acceptance tables: in seconds
	@.ci/setup base
	@.venv/bin/ruff format --check --quiet . && .venv/bin/ruff check --quiet .
	@.venv/bin/mypy --no-error-summary
	@.venv/bin/mypy --no-error-summary live-build/*.py live-build/font/*.py
	@said=$$(.venv/bin/lint-imports --no-logo 2>&1) || { echo "$$said"; exit 1; }
	@$(PYTHON) tests/house/translations.py
	@$(PYTHON) tests/acceptance/accept.py --complete

bench: ## speeds against fio and shred, on the device it says
	@.ci/setup test
	@PYTHONPATH=tests $(PYTHON) -m benchmarks $(ARGS)

accept: ## AREA=engine: what was asked, the tests that show it, the result; BREAK=1: seen to fail
	@.ci/setup peers
	@[ "$(AREA)" != image ] || { .ci/setup guests && live-build/build --unless-current; }
	@$(PYTHON) tests/acceptance/accept.py $(AREA) $(if $(BREAK),--break)

lock: ## requirements.lock from pyproject.toml
	@.ci/lock

clean: ## all that can be made again
	@rm -rf .venv .venv.lock .*_cache .hypothesis build dist out
	@find coordi_wipe tests -name __pycache__ -prune -exec rm -rf {} +
