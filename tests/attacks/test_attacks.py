"""Every attack fails in a confined worker, and would have worked without confinement."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from autograd_tutor.evaluator import confine
from autograd_tutor.evaluator.confine import Needs
from tests.attacks.attack import Attack
from tests.attacks.corpus import ATTACKS
from tests.attacks.matrix import Arsenal

MISSING = [layer.name for layer in confine.probe() if not layer.active]
QUICK = [attack for attack in ATTACKS if not attack.slow]

pytestmark = pytest.mark.skipif(
    sys.platform != "linux" or bool(MISSING), reason=f"this system lacks {', '.join(MISSING)}"
)


@pytest.fixture(scope="module")
def arsenal() -> Iterator[Arsenal]:
    with Arsenal() as arsenal:
        yield arsenal


@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_nothing_escapes(attack: Attack, arsenal: Arsenal) -> None:
    for account in arsenal.accounts:
        attempt = arsenal.attempt(attack, account, "all")
        assert attempt.ready, attempt.said
        assert attempt.proofs == (), attempt.said


@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_on_a_card_only_what_is_known_gets_through(attack: Attack, arsenal: Arsenal) -> None:
    """Where a driver needs most; and where it needs less, if it is let through here."""
    for needs in (Needs.MORE, Needs.CARD) if attack.card is not None else (Needs.MORE,):
        known = attack.card is not None and attack.card <= needs
        attempt = arsenal.attempt(attack, arsenal.accounts[-1], needs.name)
        assert attempt.ready, attempt.said
        assert known or attempt.proofs == (), attempt.said


@pytest.mark.parametrize("attack", QUICK, ids=lambda attack: attack.name)
def test_the_attack_is_real(attack: Attack, arsenal: Arsenal) -> None:
    """By one account that it is for: `python -m tests.attacks` has all of them try."""
    accounts = [account for account in arsenal.accounts if account in attack.accounts]
    for account in accounts[-1:]:
        control = arsenal.control(attack, account)
        if attack.needs and not control.worked:
            pytest.skip(f"this system lacks {attack.needs}")
        assert control.worked, control.said


def test_the_corpus_names_each_attack_once() -> None:
    names = [attack.name for attack in ATTACKS]
    assert len(names) == len(set(names)) >= 120
