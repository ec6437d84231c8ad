"""Starting programs and processes, by every door."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

EXECUTE = family("execute and fork")

_TOUCH = "'/usr/bin/touch', NEW"
_FILE = {
    "os.system": "os.system('touch ' + NEW)",
    "os.popen": "os.popen('touch ' + NEW).close()",
    "subprocess.run": f"subprocess.run([{_TOUCH}])",
    "subprocess shell": "subprocess.check_output('touch ' + NEW, shell=True)",
    "Popen in a new session": f"subprocess.Popen([{_TOUCH}], start_new_session=True).wait()",
    "posix_spawn": f"os.waitpid(os.posix_spawn('/usr/bin/touch', [{_TOUCH}], {{}}), 0)",
    "spawnv": f"os.spawnv(os.P_WAIT, '/usr/bin/touch', [{_TOUCH}])",
    "execv": f"os.execv('/usr/bin/touch', [{_TOUCH}])",
    "fexecve": f"os.execve(os.open('/usr/bin/touch', 0), [{_TOUCH}], {{}})",
    "by the loader": f"os.execv(glob.glob('/lib*/ld-linux*')[0], ['ld', {_TOUCH}])",
    "raw execve": "a = (ctypes.c_char_p * 3)(b'touch', NEW.encode(), None); raw('execve', path('/usr/bin/touch'), ctypes.addressof(a), 0)",
    "raw execveat": "a = (ctypes.c_char_p * 3)(b'touch', NEW.encode(), None); raw('execveat', -100, path('/usr/bin/touch'), ctypes.addressof(a), 0, 0)",
    "ctypes system": "libc.system(('touch ' + NEW).encode())",
    "ctypes popen": "libc.popen.restype = ctypes.c_void_p; libc.popen(('touch ' + NEW).encode(), b'r'); time.sleep(0.2)",
    "pty.spawn": f"import pty; pty.spawn([{_TOUCH}])",
    "asyncio subprocess": f"import asyncio\nasync def f():\n    p = await asyncio.create_subprocess_exec({_TOUCH}); await p.wait()\nasyncio.run(f())",
    "breakpoint hook": "os.environ['PYTHONBREAKPOINT'] = 'os.system'; breakpoint('touch ' + NEW)",
    "pickle": "pickle.loads(pickle.dumps(type('E', (), {'__reduce__': lambda s: (os.system, ('touch ' + NEW,))})()))",
    "torch.load": "b = io.BytesIO(); torch.save(type('E', (), {'__reduce__': lambda s: (os.system, ('touch ' + NEW,))})(), b); b.seek(0); torch.load(b, weights_only=False)",
    "in the engine's thread": "x = torch.ones(1, requires_grad=True); x.register_hook(lambda g: os.system('touch ' + NEW) and None); x.sum().backward()",
    "multiprocessing fork": "p = multiprocessing.get_context('fork').Process(target=os.mkdir, args=(NEW,)); p.start(); p.join()",
    "ProcessPoolExecutor": "from concurrent.futures import ProcessPoolExecutor as P\nwith P(1, multiprocessing.get_context('fork')) as p: p.submit(os.mkdir, NEW).result()",
    "torch.multiprocessing": "c = torch.multiprocessing.get_context('fork').Process(target=os.mkdir, args=(NEW,)); c.start(); c.join()",
    "cpp_extension": "cpp_extension.load_inline('e', 'int f() { return 1; }', functions=['f'], build_directory=NEW) if os.mkdir(NEW) is None else 0",
}
_HELD = {
    "os.fork": "os.fork(); hold()",
    "forkpty": "os.forkpty(); hold()",
    "raw fork": "raw('fork') if NR['fork'] > 0 else os.fork(); hold()",
    "raw vfork": "raw('vfork') if NR['vfork'] > 0 else os.fork(); hold()",
    "raw clone": "raw('clone', 17, 0, 0, 0, 0); hold()",
    "raw clone, a sibling": "raw('clone', 0x8000 | 17, 0, 0, 0, 0); hold()",
    "raw clone3": "a = (ctypes.c_uint64 * 8)(); a[4] = 17; raw('clone3', ctypes.addressof(a), 64); hold()",
    "32-bit fork": "int80(2, 0, 0); hold()",
    "DataLoader workers": "d = torch.utils.data.DataLoader(list(range(99)), num_workers=2, collate_fn=len); i = iter(d); hold()",
    "multiprocessing.Manager": "m = multiprocessing.get_context('fork').Manager(); hold()",
    "a process group": "os.setpgid(0, 0) if os.fork() == 0 else None; hold()",
    "a daemon": "os.fork() and os._exit(0); os.closerange(0, 3); os.setsid(); os.fork() and os._exit(0); time.sleep(5)",
}

ATTACKS = (
    *(
        EXECUTE(name=f"execute: {name}", proof=Proof.FILE, code=code, slow=name == "cpp_extension")
        for name, code in _FILE.items()
    ),
    *(
        EXECUTE(
            name=f"fork: {name}",
            proof=Proof.PROCESS,
            code=code,
            needs="IA32 emulation" if name == "32-bit fork" else "",
        )
        for name, code in _HELD.items()
    ),
    EXECUTE(
        name="torch.compile",
        proof=Proof.FILE,
        slow=True,
        needs="a C++ compiler",
        code="os.environ['TORCHINDUCTOR_CACHE_DIR'] = NEW; torch.compile(lambda t: t.sin() + 1)(torch.ones(99))",
    ),
)
