"""Runs the whole corpus against every layer alone and all together: python -m tests.attacks.

`--write` puts the table into docs/confinement.md, between its two marks.
"""

from __future__ import annotations

import argparse
import platform
import sys
from collections import Counter
from pathlib import Path

from autograd_tutor.evaluator.confine import Needs
from tests.attacks.attack import Attack
from tests.attacks.corpus import ATTACKS
from tests.attacks.matrix import Arsenal, Attempt

PAGE = Path(__file__).parents[2] / "docs" / "confinement.md"
BEGIN, END = "<!-- attacks: begin -->\n", "<!-- attacks: end -->"


def main() -> int:
    """Run, print the table, and fail if anything escaped or was not live where it should be."""
    parser = argparse.ArgumentParser(prog="python -m tests.attacks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="leave out the slow attacks")
    parser.add_argument("--write", action="store_true", help="put the table into the docs")
    options = parser.parse_args()
    attacks = [attack for attack in ATTACKS if not (options.quick and attack.slow)]
    with Arsenal() as arsenal:
        columns = ["none", *arsenal.layers, "all", Needs.CARD.name, Needs.MORE.name]
        attempts, dead = run(arsenal, attacks, columns)
        table = render(attempts, columns, len(dead))
    print(table)
    for attempt in dead:
        print(f"not possible here: {attempt.attack.name} ({attempt.account}): needs", end=" ")
        print(attempt.attack.needs or "NOTHING: the attack is broken")
    escaped = [attempt for attempt in attempts if attempt.proofs and not is_known(attempt)]
    for attempt in escaped:
        print(f"ESCAPED: {attempt.attack.name} ({attempt.account}): {attempt.proofs}")
    if options.write:
        write(table)
    return bool(escaped or [attempt for attempt in dead if not attempt.attack.needs])


def run(
    arsenal: Arsenal, attacks: list[Attack], columns: list[str]
) -> tuple[list[Attempt], list[Attempt]]:
    """Every attempt of an attack that works unconfined, and the controls that did not work.

    Attacks that are not possible here still try the full confinement.
    """
    attempts: list[Attempt] = []
    dead: list[Attempt] = []
    for attack in attacks:
        for account in arsenal.accounts:
            control = arsenal.control(attack, account)
            if control.worked:
                attempts.append(control)
                attempts += [arsenal.attempt(attack, account, layer) for layer in columns[1:]]
            else:
                attempts.append(arsenal.attempt(attack, account, "all"))
                dead += [control] if account in attack.accounts else []
        if sys.stderr.isatty():
            print(f"\r{attack.name:<60}", end="", file=sys.stderr)
    return attempts, dead


def is_known(attempt: Attempt) -> bool:
    """Whether an attempt may get through, by what it was up against."""
    if attempt.layers not in Needs.__members__:
        return attempt.layers != "all"
    known = attempt.attack.card
    return known is not None and known <= Needs[attempt.layers]


def render(attempts: list[Attempt], columns: list[str], dead: int) -> str:
    """A Markdown table: how many attempts got through, by family and layer."""
    live = {(a.attack.name, a.account) for a in attempts if a.layers == "none"}
    through = Counter(
        (attempt.attack.family, attempt.layers)
        for attempt in attempts
        if attempt.proofs and (attempt.attack.name, attempt.account) in live
    )
    families = list(dict.fromkeys(attempt.attack.family for attempt in attempts))
    heads = {"none": "nothing", "all": "all together", "CARD": "on a card", "MORE": "on some cards"}
    lines = [
        "| attempts that got through | "
        + " | ".join(heads.get(c, f"{c} alone") for c in columns)
        + " |",
        "|---|" + "---:|" * len(columns),
    ]
    for family in families:
        counts = (str(through[family, column]) for column in columns)
        lines.append(f"| {family} | " + " | ".join(counts) + " |")
    totals = (str(sum(through[family, column] for family in families)) for column in columns)
    lines.append("| **all** | " + " | ".join(f"**{total}**" for total in totals) + " |")
    names = len({attempt.attack.name for attempt in attempts})
    accounts = " and ".join(dict.fromkeys(attempt.account for attempt in attempts))
    lines += [
        "",
        f"{names} attacks, each tried as {accounts}; counted are the {len(live)} attempts that work"
        f" when nothing confines them. Linux {platform.release().split('-')[0]}, Python"
        f" {platform.python_version()}, {platform.machine()}; {dead} are not possible on it.",
    ]
    return "\n".join(lines) + "\n"


def write(table: str) -> None:
    """Replace what lies between the marks."""
    head, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    _, _, tail = rest.partition(END)
    PAGE.write_text(f"{head}{BEGIN}\n{table}\n{END}{tail}", "utf-8")


if __name__ == "__main__":
    sys.exit(main())
