# `make demo` and `make test` need Python 3.11 or newer and the package index; the rest is built into .venv.

SHELL := /bin/sh
BIN := .venv/bin
UV ?= uv
LOCK = $(UV) pip compile -q --upgrade --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header
DEMO = simcord linkify-it-py markdown-it-py mdurl # 40 MB that the image does without
SITE = rm -rf site && $(BIN)/sphinx-build --quiet --fail-on-warning --fresh-env --conf-dir docs --doctree-dir .docs_cache . site
# The tests' files are in memory where 4 GB are free: a fifth of what tests of stores take is the disk.
ROOM = $(shell df -Pk /dev/shm 2>/dev/null | awk 'NR == 2 && $$4 > 4000000 { print "TMPDIR=/dev/shm" }')
TESTS = pytest -n 4 --dist loadfile --no-loadscope-reorder
# Two at a time, the longest first; what each of them says stays together where make can do that.
CHECKS = types documents style spelling messages layers security container workflows
WHOLE = $(if $(filter output-sync,$(.FEATURES)),--output-sync)
CATALOGUES = $(wildcard bot/language/locale/*/LC_MESSAGES/*.po)
BUILT_FROM = pyproject.toml tools/bootstrap.sh tools/build_hook.py requirements/build.txt requirements/uv.txt $(CATALOGUES)

# Without bytecode each process that the tests start would compile all of Paperboy, and each worker all tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help demo test lint $(CHECKS) unit docs soak bench gallery train translations lock clean

help: ## what there is to make
	@grep -hE '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## /  make \1\t/' | expand -t 16

demo: .venv/.demo ## see Paperboy at work in a local page, without an account (ARGS="--no-browser --port 8000")
	@$(BIN)/paperboy demo $(ARGS)

# The tests leave a seventh of two cores idle: the other checks run there, and say what they have to say at the end.
test: .venv/.dev ## every check there is (COVERAGE=1 measures branches as well)
	@said=$$(mktemp); trap 'rm -f "$$said"' EXIT; trap 'kill $$lint; exit 1' INT TERM; \
	nice -n 19 $(MAKE) --no-print-directory lint >"$$said" 2>&1 & lint=$$!; \
	$(MAKE) --no-print-directory unit; unit=$$?; \
	wait $$lint; lint=$$?; cat "$$said"; exit $$((unit | lint))

lint: .venv/.dev ## the checks that run nothing: style, types, layers, security
	@$(MAKE) --no-print-directory -j 2 $(WHOLE) $(CHECKS)

types: ; @echo '== types'; $(BIN)/basedpyright
documents: ; @echo '== documents'; $(SITE)
style: ; @echo '== style'; $(BIN)/ruff check --quiet . && $(BIN)/ruff format --check --quiet .
spelling: ; @echo '== spelling'; $(BIN)/codespell
messages: ; @echo '== messages'; $(BIN)/python -m tools.translations check
layers: ; @echo '== layers'; $(BIN)/lint-imports --no-logo
security: # its minor findings are ruff's S rules as well, where each exception carries its reason
	@echo '== security'; $(BIN)/bandit --quiet --severity-level medium --configfile pyproject.toml --recursive bot cogs
container: ; @echo '== container'; $(BIN)/hadolint Dockerfile
workflows: ; @echo '== workflows'; $(BIN)/zizmor --offline --quiet .github

unit: .venv/.dev ## the tests (ARGS="tests/unit -k store"; COVERAGE=1 measures branches, in twice the time)
	@echo '== tests'
ifdef COVERAGE
	@rm -f .coverage .coverage.*
	@$(ROOM) $(BIN)/coverage run -m $(TESTS) $(ARGS)
	@$(BIN)/coverage combine --quiet
	@$(BIN)/coverage report $(if $(ARGS),--fail-under=0)
else
	@$(ROOM) $(BIN)/$(TESTS) $(ARGS)
endif

docs: .venv/.docs ## the documents as a site, in site/
	@$(SITE)
	@echo "Open site/index.html, or serve it: $(BIN)/python -m http.server --directory site"

soak: .venv/.dev .venv/.train ## the long tests: crashes, faults, fuzzing, training the gist ranker
	@HYPOTHESIS_PROFILE=new $(BIN)/pytest -m soak $(ARGS)
	@HYPOTHESIS_PROFILE=new $(BIN)/pytest tests/unit tests/contract $(ARGS)

bench: .venv/.bench ## the measurements, one after the other (ARGS=--quick)
	@for script in tests/benchmarks/bench_*.py; do \
		echo "== $$script"; PYTHONPATH=. $(BIN)/python $$script $(ARGS) || exit 1; \
	done

train: .venv/.train ## learn the gist ranker's weights again from ../shared/data (docs/gist.md)
	@$(BIN)/python -m tools.train_gist ../shared/data/scitldr --recorded ../shared/data/hf_daily_papers

translations: .venv/.dev ## bring the catalogues of messages up to date with the code (docs/translating.md)
	@$(BIN)/python -m tools.translations update

gallery: .venv/.dev ## the pictures of docs/gallery.md (needs chromium; ARGS="card settings --to /tmp/pictures")
	@PYTHONPATH=. $(BIN)/python -m tools.gallery $(ARGS)

lock: ## write requirements/ again from pyproject.toml, with the newest versions (needs uv)
	@command -v $(UV) >/dev/null || { echo 'make lock needs uv: https://docs.astral.sh/uv/'; exit 2; }
	$(LOCK) pyproject.toml --extra picks --extra postgres --group test --group lint --group build \
		--group docs -o requirements/dev.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt -o requirements/demo.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt --extra picks --extra postgres $(addprefix --no-emit-package ,$(DEMO)) -o requirements/image.txt
	$(LOCK) --group train -c requirements/dev.txt -o requirements/train.txt
	$(LOCK) pyproject.toml -c requirements/dev.txt --extra picks --group test --group bench -o requirements/bench.txt
	$(LOCK) --group docs -c requirements/dev.txt -o requirements/docs.txt
	$(LOCK) --group build -c requirements/dev.txt -o requirements/build.txt
	$(LOCK) --group uv -o requirements/uv.txt

clean: ## remove what was built
	rm -rf .venv site .docs_cache .coverage .coverage.* .pytest_cache .ruff_cache .hypothesis .import_linter_cache .benchmarks

.venv/.demo: requirements/demo.txt $(BUILT_FROM)
	@sh tools/bootstrap.sh demo

.venv/.dev: requirements/dev.txt $(BUILT_FROM)
	@sh tools/bootstrap.sh dev

.venv/.docs: requirements/docs.txt $(BUILT_FROM)
	@sh tools/bootstrap.sh docs

.venv/.bench: requirements/bench.txt $(BUILT_FROM)
	@sh tools/bootstrap.sh bench

.venv/.train: requirements/train.txt $(BUILT_FROM)
	@sh tools/bootstrap.sh train
