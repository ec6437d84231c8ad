"""What a learner types into IPython to see what the tutor's expression step shows."""

CELL = """\
import torch
import plotext as plt
x = torch.linspace(0.0, 5.0, 200, requires_grad=True)
y = {expression}
(slope,) = torch.autograd.grad(y.sum(), x)
plt.clear_figure()
plt.plot_size(80, 14)
plt.plot(x.tolist(), y.tolist(), marker="braille", label="f(x)")
plt.plot(x.tolist(), slope.tolist(), marker="braille", label="f'(x)")
plt.show()"""
