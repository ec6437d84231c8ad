"""Attacks on what is around the worker: the server, the frames, the UI, the next cell.

Their proof is that something outside stops working, so each is a cell run through the client.
"""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from __future__ import annotations

FLOODS = {
    "stdout": "for _ in range(100_000): print('x' * 100)",
    "stderr": "import sys\nfor _ in range(100_000): sys.stderr.write('x' * 100)",
    "one line": "print('x' * 30_000_000)",
    "bytes": "import os\nfor _ in range(300): os.write(1, bytes(range(256)) * 400)",
    "escape sequences": "print('\\x1b[2J\\x1b]0;title\\x07\\x1bc\\x9b31m\\r\\x08' * 100)",
    "markup": "print('[red]x[/red][@click=app.quit]y[/]' * 100)",
    "bidirectional text": "print('\\u202e' * 1000 + '\\ud800')",
    "a huge value": "'x' * 50_000_000",
    "a huge error": "raise ValueError('x' * 50_000_000)",
    "a huge name": "type('X' * 1_000_000, (Exception,), {})()",
    "a deep traceback": "def f(n): return f(n + 1)\nf(0)",
    "warnings": "import warnings\nfor i in range(20_000): warnings.warn(f'warning {i}')",
    "a chain of errors": "e = None\nfor i in range(20_000):\n    n = ValueError(i); n.__cause__ = e; e = n\nraise e",
    "curves": "for i in range(2_000): plot([0, 1], [0, i], label='x' * 100)",
    "points": "plot(torch.zeros(5_000_000), torch.zeros(5_000_000))",
    "not numbers": "plot([float('nan')] * 9, [float('inf')] * 9)",
    "titles": "import matplotlib.pyplot as plt\nplt.plot([0, 1], [0, 1]); plt.title('x' * 5_000_000)",
    "frames on every descriptor": "import os\nfor fd in range(3, 9):\n    try: os.write(fd, b'x' * 65536)\n    except OSError: pass",
}

LOOPS = {
    "Python": "while True: pass",
    "C": "sum(range(10**12))",
    "C++": "a = torch.randn(400, 400)\nwhile True: a = a @ a",
    "one long operation": "torch.linalg.svd(torch.randn(2500, 2500))",
    "a big number": "10 ** 10 ** 8",
    "a regular expression": "import re; re.match('(a+)+$', 'a' * 60 + 'b')",
    "catches everything": "while True:\n    try:\n        while True: pass\n    except BaseException: pass",
    "ignores the signal": "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN)\nwhile True: pass",
    "handles the signal": "import signal; signal.signal(signal.SIGINT, lambda *_: None)\nwhile True: pass",
    "blocks all signals": "import signal; signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
    "sleeps in C": "import ctypes; l = ctypes.PyDLL(None)\nwhile True: l.sleep(100)",
    "waits for itself": "import threading; l = threading.Lock(); l.acquire(); l.acquire()",
    "reads its own requests": "import os\nwhile True: os.read(3, 1)",
    "a finaliser": "class D:\n    def __del__(self):\n        while True: pass\nd = D(); del d",
    "a repr": "class D:\n    def __repr__(self):\n        while True: pass\nD()",
    "a trace function": "import sys\ndef f(*_):\n    while True: pass\nsys.settrace(f)\n(lambda: 1)()",
    "at exit": "import atexit\ndef f():\n    while True: pass\natexit.register(f); raise SystemExit",
    "an engine hook": "x = torch.ones(1, requires_grad=True)\ndef f(g):\n    while True: pass\nx.register_hook(f); x.sum().backward()",
    "stops itself": "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)",
    "a thread that holds the lock": "import ctypes, threading\nthreading.Thread(target=ctypes.PyDLL(None).sleep, args=(100,)).start()",
}

CRASHES = {
    "null": "import ctypes; ctypes.string_at(0)",
    "abort": "import os; os.abort()",
    "exit 0": "import os; os._exit(0)",
    "exit 1": "import os; os._exit(1)",
    "kill": "import os; os.kill(os.getpid(), 9)",
    "segfault by signal": "import os; os.kill(os.getpid(), 11)",
    "bad system call by signal": "import os; os.kill(os.getpid(), 31)",
    "terminate": "import os; os.kill(os.getpid(), 15)",
    "a wrong architecture's call": "import ctypes, mmap\nm = mmap.mmap(-1, 4096, flags=0x22, prot=7); m.write(bytes.fromhex('b814000000cd80c3'))\nctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(m)))()",
    "stack": "import sys; sys.setrecursionlimit(10**9)\nclass A:\n    def __getattr__(self, n): return getattr(self, n)\nA().x",
    "the heap": "import ctypes\nfor i in range(200): ctypes.CDLL(None).free(ctypes.c_void_p(id(None) + 16 * i))",
    "None": "import ctypes; ctypes.memset(id(None), 0, 16)",
    "memory": "b = []\nwhile True: b.append(bytearray(1 << 26))",
    "one tensor": "torch.ones(1 << 40)",
    "sys.exit": "import sys; sys.exit('bye')",
    "quit": "raise SystemExit(3)",
    "interrupts itself": "raise KeyboardInterrupt",
    "an error that can't be shown": "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E",
    "an error that is no text": "class E(Exception):\n    def __str__(self): return 3\nraise E",
    "a repr that ends it": "class E:\n    def __repr__(self): raise SystemExit\nE()",
    "a value that kills": "class E:\n    def __repr__(self):\n        import os; os._exit(0)\nE()",
    "a lying class": "class E(Exception):\n    __class__ = property(lambda s: 1 / 0)\nraise E",
}

BROKEN = {
    "no builtins": "import builtins\nfor n in list(vars(builtins)):\n    if n[0] != '_': delattr(builtins, n)",
    "print": "import builtins; builtins.print = builtins.len = builtins.isinstance = None",
    "open": "import builtins; builtins.__import__ = builtins.open = builtins.str = None",
    "json": "import json; json.dumps = json.loads = lambda *a, **k: '{}'",
    "os.write": "import os; os.write = lambda fd, data: len(data)",
    "os.write of nothing": "import os; os.write = lambda fd, data: 0",
    "os.read": "import os; os.read = lambda *_: b'x' * 999",
    "struct": "import struct; struct.pack = struct.unpack = None",
    "no stdout": "import sys; sys.stdout = sys.stderr = None",
    "closed stdout": "import sys; sys.stdout.close()",
    "no modules": "import sys; sys.modules.clear()",
    "torch": "torch.Tensor.backward = torch.autograd.grad = torch.Tensor.detach = None",
    "torch functions": "for n in ('linspace', 'tensor', 'zeros', 'manual_seed', 'set_warn_always', 'is_tensor'): setattr(torch, n, None)",
    "torch's tensor class": "torch.Tensor.__repr__ = torch.Tensor.tolist = torch.Tensor.__eq__ = lambda *_: 1 / 0",
    "default types": "torch.set_default_dtype(torch.float16); torch.set_grad_enabled(False); torch.set_default_device('meta')",
    "warnings": "import warnings; warnings.showwarning = warnings.warn = warnings.catch_warnings = None",
    "traceback": "import traceback, linecache; traceback.TracebackException = traceback.extract_tb = linecache.getline = None; 1 / 0",
    "hooks": "import sys; sys.excepthook = sys.displayhook = sys.unraisablehook = None; 1 / 0",
    "profile": "import sys; sys.setprofile(lambda *_: 1 / 0)",
    "recursion limit": "import sys; sys.setrecursionlimit(60)",
    "time": "import time; time.time = time.monotonic = time.perf_counter = lambda: -1e9",
    "our worker": "import sys\nfor n, m in list(sys.modules.items()):\n    if n.startswith('autograd_tutor'):\n        for k in list(vars(m)):\n            if k[0] != '_': setattr(m, k, None)",
    "garbage collection": "import gc; gc.disable(); gc.get_objects()[0]\nfor o in gc.get_objects():\n    if type(o) is dict and 'cells' in o: o.clear()",
    "threads": "import threading; threading.Thread.start = None; threading._shutdown = None",
}

_EVERY = "import os\ndef every(data):\n    for fd in range(3, 9):\n        try: os.write(fd, data)\n        except OSError: pass\n"
_FRAMES = "import sys; f = sys.modules['autograd_tutor.evaluator.frames']\n"

CHANNEL = {
    "close everything": "import os; os.closerange(0, 99)",
    "close and go on": "import os; os.closerange(0, 99)\nwhile True: pass",
    "close the output": "import os; os.close(1); os.close(2)",
    "exchange descriptors": "import os; os.dup2(1, 3); os.dup2(1, 4); print('x')",
    "output on the results": "import os; os.dup2(4, 1); print('x' * 100_000)",
    "results on the output": "import os; os.dup2(1, 4)",
    "garbage": _EVERY + "every(bytes(range(256)) * 16)",
    "zeros": _EVERY + "every(bytes(4096))",
    "a length of 2 GB": _EVERY + "every(b'\\x7f\\xff\\xff\\xff' + b'x' * 999)",
    "a length of 4 GB": _EVERY + "every(b'\\xff' * 999)",
    "half a frame": _EVERY + "every(b'\\x00\\x00\\x10\\x00\\x00'); os._exit(0)",
    "a frame in pieces": _EVERY
    + "import time\nfor _ in range(9): every(b'\\x00'); time.sleep(0.01)",
    "a flood of frames": _EVERY
    + _FRAMES
    + "d = f.encode(f.FINAL, 1, b'{}')\nfor _ in range(20_000): every(d)",
    "big frames": _EVERY + _FRAMES + "d = f.encode(f.FINAL, 1, b'{}', bytes(1 << 22))\nevery(d)",
    "deep JSON": _EVERY + _FRAMES + "every(f.encode(f.FINAL, 1, b'[' * 100_000))",
    "a number of a million digits": _EVERY
    + _FRAMES
    + "every(f.encode(f.FINAL, 1, b'9' * 900_000))",
    "a result that is no result": _EVERY
    + _FRAMES
    + "every(f.encode(f.FINAL, 1, b'{\"value\": 3}'))",
    "unknown fields": _EVERY + _FRAMES + "every(f.encode(f.FINAL, 1, b'{\"passed\": true}'))",
    "not UTF-8": _EVERY + _FRAMES + 'every(f.encode(f.FINAL, 1, b\'{"value": "\\xff"}\'))',
    "another channel": _EVERY + _FRAMES + 'every(f.encode(f.FINAL, 2, b\'{"value": "spoof"}\'))',
    "another kind": _EVERY
    + _FRAMES
    + "[every(f.encode(k, 1, b'{}')) for k in range(16) if k != f.FINAL]",
    "two results": _EVERY
    + _FRAMES
    + 'd = f.encode(f.FINAL, 1, b\'{"value": "spoof"}\'); every(d); every(d)',
    "a result for the next run": _EVERY
    + _FRAMES
    + 'import threading, time\ndef later():\n    time.sleep(0.05); every(f.encode(f.FINAL, 1, b\'{"value": "spoof"}\'))\nthreading.Thread(target=later, daemon=True).start()',
    "a terminal's answer": "print('\\x1b[c\\x1b[6n\\x1b[?1049h\\x1bP+q\\x1b\\\\')",
}

GRADING = {
    "patched grad": "torch.autograd.grad = lambda y, x, *a, **k: (torch.ones_like(x),)",
    "patched backward": "torch.Tensor.backward = lambda self, *a, **k: None",
    "patched allclose": "torch.allclose = torch.equal = torch.isclose = lambda *a, **k: True",
    "a lying tensor": "class T(torch.Tensor):\n    def __eq__(self, o): return True\n    def tolist(self): return [0.0]\n    shape = (200,)\ny = T()\ny",
    "a lying repr": "class T:\n    def __repr__(self): return 'tensor([0.])'\nT()",
    "a function for every operation": "class M(torch.overrides.TorchFunctionMode):\n    def __torch_function__(self, f, t, a=(), k=None): return torch.ones(1)\nM().__enter__()",
    "a dispatch mode": "from torch.utils._python_dispatch import TorchDispatchMode\nclass M(TorchDispatchMode):\n    def __torch_dispatch__(self, f, t, a=(), k=None): return torch.ones(1)\nM().__enter__()",
    "a seed that never moves": "torch.manual_seed = lambda *_: None; torch.rand = lambda *_: torch.zeros(3)",
    "answers by name": "import sys; [m for n, m in sys.modules.items() if 'lesson' in n or 'grading' in n][0]",
}

FAMILIES = {
    "floods": FLOODS,
    "loops": LOOPS,
    "crashes": CRASHES,
    "broken builtins": BROKEN,
    "frame channel": CHANNEL,
    "grading": GRADING,
}
