"""`python -m bench`: measure, print the table, write it to bench/RESULTS.md."""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path

import psutil

from bench.measure import Sample, measure
from bench.report import report
from bench.subjects import BARE, IPYTHON, TUTOR

SUBJECTS = (TUTOR, BARE, IPYTHON)


def main() -> None:
    """Measure every program once unrecorded, to warm the disk cache, then in rounds."""
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--rounds", type=int, default=5, help="rounds to measure (5)")
    parser.add_argument(
        "--output",
        type=Path,
        default=Path(__file__).with_name("RESULTS.md"),
        help="where to write the results (bench/RESULTS.md)",
    )
    options = parser.parse_args()
    busy: list[float] = []
    samples: dict[str, list[Sample]] = {subject.name: [] for subject in SUBJECTS}
    with tempfile.TemporaryDirectory() as home:
        for number in range(options.rounds + 1):
            busy.append(psutil.cpu_percent(interval=1))
            for subject in SUBJECTS:
                print(f"round {number} of {options.rounds}: {subject.name}", flush=True)
                sample = measure(subject, Path(home))
                if number:
                    samples[subject.name].append(sample)
    results = report(samples, busy)
    print(f"\n{results}")
    options.output.write_text(results, encoding="utf-8")


if __name__ == "__main__":
    main()
