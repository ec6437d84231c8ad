"""Taking the machine's memory, threads and descriptors. Each stops by itself, well short of it."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from autograd_tutor.evaluator.confine import Needs
from tests.attacks.attack import Proof, family

BOMB = family("bombs")

_MEMORY = {
    "bytearray": "b = [bytearray(b'x') * MEBI * 16 for _ in range(48)]",
    "torch": "t = [torch.ones(4 * MEBI) for _ in range(48)]",
    "one tensor": "t = torch.ones(192 * MEBI)",
    "numpy": "a = numpy.ones(96 * MEBI)",
    "malloc": "libc.malloc.restype = ctypes.c_void_p; p = [libc.malloc(16 * MEBI) for _ in range(48)]; [ctypes.memset(q, 1, 16 * MEBI) for q in p if q]",
    "anonymous map": "m = mmap.mmap(-1, 768 * MEBI, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS); ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(m)), 1, len(m))",
    "shared map": "m = mmap.mmap(-1, 768 * MEBI); ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(m)), 1, len(m))",
    "growing-down map": "p = libc_mmap(0, 768 * MEBI, 3, 0x122, -1, 0); ctypes.memset(p, 1, 768 * MEBI)",
    "memfd": "fd = os.memfd_create('x'); os.ftruncate(fd, 768 * MEBI); m = mmap.mmap(fd, 768 * MEBI); ctypes.memset(ctypes.addressof(ctypes.c_char.from_buffer(m)), 1, len(m))",
    "saved for backward": "x = torch.ones(4 * MEBI, requires_grad=True); y = x\nfor _ in range(48): y = y.exp()",
    "written, then made read-only": "libc.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]\nfor _ in range(48):\n    p = libc_mmap(0, 16 * MEBI, 3, 0x22, -1, 0); ctypes.memset(p, 1, 16 * MEBI); libc.mprotect(p, 16 * MEBI, 1)",
    "in a thread": "def f():\n    global b; b = [bytearray(b'x') * MEBI * 16 for _ in range(48)]\nt = threading.Thread(target=f); t.start(); t.join()",
}

_ON_A_CARD = {"written, then made read-only": Needs.CARD, "shared map": Needs.MORE}
"""There the server looks at what a worker holds: tests/evaluator has it."""

ATTACKS = (
    *(
        BOMB(
            name=f"memory: {name}",
            proof=Proof.MEMORY,
            code=code,
            slow=name not in ("bytearray", "memfd", "written, then made read-only"),
            card=_ON_A_CARD.get(name),
        )
        for name, code in _MEMORY.items()
    ),
    BOMB(
        name="threads: Python",
        proof=Proof.THREADS,
        code="threading.stack_size(65536); e = threading.Event()\nfor _ in range(160): threading.Thread(target=e.wait, daemon=True).start()\nhold()",
    ),
    BOMB(
        name="threads: pthread_create",
        proof=Proof.THREADS,
        code=(
            "a = ctypes.create_string_buffer(64); libc.pthread_attr_init(a); libc.pthread_attr_setstacksize(a, 65536)\n"
            "t = ctypes.c_ulong()\n"
            "for _ in range(160): libc.pthread_create(ctypes.byref(t), a, libc.pause, None)\n"
            "hold()"
        ),
    ),
    BOMB(
        name="processes",
        proof=Proof.PROCESS,
        code="for _ in range(3):\n    if os.fork() == 0: time.sleep(9)\nhold()",
    ),
    BOMB(
        name="descriptors: dup",
        proof=Proof.FILES,
        code="f = [os.dup(1) for _ in range(300)]; hold()",
    ),
    BOMB(
        name="descriptors: open",
        proof=Proof.FILES,
        code="f = [open('/dev/null') for _ in range(300)]; hold()",
    ),
    BOMB(
        name="descriptors: pipe",
        proof=Proof.FILES,
        code="f = [os.pipe() for _ in range(150)]; hold()",
    ),
    BOMB(
        name="disk",
        proof=Proof.FILE,
        code="f = open(NEW, 'wb')\nfor _ in range(20): f.write(bytes(MEBI))",
    ),
)
