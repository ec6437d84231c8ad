"""Reaching anything by a socket. Every listener is on loopback or in the test's directory."""

# ruff: noqa: E501  (an attack is one entry, on one line where it can be)

from tests.attacks.attack import Proof, family

NETWORK = family("network")

_TRAFFIC = {
    "TCP": "socket.create_connection(('127.0.0.1', TCP)).send(b'hi')",
    "TCP 6": "socket.create_connection(('::1', TCP6)).send(b'hi')",
    "TCP fast open": "s = socket.socket(); s.sendto(b'hi', socket.MSG_FASTOPEN, ('127.0.0.1', TCP))",
    "UDP": "socket.socket(type=socket.SOCK_DGRAM).sendto(b'hi', ('127.0.0.1', UDP))",
    "UDP connected": "s = socket.socket(type=socket.SOCK_DGRAM); s.connect(('127.0.0.1', UDP)); s.send(b'hi')",
    "unix stream": "s = socket.socket(socket.AF_UNIX); s.connect(UNIX); s.send(b'hi')",
    "unix datagram": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'hi', UNIX_DATAGRAM)",
    "unix abstract": "s = socket.socket(socket.AF_UNIX); s.connect(ABSTRACT); s.send(b'hi')",
    "unix abstract datagram": "socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM).sendto(b'hi', ABSTRACT_DATAGRAM)",
    "pass a descriptor": "s = socket.socket(socket.AF_UNIX); s.connect(UNIX); socket.send_fds(s, [b'hi'], [1])",
    "http": "import http.client; http.client.HTTPConnection('127.0.0.1', TCP, timeout=0.2).request('GET', '/')",
    "urllib": "import urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{TCP}/', timeout=0.2)",
    "torch.hub": "torch.hub.download_url_to_file(f'http://127.0.0.1:{TCP}/', NEW)",
    "asyncio": "import asyncio\nasync def f():\n    r, w = await asyncio.open_connection('127.0.0.1', TCP); w.write(b'hi'); await w.drain()\nasyncio.run(f())",
    "TCPStore": "torch.distributed.TCPStore('127.0.0.1', TCP, is_master=False, timeout=datetime.timedelta(seconds=1))",
    "multiprocessing Client": "from multiprocessing.connection import Client; Client(('127.0.0.1', TCP))",
    "logging SocketHandler": "import logging.handlers; logging.handlers.SocketHandler('127.0.0.1', TCP).emit(logging.makeLogRecord({}))",
    "ctypes": "a = struct.pack('<HH4s8x', 2, socket.htons(TCP), bytes([127, 0, 0, 1])); s = libc.socket(2, 1, 0); libc.connect(s, a, 16); libc.send(s, b'hi', 2, 0)",
    "raw": "a = ctypes.create_string_buffer(struct.pack('<HH4s8x', 2, socket.htons(UDP), bytes([127, 0, 0, 1]))); raw('sendto', raw('socket', 2, 2, 0), path('hi'), 2, 0, ctypes.addressof(a), 16)",
    "in a thread": "t = threading.Thread(target=lambda: socket.create_connection(('127.0.0.1', TCP)).send(b'hi')); t.start(); t.join()",
    "listen": "s = socket.create_server(('127.0.0.1', FREE)); s.settimeout(0.5); c, _ = s.accept(); c.send(b'hi')",
}
_SOCKETS = {
    "a pair": ("s = socket.socketpair(); hold()", "both"),
    "ICMP": ("s = socket.socket(2, socket.SOCK_RAW, 1); hold()", "root"),
    "packets": ("s = socket.socket(17, socket.SOCK_RAW, 768); hold()", "root"),
    "netlink": ("s = socket.socket(16, socket.SOCK_RAW, 0); hold()", "both"),
    "audit netlink": ("s = socket.socket(16, socket.SOCK_RAW, 9); hold()", "both"),
    "vsock": ("s = socket.socket(40, socket.SOCK_STREAM); hold()", "maybe"),
    "kernel crypto": ("s = socket.socket(38, socket.SOCK_SEQPACKET); hold()", "maybe"),
    "SCTP": ("s = socket.socket(2, socket.SOCK_STREAM, 132); hold()", "maybe"),
    "MPTCP": ("s = socket.socket(2, socket.SOCK_STREAM, 262); hold()", "maybe"),
    "bluetooth": ("s = socket.socket(31, socket.SOCK_RAW, 1); hold()", "maybe"),
    "TIPC": ("s = socket.socket(30, socket.SOCK_RDM); hold()", "maybe"),
    "UDP listening": ("s = socket.socket(2, 2); s.bind(('127.0.0.1', 0)); hold()", "both"),
}

ATTACKS = (
    *(
        NETWORK(
            name=f"network: {name}",
            proof=Proof.TRAFFIC,
            code=code,
            needs="IPv6" if "6" in name else "",
            slow=name == "TCPStore",
        )
        for name, code in _TRAFFIC.items()
    ),
    *(
        NETWORK(
            name=f"socket: {name}",
            proof=Proof.HANDLE,
            code=code,
            accounts=("root",) if who == "root" else ("user", "root"),
            needs="that protocol" if who == "maybe" else "",
        )
        for name, (code, who) in _SOCKETS.items()
    ),
)
