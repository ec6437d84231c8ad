"""Lesson beyond-the-first: right answers to its exercises, and what its prose states."""

CUBIC = """
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x**3 - 6*x**2 + 8*x
"""

SHARED = """
def shared():
    a = torch.tensor(2.0, requires_grad=True)
    b = torch.tensor(3.0, requires_grad=True)
    h = a * b
    return a, b, h**2, h * b
"""

ANSWERS = {
    "two-links": """
x = torch.tensor(2.0, requires_grad=True)
u = x**2 + 1
v = u**3
y = v / 5
u.retain_grad()
v.retain_grad()
y.backward()
print([round(t.grad.item(), 4) for t in (v, u, x)], 3 * u.item()**2, 2 * x.item())
""",
    "opponents": f"""{SHARED}
a, b, one, two = shared()
one.backward(inputs=[a], retain_graph=True)
two.backward(inputs=[b])
print(a.grad, b.grad)

a, b, one, two = shared()
one.backward(retain_graph=True)
two.backward()
print(a.grad, b.grad)

a, b, one, two = shared()
one.backward(inputs=[b], retain_graph=True)
two.backward(inputs=[a])
print(a.grad, b.grad)

a, b, one, two = shared()
one.backward(inputs=[a])
try:
    two.backward(inputs=[b], retain_graph=True)
except RuntimeError as error:
    print(error)
""",
    "by-backward": f"""{CUBIC}
y.sum().backward(create_graph=True)
dy = x.grad.clone()
x.grad.zero_()
dy.sum().backward()
print(x.grad[0].item(), x.grad[-1].item(), dy.requires_grad, x.grad.requires_grad)
plot(x.detach(), dy.detach(), label="first")
plot(x.detach(), x.grad.detach(), label="second")
x.grad = None
""",
}

ALSO = {
    "not retained": {
        "code": """
import warnings
x = torch.tensor(5.0, requires_grad=True)
v = x**2
torch.cos(v).backward()
with warnings.catch_warnings(record=True) as said:
    print(v.grad, len(said))
try:
    (x**2).backward(retain_grad=True)
except TypeError as error:
    print(error)
"""
    },
    "one walk for both": {
        "code": f"""{SHARED}
a, b, one, two = shared()
(one + two).backward()
print(a.grad, b.grad)
"""
    },
    "and on": {
        "code": f"""{CUBIC}
for order in (1, 2, 3, 4):
    (y,) = torch.autograd.grad(y.sum(), [x], create_graph=True)
    print(order, y[0].item() + 0.0, y[-1].item() + 0.0)
"""
    },
    "retaining is not recording": {
        "code": f"""{CUBIC}
y.sum().backward(retain_graph=True)
dy = x.grad.clone()
try:
    dy.sum().backward()
except RuntimeError as error:
    print(error)
"""
    },
    "y walked again": {
        "code": f"""{CUBIC}
y.sum().backward(create_graph=True)
x.grad.zero_()
y.sum().backward()
print(x.grad[0].item(), x.grad[-1].item())
x.grad = None
"""
    },
}

SHOWN = {
    "inside": [
        "slope of y by v: 0.13235\nslope of v by x: 10.00000\nslope of y by x: 1.3235",
    ],
    "also:not retained": ["None 1\n", "unexpected keyword argument 'retain_grad'"],
    "two-links": ["by x: tensor(60.)\n"],
    "answer:two-links": ["[0.2, 15.0, 60.0] 75.0 4.0\n"],
    "second-walk": [
        "x + 1 walked twice: tensor(2.)\n",
        "x**2  refused: Trying to backward through the graph a second time",
        "x * 2 refused: Trying to backward through the graph a second time",
        "x**2, retained, walked twice: tensor(12.)\n",
    ],
    "two-objectives": [
        "one: (tensor(36.), tensor(24.))\ntwo: (tensor(9.), tensor(12.))\n",
        "both: tensor(45.) tensor(36.)\n",
    ],
    "also:one walk for both": ["tensor(45.) tensor(36.)\n"],
    "opponents": ["None None\n"],
    "answer:opponents": [
        "tensor(36.) tensor(12.)\ntensor(45.) tensor(36.)\ntensor(9.) tensor(24.)\n",
        "a second time",
    ],
    "stop": ["tensor(6.)\n", "x * x.detach(): tensor(3.)\n", "does not require grad"],
    "slope-of-the-slope": [
        "[8.0, -1.0, -4.0, -1.0, 8.0, 23.0] [-12.0, -6.0, 0.0, 6.0, 12.0, 18.0]"
    ],
    "twice-over": ["kept:  tracked False\nfirst: tracked True ", "second: -12.0 to 18.0\n"],
    "also:and on": ["1 8.0 23.0\n2 -12.0 18.0\n3 6.0 6.0\n4 0.0 0.0\n"],
    "also:retaining is not recording": ["does not require grad"],
    "by-backward": ["tensor(8.) tensor(23.)\n"],
    "answer:by-backward": ["-12.0 18.0 True True\n"],
    "also:y walked again": ["8.0 23.0\n"],
    "each-line": [
        "clone zero_ [-12.0, 18.0] tracked: True\n"
        "clone None [-12.0, 18.0] tracked: False\n"
        "no clone None [-12.0, 18.0] tracked: False\n"
        "clone nothing [-4.0, 41.0] tracked: True\n"
        "no clone zero_ [0.0, 0.0] tracked: True\n"
    ],
}

CURVES = {"twice-over": 3, "by-backward": 1, "answer:by-backward": 2}
