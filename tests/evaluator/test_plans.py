"""The ladder of ways to confine a worker on a card."""

from __future__ import annotations

import pytest

from autograd_tutor.evaluator import confine, plans
from autograd_tutor.evaluator.confine import Layer, Needs
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.plans import Rung, ladder, plan_for

BOTH = ("Landlock", "seccomp")
NONE = Rung((), Needs.MORE)


def offered(monkeypatch: pytest.MonkeyPatch, *kernel: str) -> None:
    """A system with these layers of the kernel's."""
    names = ("privileges", "limits", *BOTH)
    layers = tuple(Layer(name, name in kernel or name not in BOTH, "why") for name in names)
    monkeypatch.setattr(confine, "probe", lambda: layers)


def test_it_begins_with_all_and_gives_up_as_little_as_it_can(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    offered(monkeypatch, *BOTH)
    whole = (Rung(BOTH, Needs.CARD), Rung(BOTH, Needs.MORE))
    alone = tuple(Rung((name,), Needs.MORE) for name in BOTH)
    assert ladder(Options()) == (*whole, *alone, NONE)
    assert ladder(Options("full")) == whole


@pytest.mark.parametrize("name", BOTH)
def test_with_one_layer_it_is_shorter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, name)
    assert ladder(Options()) == (Rung((name,), Needs.CARD), Rung((name,), Needs.MORE), NONE)


def test_without_any_there_is_one_way(monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch)
    assert ladder(Options()) == (NONE,)
    assert ladder(Options("off")) == (NONE,)


@pytest.mark.parametrize("place", [-2, 6])
def test_there_are_no_other_plans(place: int, monkeypatch: pytest.MonkeyPatch) -> None:
    offered(monkeypatch, *BOTH)
    with pytest.raises(ValueError, match="no rung"):
        plan_for(Options(), place)


def test_who_only_looks_at_cards_is_not_confined_by_the_kernel() -> None:
    plan = plan_for(Options(), plans.TRUSTED)
    assert plan.ruleset is None and plan.program is None


def test_on_a_card_memory_is_bounded_and_address_space_is_not() -> None:
    limits = plans.limits_on_a_card(Options(memory=100), Rung(BOTH, Needs.CARD))
    assert limits.memory == (100 << 20) + plans.RESERVED
    assert limits.driver and limits.file_size == 0
