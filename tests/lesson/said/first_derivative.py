"""Lesson first-derivative: numbers that its prose states."""

from tests.lesson.said import Claim

CLAIMS = {
    "the slopes of the cosine curve": Claim(
        code="""
x = torch.linspace(0, 5, 100, requires_grad=True)
y = torch.cos(x**2)
(d,) = torch.autograd.grad(y.sum(), [x])
for i in (d.argmax(), d.argmin(), -1):
    print(round(d[i].item(), 4), round(x[i].item(), 2))
""",
        prints=["9.6828 4.85\n-8.8286 4.55\n1.3235 5.0\n"],
    ),
    "its picture up to 3.2": Claim(
        code="""
x = torch.linspace(0, 3.2, 3201, requires_grad=True)
y = torch.cos(x**2)
(d,) = torch.autograd.grad(y.sum(), [x])
zeros = x.detach()[1:][d[1:] * d[:-1] < 0]
print([round(v, 2) for v in zeros.tolist()])
for low, high in ((0, 1.77), (1.78, 2.5), (2.51, 3.07)):
    part = d[(x > low) & (x < high)]
    print(round(part[part.abs().argmax()].item(), 1))
""",
        prints=["[1.77, 2.51, 3.07]\n-2.6\n4.4\n-5.6\n"],
    ),
    "one slope at 0": Claim(
        code="""
x = torch.tensor(0.0, requires_grad=True)
print(torch.autograd.grad(x**3 - x, [x]))
""",
        prints=["(tensor(-1.),)"],
    ),
    "the ends and the top of x * exp(-x)": Claim(
        code="""
x = torch.linspace(0, 5, 100, requires_grad=True)
y = x * torch.exp(-x)
(d,) = torch.autograd.grad(y.sum(), [x])
print(d[0].item(), round(d[-1].item(), 3), round(x[y.argmax()].item(), 1))
""",
        prints=["1.0 -0.027 1.0\n"],
    ),
    "the way back from -x**2": Claim(
        code="""
x = torch.ones(2, requires_grad=True)
node = torch.exp(-x**2).sum().grad_fn
while node is not None:
    print(node.name())
    node = node.next_functions[0][0] if node.next_functions else None
""",
        prints=["SumBackward0\nExpBackward0\nNegBackward0\nPowBackward0\ntorch::autograd::Accum"],
    ),
}
