"""Runs attacks through a host and collects who managed what."""

from __future__ import annotations

import json
import os
import secrets
import subprocess
import sys
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from tests.attacks.attack import Attack, Proof

CONTROL_TRIES = 3


@dataclass(frozen=True)
class Attempt:
    """One attack by one account against some layers. `proofs` is empty if it got nothing."""

    attack: Attack
    account: str
    layers: str
    ready: bool
    proofs: tuple[tuple[Proof, str], ...]
    said: str
    seconds: float

    @property
    def worked(self) -> bool:
        """Whether it got what it was after; anything else it got is an escape all the same."""
        return any(proof is self.attack.proof for proof, _ in self.proofs)


class Arsenal:
    """A running host. Use as a context."""

    def __enter__(self) -> Arsenal:
        environment = {
            "PATH": os.environ["PATH"],
            "OPENBLAS_NUM_THREADS": "1",
            "MALLOC_ARENA_MAX": "2",
            "ATTACK_TOKEN": "e" + secrets.token_hex(8),
            "PYTHONWARNINGS": "ignore",
        }
        self._host = subprocess.Popen(
            [sys.executable, "-m", "tests.attacks.host"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=environment,
        )
        hello = self._read()
        self.layers: list[str] = hello["layers"]
        self.accounts: list[str] = hello["accounts"]
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._host.stdin and self._host.stdout
        self._host.stdin.close()
        self._host.wait(30)
        self._host.stdout.close()

    def _read(self) -> dict[str, Any]:
        assert self._host.stdout
        line = self._host.stdout.readline()
        if not line:
            raise RuntimeError(f"the host ended with status {self._host.wait()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def attempt(self, attack: Attack, account: str, layers: str) -> Attempt:
        """Let one attack loose and see."""
        assert self._host.stdin
        request = {"code": attack.code, "account": account, "layers": layers}
        self._host.stdin.write(json.dumps(request) + "\n")
        self._host.stdin.flush()
        answer = self._read()
        return Attempt(
            attack,
            account,
            layers,
            answer["ready"],
            tuple((Proof[name], detail) for name, detail in answer["proofs"]),
            answer["said"],
            answer["seconds"],
        )

    def control(self, attack: Attack, account: str) -> Attempt:
        """The attack with nothing in its way; tried again, because some race with the scheduler."""
        for _ in range(CONTROL_TRIES):
            attempt = self.attempt(attack, account, "none")
            if attempt.worked:
                break
        return attempt
