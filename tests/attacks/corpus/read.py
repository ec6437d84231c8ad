"""Reading what is not the learner's to read: keys in a home, answers, the machine's own files."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from autograd_tutor.evaluator.confine import Needs
from tests.attacks.attack import Proof, family

READ = family("read files")

_WAYS = {
    "open": "print(open(SECRET).read())",
    "pathlib": "print(pathlib.Path(SECRET).read_text())",
    "io.FileIO": "print(io.FileIO(SECRET).readall())",
    "io.open_code": "print(io.open_code(SECRET).read())",
    "os.open": "print(os.read(os.open(SECRET, 0), 999))",
    "codecs": "print(codecs.open(SECRET).read())",
    "tokenize": "print(tokenize.open(SECRET).read())",
    "fileinput": "print(list(fileinput.input([SECRET])))",
    "linecache": "print(linecache.getlines(SECRET))",
    "runpy": "runpy.run_path(SECRET)",
    "importlib": "importlib.machinery.SourceFileLoader('m', SECRET).load_module()",
    "get_data": "print(importlib.machinery.SourceFileLoader('m', '').get_data(SECRET))",
    "mmap module": "print(mmap.mmap(os.open(SECRET, 0), 0, prot=1)[:])",
    "shutil": "shutil.copyfileobj(open(SECRET), sys.stdout)",
    "torch.serialization": "print(torch.serialization.os.read(torch.serialization.os.open(SECRET, 0), 99))",
    "torch.builtins": "print(torch.builtins.open(SECRET).read())",
    "torch.from_file": "print(bytes(torch.from_file(SECRET, size=16, dtype=torch.uint8).tolist()))",
    "torch.UntypedStorage": "print(bytes(torch.UntypedStorage.from_file(SECRET, nbytes=16).tolist()))",
    "numpy.fromfile": "print(numpy.fromfile(SECRET, dtype=numpy.uint8).tobytes())",
    "numpy.memmap": "print(numpy.memmap(SECRET, mode='r').tobytes())",
    "numpy.loadtxt": "print(numpy.genfromtxt(SECRET, dtype=str))",
    "sendfile": "os.sendfile(1, os.open(SECRET, 0), 0, 99)",
    "splice": "fd = os.open(SECRET, 0); raw('splice', fd, 0, 1, 0, 99, 0)",
    "preadv": "b = bytearray(99); os.preadv(os.open(SECRET, 0), [b], 0); print(b)",
    "ctypes fopen": (
        "libc.fopen.restype = ctypes.c_void_p; f = libc.fopen(SECRET.encode(), b'r')\n"
        "b = ctypes.create_string_buffer(99); f and libc.fgets(b, 99, ctypes.c_void_p(f)); print(b.value)"
    ),
    "raw openat": "print(os.read(raw('openat', -100, path(SECRET), 0), 99))",
    "raw openat2": (
        "how = (ctypes.c_uint64 * 3)(); "
        "print(os.read(raw('openat2', -100, path(SECRET), ctypes.addressof(how), 24), 99))"
    ),
    "from the root's descriptor": "print(open(SECRET[1:], opener=lambda p, f: os.open(p, f, dir_fd=os.open('/', 0))).read())",
    "by /proc/self/root": "print(open('/proc/self/root' + SECRET).read())",
    "by /proc/self/cwd": "os.chdir(os.path.dirname(SECRET)); print(open('/proc/self/cwd/' + os.path.basename(SECRET)).read())",
    "by the server's root": "print(open(f'/proc/{PARENT}/root' + SECRET).read())",
    "O_PATH then reopen": "fd = os.open(SECRET, os.O_PATH); print(open(f'/proc/self/fd/{fd}').read())",
    "machine code": (
        "code = bytes.fromhex('b802000000be000000000f05c3')  # mov eax, 2; mov esi, 0; syscall; ret\n"
        "page = libc_mmap(0, 4096, 7, 0x22, -1, 0)\n"
        "ctypes.memmove(page, code, len(code))\n"
        "print(os.read(ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_char_p)(page)(SECRET.encode()), 99))"
    ),
    "in a thread": "t = threading.Thread(target=lambda: print(open(SECRET).read())); t.start(); t.join()",
    "in the engine's thread": (
        "x = torch.ones(1, requires_grad=True); x.register_hook(lambda g: print(open(SECRET).read()))\n"
        "x.sum().backward()"
    ),
    "at exit of a context": "class C:\n    def __del__(self): print(open(SECRET).read())\nC()",
}

ATTACKS = (
    *(
        READ(
            name=f"read a key: {name}",
            proof=Proof.LEAK,
            code=code,
            accounts=("root",) if "the server" in name else ("user", "root"),
            needs="x86_64" if name == "machine code" else "",
        )
        for name, code in _WAYS.items()
    ),
    READ(name="list a home", proof=Proof.LEAK, code="print(os.listdir(HOME))"),
    READ(name="scan a home", proof=Proof.LEAK, code="print([e.name for e in os.scandir(HOME)])"),
    READ(name="glob a home", proof=Proof.LEAK, code="print(glob.glob(HOME + '/*'))"),
    READ(name="walk a home", proof=Proof.LEAK, code="print(list(os.walk(HOME)))"),
    READ(
        name="read by a file handle",
        proof=Proof.LEAK,
        accounts=("root",),
        code=(
            "h = ctypes.create_string_buffer(256); ctypes.c_uint.from_buffer(h).value = 128; m = ctypes.c_int()\n"
            "raw('name_to_handle_at', -100, path(SECRET), ctypes.addressof(h), ctypes.addressof(m), 0)\n"
            "print(os.read(raw('open_by_handle_at', os.open('/', 0), ctypes.addressof(h), 0), 99))"
        ),
    ),
    READ(
        name="read our own package",
        proof=Proof.LEAK,
        code="print(open(PACKAGE + '/__init__.py').read())",
    ),
    READ(
        name="read the answers",
        proof=Proof.LEAK,
        code="print(open(ANSWERS).read())",
    ),
    READ(
        name="ask the importer for our source",
        proof=Proof.LEAK,
        code="import inspect, autograd_tutor; print(inspect.getsource(autograd_tutor))",
    ),
    READ(name="read /etc/passwd", proof=Proof.LEAK, code="print(open('/etc/passwd').read())"),
    READ(
        name="ask for accounts",
        proof=Proof.LEAK,
        code="import pwd; print(':'.join(map(str, pwd.getpwuid(0))))",
    ),
    READ(
        name="read the machine's connections",
        proof=Proof.LEAK,
        card=Needs.MORE,
        code="print(open('/proc/self/net/tcp').read())",
    ),
    READ(
        name="read the machine's mounts",
        proof=Proof.LEAK,
        card=Needs.MORE,
        code="print(open('/proc/self/mountinfo').read())",
    ),
    *(
        READ(
            name=f"read the machine's {name} by a thread",
            proof=Proof.LEAK,
            code=f"print(open('/proc/thread-self/{path}').read())",
            card=Needs.MORE,
        )
        for name, path in (("connections", "net/tcp"), ("mounts", "mountinfo"))
    ),
    READ(
        name="read our own environment by a thread",
        proof=Proof.LEAK,
        code="print(open('/proc/thread-self/environ').read())",
        card=Needs.MORE,
    ),
    READ(
        name="read the kernel's version",
        proof=Proof.LEAK,
        code="print(open('/proc/version').read())",
    ),
    READ(
        name="read our own environment",
        proof=Proof.LEAK,
        card=Needs.MORE,
        code="print(open('/proc/self/environ').read())",
    ),
    READ(
        name="read the disk",
        proof=Proof.LEAK,
        accounts=("root",),
        needs="a block device that root may open",
        code="print(os.pread(os.open(DISK, 0), 16, 1128).hex())",
    ),
    READ(
        name="read the kernel's symbols",
        proof=Proof.LEAK,
        accounts=("root",),
        code="print(open('/proc/kallsyms').readline())",
    ),
)
