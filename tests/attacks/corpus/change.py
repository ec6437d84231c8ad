"""Changing files: contents, names, modes, owners, times, attributes."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

CHANGE = family("change files")

_WAYS = {
    "open w": "open(NEW, 'w').write('x')",
    "open x": "open(NEW, 'x')",
    "append": "open(OLD, 'a').write('x')",
    "write in place": "open(OLD, 'r+').write('x')",
    "empty it": "open(OLD, 'w')",
    "os.open": "os.open(NEW, os.O_CREAT | os.O_WRONLY)",
    "O_TRUNC on a reader": "os.open(OLD, os.O_RDONLY | os.O_TRUNC)",
    "truncate": "os.truncate(OLD, 1)",
    "raw creat": "raw('creat', path(NEW), 0o600) if NR['creat'] > 0 else open(NEW, 'w')",
    "raw openat2": "how = (ctypes.c_uint64 * 3)(0o101, 0o600, 0); raw('openat2', -100, path(NEW), ctypes.addressof(how), 24)",
    "O_TMPFILE and link": "fd = os.open(DIR, os.O_TMPFILE | os.O_WRONLY); raw('linkat', -100, path(f'/proc/self/fd/{fd}'), -100, path(NEW), 0x400)",
    "mkdir": "os.mkdir(NEW)",
    "makedirs": "os.makedirs(NEW + '/a/b')",
    "rmdir": "os.rmdir(DIR + '/empty')",
    "unlink": "os.unlink(OLD)",
    "rmtree": "shutil.rmtree(DIR)",
    "rename": "os.rename(OLD, NEW)",
    "replace": "os.replace(OLD, DIR + '/empty/there')",
    "exchange": "raw('renameat2', -100, path(OLD), -100, path(SECRET), 2)",
    "link": "os.link(OLD, NEW)",
    "symlink": "os.symlink('/etc', NEW)",
    "fifo": "os.mkfifo(NEW)",
    "device node": "os.mknod(NEW, 0o20600, os.makedev(1, 3))",
    "socket node": "s = socket.socket(socket.AF_UNIX); s.bind(NEW)",
    "chmod": "os.chmod(OLD, 0o777)",
    "fchmod": "os.fchmod(os.open(OLD, 0), 0o777)",
    "chmod of a directory": "os.chmod(HOME, 0o777)",
    "raw fchmodat2": "raw('fchmodat2', -100, path(OLD), 0o777, 0)",
    "chown to a group": "os.chown(OLD, -1, GROUP)",
    "lchown": "os.lchown(OLD, 12, -1)",
    "utime": "os.utime(OLD, (1, 1))",
    "utimensat raw": "raw('utimensat', -100, path(OLD), 0, 0)",
    "setxattr": "os.setxattr(OLD, 'user.x', b'y')",
    "removexattr": "os.removexattr(OLD, 'user.mark')",
    "fallocate": "os.posix_fallocate(os.open(OLD, os.O_RDWR), 0, 9999)",
    "shared map": "m = mmap.mmap(os.open(OLD, os.O_RDWR), 0); m[0:1] = b'X'; m.flush()",
    "copy": "shutil.copy('/proc/self/status', NEW)",
    "move": "shutil.move(OLD, NEW)",
    "sendfile to a file": "os.sendfile(os.open(NEW, 65), os.open('/dev/zero', 0), 0, 99)",
    "reopen for writing": "fd = os.open(OLD, 0); open(f'/proc/self/fd/{fd}', 'w').write('x')",
    "tempfile": "f = tempfile.NamedTemporaryFile(dir=DIR, delete=False); f.write(b'x'); f.close()",
    "logging": "logging.FileHandler(NEW).emit(logging.makeLogRecord({'msg': 'x'}))",
    "sqlite": "import sqlite3; sqlite3.connect(NEW).execute('create table t(x)')",
    "torch.save": "torch.save(torch.ones(3), NEW)",
    "torch.from_file": "torch.from_file(NEW, shared=True, size=64).fill_(1)",
    "jit save": "torch._C.PyTorchFileWriter(NEW).write_end_of_file()",
    "numpy.save": "numpy.save(NEW + '.npy', numpy.ones(3))",
    "numpy.memmap": "numpy.memmap(NEW, mode='w+', shape=(8,))[:] = 1",
    "a module's bytecode": "import py_compile; py_compile.compile(DIR + '/module.py', NEW)",
    "fopen": "libc.fopen(NEW.encode(), b'w')",
    "from the root's descriptor": "os.open(NEW[1:], os.O_CREAT | os.O_WRONLY, dir_fd=os.open('/', 0))",
    "shared memory": "import _posixshmem; _posixshmem.shm_open('/' + SHM, os.O_CREAT | os.O_RDWR, mode=0o600)",
    "shm_open": "libc.shm_open(('/' + SHM).encode(), 0o102, 0o600)",
    "torch share_memory_": "t = torch.ones(9).share_memory_(); hold()",
    "in the engine's thread": "x = torch.ones(1, requires_grad=True); x.register_hook(lambda g: open(NEW, 'w') and None); x.sum().backward()",
    "32-bit entry": "int80(39, low(NEW), 0o700)",
    "x32 entry": "raw_number(0x40000000 | 83, path(NEW), 0o700)",
}
_ROOT_ONLY = ("lchown", "device node")
_NEEDS = {
    "chown to a group": "a second group to be in",
    "32-bit entry": "IA32 emulation",
    "x32 entry": "an x32 kernel",
    "raw fchmodat2": "Linux 6.6",
    "setxattr": "user attributes on the file system",
    "removexattr": "user attributes on the file system",
    "torch share_memory_": "shared memory",
    "sqlite": "sqlite3",
}

ATTACKS = tuple(
    CHANGE(
        name=f"change: {name}",
        proof=Proof.HANDLE if name == "torch share_memory_" else Proof.FILE,
        code=code,
        accounts=("root",) if name in _ROOT_ONLY else ("user", "root"),
        needs=_NEEDS.get(name, ""),
    )
    for name, code in _WAYS.items()
)
