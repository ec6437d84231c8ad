"""Signals to other processes, by every call that sends one."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

SIGNAL = family("signals")

_INFO = "i = (ctypes.c_int * 32)(); i[0] = 10; i[2] = -1; "

ATTACKS = tuple(
    SIGNAL(
        name=f"signal: {name}",
        proof=Proof.VICTIM,
        code=code,
        accounts=("root",) if name == "the server" else ("user", "root"),
    )
    for name, code in {
        "kill": "os.kill(VICTIM, signal.SIGKILL)",
        "terminate": "os.kill(VICTIM, signal.SIGTERM)",
        "stop": "os.kill(VICTIM, signal.SIGSTOP)",
        "kill its group": "os.killpg(VICTIM, signal.SIGKILL)",
        "kill by minus group": "os.kill(-VICTIM, signal.SIGUSR1)",
        "the server": "os.kill(PARENT, signal.SIGUSR1)",
        "raw kill": "raw('kill', VICTIM, 10)",
        "kill with high bits set": "raw('kill', VICTIM | 7 << 32, 10)",
        "tkill": "raw('tkill', VICTIM, 10)",
        "tgkill": "raw('tgkill', VICTIM, VICTIM, 10)",
        "rt_sigqueueinfo": _INFO + "raw('rt_sigqueueinfo', VICTIM, 10, ctypes.addressof(i))",
        "rt_tgsigqueueinfo": _INFO
        + "raw('rt_tgsigqueueinfo', VICTIM, VICTIM, 10, ctypes.addressof(i))",
        "sigqueue": "libc.sigqueue(VICTIM, 10, 0)",
        "pidfd": "raw('pidfd_send_signal', raw('pidfd_open', VICTIM, 0), 10, 0, 0)",
        "pidfd from /proc": "raw('pidfd_send_signal', os.open(f'/proc/{VICTIM}', 0), 10, 0, 0)",
        "by a pipe's owner": (
            "import fcntl; r, w = os.pipe(); fcntl.fcntl(r, 8, VICTIM); fcntl.fcntl(r, 10, 10)\n"
            "fcntl.fcntl(r, 4, 0x2000); os.write(w, b'x'); time.sleep(0.05)"
        ),
        "from a thread": "t = threading.Thread(target=os.kill, args=(VICTIM, 10)); t.start(); t.join()",
        "from the engine's thread": (
            "x = torch.ones(1, requires_grad=True); x.register_hook(lambda g: os.kill(VICTIM, 10)); x.sum().backward()"
        ),
    }.items()
)
