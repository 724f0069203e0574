# All that a fresh machine needs is Python 3.11 or newer (with venv) and make.
#   make run [MUSIC=~/Music]   set up, scan, serve on http://127.0.0.1:8808, and say what to try next
#   make test                  set up and run the tests
#   make check                 linters, types and import contracts, then the tests: what CI runs
#   make docs                  write again what the docs take from declarations
#   make bench [MUSIC=DIR]     measure speed and accuracy, and write them into docs/
#   make beat-network          compose, gather, train: write the weights of the beat network (hours; see docs/beat-network.md)
#   make chord-profiles        compose, hear, fit: print the weights of the chord profiles (minutes; see docs/analysis.md)

PYTHON ?= python3
BIN := .venv/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: run test check docs bench beat-network chord-profiles

run: .venv/.installed
	@$(BIN)/accord start $${MUSIC:+"$$MUSIC"}

test: export OPENBLAS_NUM_THREADS = 1  # the tests run in parallel already
test: export PYTHONDONTWRITEBYTECODE =  # or each of the many processes that the tests start compiles Accord anew
test: .venv/.developing
	$(BIN)/python -m pytest -q -n auto --maxprocesses 4 --dist worksteal

check: .venv/.developing
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/numpydoc lint $$(find src -name '*.py')
	@$(MAKE) --no-print-directory test

docs: .venv/.developing
	$(BIN)/python docs/write.py

bench: .venv/.developing
	for what in analysis memory start; do $(BIN)/accord bench $$what $${MUSIC:+"$$MUSIC"} --update || exit; done
	$(BIN)/accord bench accuracy --update
	[ -z "$$MUSIC" ] || $(BIN)/accord bench workers "$$MUSIC" --update

# Torch is for training only, so it has an environment of its own; gathered features and checkpoints stay in it.
TRAINING ?= .venv-training
SHARDS ?= 34
STEPS ?= 4250
BEATS ?= src/accord/features/networks/beats
beat-network: export OMP_NUM_THREADS = 1
beat-network: export PYTHONPATH = .
beat-network: $(TRAINING)/.installed
	$(TRAINING)/bin/python -m training.beats.gather $(TRAINING)/shards 0 $(SHARDS)
	$(TRAINING)/bin/python -m training.beats.train $(TRAINING)/shards $(TRAINING)/beats.ckpt $(STEPS)
	$(TRAINING)/bin/python -m training.beats.export $(TRAINING)/beats.ckpt 2 $(BEATS)

# Needs no torch. What was heard is kept, so that it can be stopped and gone on with.
CHORDS ?= $(TRAINING)/chords
COUNT ?= 48
chord-profiles: export OMP_NUM_THREADS = 1
chord-profiles: export PYTHONPATH = .
chord-profiles: .venv/.installed
	$(BIN)/python -m training.chords.fit $(CHORDS) $(COUNT)

$(TRAINING)/.installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv $(TRAINING)
	$(TRAINING)/bin/python -m pip install --quiet --constraint constraints.txt --editable . torch==2.13.0 onnx==1.23.2
	@touch $@

.venv/.installed: pyproject.toml constraints.txt | .venv
	$(INSTALL) --editable .
	@touch $@

.venv/.developing: pyproject.toml constraints.txt | .venv
	$(INSTALL) --editable '.[dev,bench]'
	@touch $@ .venv/.installed

.venv:
	@$(PYTHON) -c 'import sys; sys.exit("Accord needs Python 3.11 or newer." if sys.version_info < (3, 11) else 0)'
	$(PYTHON) -m venv .venv
