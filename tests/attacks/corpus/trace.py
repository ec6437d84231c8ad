"""Looking into other processes: their memory, environment, descriptors, mappings."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

TRACE = family("inspect processes")

_PTRACE = "libc.ptrace.argtypes = [ctypes.c_long] * 4; libc.ptrace.restype = ctypes.c_long\n"

ATTACKS = (
    TRACE(
        name="read another's memory file",
        proof=Proof.LEAK,
        code="print(os.pread(os.open(f'/proc/{VICTIM}/mem', 0), 64, VICTIM_ADDRESS))",
    ),
    TRACE(
        name="process_vm_readv",
        proof=Proof.LEAK,
        code=(
            "b = ctypes.create_string_buffer(64)\n"
            "here = (ctypes.c_uint64 * 2)(ctypes.addressof(b), 64); there = (ctypes.c_uint64 * 2)(VICTIM_ADDRESS, 64)\n"
            "raw('process_vm_readv', VICTIM, ctypes.addressof(here), 1, ctypes.addressof(there), 1, 0); print(b.raw)"
        ),
    ),
    TRACE(
        name="ptrace peek",
        proof=Proof.LEAK,
        code=_PTRACE
        + (
            "libc.ptrace(16, VICTIM, 0, 0); time.sleep(0.01)\n"
            "words = [libc.ptrace(2, VICTIM, VICTIM_ADDRESS + 8 * i, 0) for i in range(5)]\n"
            "print(b''.join(struct.pack('q', w) for w in words)); libc.ptrace(17, VICTIM, 0, 0)"
        ),
    ),
    TRACE(
        name="read another's environment",
        proof=Proof.LEAK,
        code="print(open(f'/proc/{VICTIM}/environ').read())",
    ),
    TRACE(
        name="read another's mappings",
        proof=Proof.LEAK,
        code="print(open(f'/proc/{VICTIM}/maps').read())",
    ),
    TRACE(
        name="read another's smaps",
        proof=Proof.LEAK,
        code="print(open(f'/proc/{VICTIM}/smaps').read())",
    ),
    TRACE(
        name="read another's map files",
        proof=Proof.LEAK,
        code="d = f'/proc/{VICTIM}/map_files/'; print([os.readlink(d + n) for n in os.listdir(d)])",
    ),
    TRACE(
        name="reopen another's descriptor",
        proof=Proof.LEAK,
        code="print(open(f'/proc/{VICTIM}/fd/{VICTIM_FD}').read())",
    ),
    TRACE(
        name="follow another's descriptor",
        proof=Proof.LEAK,
        code="print(os.readlink(f'/proc/{VICTIM}/fd/{VICTIM_FD}'))",
    ),
    TRACE(
        name="follow another's directory",
        proof=Proof.LEAK,
        code="print(open(f'/proc/{VICTIM}/cwd/' + os.path.basename(SECRET)).read())",
    ),
    TRACE(
        name="take another's descriptor",
        proof=Proof.LEAK,
        code="fd = raw('pidfd_getfd', raw('pidfd_open', VICTIM, 0), VICTIM_FD, 0); print(os.pread(fd, 99, 0))",
    ),
    TRACE(
        name="read the server's environment",
        proof=Proof.LEAK,
        accounts=("root",),
        code="print(open(f'/proc/{PARENT}/environ').read())",
    ),
    TRACE(
        name="read the server's descriptors",
        proof=Proof.HANDLE,
        accounts=("root",),
        code="d = f'/proc/{PARENT}/fd/'; fd = [os.open(d + n, 0) for n in os.listdir(d) if os.readlink(d + n)[0] == '/']; hold()",
    ),
    TRACE(
        name="list processes",
        proof=Proof.LEAK,
        code="print([open(f'/proc/{p}/environ').read() for p in os.listdir('/proc') if p == str(VICTIM)])",
    ),
    TRACE(
        name="ptrace stop",
        proof=Proof.VICTIM,
        code=_PTRACE + "libc.ptrace(16, VICTIM, 0, 0); time.sleep(0.02); hold()",
    ),
    TRACE(
        name="ptrace seize and interrupt",
        proof=Proof.VICTIM,
        code=_PTRACE
        + "libc.ptrace(0x4206, VICTIM, 0, 0); libc.ptrace(0x4207, VICTIM, 0, 0); time.sleep(0.02); hold()",
    ),
    TRACE(
        name="ptrace poke",
        proof=Proof.VICTIM,
        code=_PTRACE
        + "libc.ptrace(16, VICTIM, 0, 0); time.sleep(0.01); libc.ptrace(5, VICTIM, VICTIM_ADDRESS, 0x41414141); libc.ptrace(17, VICTIM, 0, 0)",
    ),
    TRACE(
        name="process_vm_writev",
        proof=Proof.VICTIM,
        code=(
            "b = ctypes.create_string_buffer(b'A' * 16)\n"
            "here = (ctypes.c_uint64 * 2)(ctypes.addressof(b), 16); there = (ctypes.c_uint64 * 2)(VICTIM_ADDRESS, 16)\n"
            "raw('process_vm_writev', VICTIM, ctypes.addressof(here), 1, ctypes.addressof(there), 1, 0)"
        ),
    ),
    TRACE(
        name="write another's memory file",
        proof=Proof.VICTIM,
        code="os.pwrite(os.open(f'/proc/{VICTIM}/mem', 1), b'A' * 16, VICTIM_ADDRESS)",
    ),
)
