"""Lesson tracking-off: right answers to its exercises, and what its prose states."""

METER = """
def saved(run):
    kept = {}
    def pack(tensor):
        kept[tensor.untyped_storage().data_ptr()] = tensor.untyped_storage().nbytes()
        return tensor
    with torch.autograd.graph.saved_tensors_hooks(pack, lambda tensor: tensor):
        result = run()
    return sum(kept.values()), len(kept)
"""

NET = """
layers = [torch.nn.Dropout(0.1)]
for _ in range(8):
    layers += [torch.nn.Linear(256, 256), torch.nn.ReLU()]
net = torch.nn.Sequential(*layers)
rows = torch.randn(512, 256)

def judge(predict):
    same = torch.equal(predict(rows), predict(rows))
    print(f"{saved(lambda: predict(rows))[0]:,} {same}")
"""

FEATURES = """
from contextlib import nullcontext

def train(block, after=lambda t: t, within=lambda t: t):
    x = torch.tensor([1.0, 2.0, 3.0])
    scale = torch.tensor(2.0, requires_grad=True)
    w = torch.tensor([0.5, 0.5, 0.5], requires_grad=True)
    with block():
        features = within(scale * x**2)
    try:
        (w * after(features)).sum().backward()
    except RuntimeError:
        print("refused")
    else:
        print(w.grad.tolist(), scale.grad)
"""

ANSWERS = {
    "quiet-inference": f"""{METER}{NET}
def predict(rows):
    net.eval()
    with torch.no_grad():
        return net(rows)

judge(lambda rows: net(rows).detach())
judge(torch.no_grad()(net.forward))
judge(predict)
judge(lambda rows: net(rows).detach())
try:
    predict(rows).sum().backward()
except RuntimeError as error:
    print(error)
""",
    "mend-inference": f"""{FEATURES}
train(torch.no_grad)
train(torch.inference_mode, after=torch.clone)
train(torch.inference_mode, within=torch.clone)
train(nullcontext)
""",
}

ALSO = {
    "a line": {
        "code": f"""{METER}
x = torch.linspace(0, 5, 100, requires_grad=True)
print(saved(lambda: (3*x + 1).sum()))
"""
    },
    "half frozen": {
        "code": f"""{METER}
layers = []
for _ in range(8):
    layers += [torch.nn.Linear(256, 256), torch.nn.ReLU()]
net = torch.nn.Sequential(*layers)
net[:8].requires_grad_(False)
print(saved(lambda: net(torch.randn(512, 256))))
"""
    },
    "after an error": {
        "code": """
try:
    with torch.no_grad():
        raise ValueError
except ValueError:
    print(torch.is_grad_enabled())
"""
    },
    "the loop that fails": {
        "code": """
w = torch.tensor(5.0, requires_grad=True)
try:
    for turn in (1, 2):
        (w**2).backward()
        w = w - 0.1 * w.grad
except TypeError as error:
    print(turn, error)
"""
    },
    "ripples with history": {
        "code": """
x = torch.linspace(0, 5, 2001, requires_grad=True)
(slope,) = torch.autograd.grad((x.sin() + 0.1 * (20 * x).sin()).sum(), [x])
print(f"{(slope - x.cos()).max():.2f} {(slope - x.cos()).min():.2f}")
"""
    },
}

SHOWN = {
    "meter": ["cosine: (800, 2)\ncubic:  (400, 1)\nno_grad: (0, 0)\n"],
    "also:a line": ["(0, 0)\n"],
    "no-grad": [
        "y tracked: True leaf: False\nz tracked: False leaf: True\n"
        "marked tracked: True leaf: True\ninner tracked: True leaf: False\n"
        "square(x) tracked: False leaf: True\nx.grad: tensor(6.)\n"
    ],
    "also:after an error": ["True\n"],
    "three-models": ["train:  (6553600, 16)\neval:   (6553600, 16)\nfrozen: (0, 0)\n"],
    "also:half frozen": ["(3407872, "],
    "two-switches": [
        "train, recording True: values [0.0, 2.0] tracked True\n"
        "train, recording False: values [0.0, 2.0] tracked False\n"
        "eval, recording True: values [1.0] tracked True\n"
        "eval, recording False: values [1.0] tracked False\n"
    ],
    "quiet-inference": ["saved: 6,553,600 bytes\nsame answer twice: False\n"],
    "answer:quiet-inference": [
        "6,553,600 False\n0 False\n0 True\n6,553,600 True\n",
        "does not require grad",
    ],
    "updates": [
        "refused: a leaf Variable that requires grad is being used in an in-place operation.",
        "moved: tensor(4., grad_fn=<SubBackward0>) leaf: False\n"
        "w: tensor(4., requires_grad=True) leaf: True\n",
    ],
    "also:the loop that fails": ["2 unsupported operand"],
    "ripples": ["[1.0, 0.54, -0.42, -0.99, -0.65, 0.28]"],
    "also:ripples with history": ["2.00 -2.00\n"],
    "inference-mode": [
        "a works, w.grad: tensor(9.)\nb refused: Inference tensors cannot be saved",
        "clone of b works, w.grad: tensor(9.)\n",
    ],
    "mend-inference": ["refused: Inference tensors", "w: None  scale: None\n"],
    "answer:mend-inference": ["[2.0, 8.0, 18.0] None\n[2.0, 8.0, 18.0] None\nrefused\n", "(7.)"],
}

CURVES = {"three-models": 2}
