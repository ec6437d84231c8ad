# make run   makes the environment and starts the tutor
# make test  makes the environment and passes the tests
# make peers  installs the Debian packages without which some tests are skipped: as root
# make hostile, make soak  the same with thousands of hostile lessons, of cells: minutes each
# make walks  gives every declared wrong answer of every lesson: minutes
# make cuda  checks all that is special on a GPU, where there is one; DEVICE=cuda:1 another one
# make web  has a learner finish the first lesson in a browser: a minute
# make wheelhouse  gathers all that an install without a network needs; PLATFORM, PYVER, EXTRAS
# make offline  gathers it, and installs from it without a network: three minutes
# make slurm  checks --launch on a Slurm and an ssh server of its own, where installed: minutes
# make faults  kills the tutor at 200 moments of a learner's work: ten minutes

PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
	command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null \
	&& { echo $$p; break; }; done)
VENV ?= .venv
EXTRAS ?= torch,web,notebooks
BIN = $(VENV)/bin
PEERS = chromium slurm-wlm munge openssh-server openssh-client fish tcsh zsh

.PHONY: run test lint peers hostile soak walks cuda web slurm faults wheelhouse offline bench goldens screenshots clean

run: $(VENV)/run.stamp
	@$(BIN)/autograd-tutor $(ARGS)

# Hundreds of tutors start in the tests: what they import is compiled once, wherever that is switched off.
test: lint
	env -u PYTHONDONTWRITEBYTECODE $(BIN)/python -m pytest -n 4 --dist loadfile --no-loadscope-reorder

lint: $(VENV)/dev.stamp
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

peers:
	@dpkg -s $(PEERS) >/dev/null 2>&1 \
		|| { apt-get update -q && apt-get install -y -q --no-install-recommends $(PEERS); }

hostile: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -n 2 tests/hostile tests/evaluator/test_frames.py

soak: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -s tests/soak

walks: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -n 2 -v tests/terminal

cuda: $(VENV)/dev.stamp
	AUTOGRAD_TUTOR_TEST_DEVICE=$(or $(DEVICE),cuda:0) $(BIN)/python -m pytest -m cuda -v tests/cuda

web: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -v tests/web

slurm: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m "long or not long" -v tests/slurm tests/evaluator/test_far.py tests/evaluator/test_ssh.py

faults: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -n 2 -v tests/faults

wheelhouse: $(BIN)/python
	$(BIN)/python -m tools.wheelhouse --extras "$(EXTRAS)" --platform "$(PLATFORM)" --python "$(PYVER)"

offline: $(VENV)/dev.stamp
	$(BIN)/python -m pytest -m long -v tests/offline tests/notebooks

bench: $(VENV)/dev.stamp
	$(BIN)/python -m bench
	$(BIN)/python -m bench.confinement
	$(BIN)/python -m bench.host
	$(BIN)/python -m bench.grading

goldens: $(VENV)/dev.stamp
	$(BIN)/python -m pytest --update-screens tests/plot tests/screens tests/tui/test_*screens.py

screenshots: $(VENV)/dev.stamp
	$(BIN)/python -m pytest tests/screens --update-screens

$(BIN)/python:
	@test -n "$(PYTHON)" || { echo "autograd-tutor needs Python 3.11 or newer: install it, or say where it is: make PYTHON=/path/to/python3"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { rm -rf $(VENV); echo "This Python cannot make environments. On Debian and Ubuntu: apt install python3-venv"; exit 1; }

$(VENV)/run.stamp: $(BIN)/python pyproject.toml constraints.txt
	@echo 'Installing into $(VENV): a minute or two, the first time only'
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[torch]'
	@touch $@

$(VENV)/dev.stamp: $(VENV)/run.stamp
	$(BIN)/python -m pip install -q -c constraints.txt -e '.[torch,web,notebooks,dask,dev]'
	@touch $@

clean:
	rm -rf $(VENV) dist build wheelhouse
