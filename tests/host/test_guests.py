"""A zygote's guest servers: what one of them gains that is in the hands of its account."""

from __future__ import annotations

import subprocess
import sys

from tests.host.running import SECONDS, needs_root

pytestmark = needs_root

GUEST = """
import os, signal, socket, struct
from autograd_tutor.evaluator import zygote
from autograd_tutor.evaluator.nursery import start_zygote
from autograd_tutor.evaluator.options import Options
from autograd_tutor.evaluator.customers import ADMIT, BORN, MAKE, MESSAGE, READY, SIGNAL

zygote.GUEST_WORKERS = 3
pid, control = start_zygote(Options(), close=())
assert MESSAGE.unpack(control.recv(MESSAGE.size, socket.MSG_WAITALL))[0] == READY

def guest(uid):
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    who = f"[{uid}, {uid}, []]".encode()
    socket.send_fds(control, [MESSAGE.pack(ADMIT, 0, len(who))], [theirs.fileno()])
    control.sendall(who)
    theirs.close()
    assert MESSAGE.unpack(ours.recv(MESSAGE.size))[0] == READY
    return ours

def pipes():
    return [os.pipe()[number] for number in (0, 1, 1)]

def is_out(ours):
    try:
        while data := ours.recv(MESSAGE.size):
            pass
    except ConnectionError:
        pass
    return True

victim = guest(61001)
socket.send_fds(victim, [MESSAGE.pack(MAKE, 0, 0)], pipes())
what, worker, _ = MESSAGE.unpack(victim.recv(MESSAGE.size))
assert what == BORN
root = b"[0, 0, []]"
for message, fds in [
    (MESSAGE.pack(ADMIT, 0, len(root)), pipes()),
    (MESSAGE.pack(MAKE, 0, 0), pipes()[:2]),
    (MESSAGE.pack(MAKE, 0, 0)[:3], []),
    (MESSAGE.pack(99, 0, 0), []),
    (MESSAGE.pack(SIGNAL, worker, 99), []),
    (b"x" * 4000, []),
]:
    evil = guest(61002)
    socket.send_fds(evil, [message], fds) if fds else evil.send(message)
    assert is_out(evil), message
evil = guest(61002)
evil.send(MESSAGE.pack(SIGNAL, worker, signal.SIGKILL))
evil.send(MESSAGE.pack(SIGNAL, pid, signal.SIGKILL))
socket.send_fds(evil, [MESSAGE.pack(MAKE, 0, 0)], pipes())
what, own, _ = MESSAGE.unpack(evil.recv(MESSAGE.size))
assert what == BORN
while "Uid:\\t61002\\t61002\\t61002" not in open(f"/proc/{own}/status").read():
    pass
assert os.path.exists(f"/proc/{worker}")
for _ in range(3):
    try:
        socket.send_fds(evil, [MESSAGE.pack(MAKE, 0, 0)], pipes())
    except OSError:
        break
assert is_out(evil)
victim.setblocking(False)
try:
    print(victim.recv(MESSAGE.size))
except BlockingIOError:
    print("unharmed")
control.close()
os.waitpid(pid, 0)
"""


def test_a_server_in_its_accounts_hands_gets_no_more_than_its_account() -> None:
    """It can't admit others, choose who it is, signal what is not its own, or stay if it tries."""
    done = subprocess.run(
        [sys.executable, "-c", GUEST], capture_output=True, text=True, timeout=SECONDS
    )
    assert done.stdout == "unharmed\n", done.stderr
