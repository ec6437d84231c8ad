"""The zygote, asked by an owner that does only what a test says."""

from __future__ import annotations

import subprocess
import sys

OWNER = """\
import os, socket
from autograd_tutor.evaluator.customers import MAKE, MESSAGE
from autograd_tutor.evaluator.nursery import start_zygote
from autograd_tutor.evaluator.options import Options

zygote, control = start_zygote(Options(spawn=True), close=())
control.recv(MESSAGE.size)
socket.send_fds(control, [MESSAGE.pack(MAKE, 0, 0)], [*os.pipe(), os.dup(2)])
control.close()
print(os.waitstatus_to_exitcode(os.waitpid(zygote, 0)[1]))
"""


def test_an_owner_that_goes_while_a_worker_is_made_is_not_spoken_of() -> None:
    """A learner would read of the zygote's broken pipe in the place of the owner's last words."""
    owner = subprocess.run([sys.executable, "-c", OWNER], capture_output=True, text=True)
    assert (owner.stdout, owner.stderr) == ("0\n", "")
