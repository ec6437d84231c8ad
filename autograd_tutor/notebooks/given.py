"""The first cell of an exported notebook."""

GIVEN = '''\
# What the tutor gives to every cell. Without matplotlib, the ends of curves are printed.
import torch

try:
    from matplotlib import pyplot as plt
except ImportError:
    import sys
    from types import ModuleType

    class Pyplot(ModuleType):
        """As much of matplotlib as the tutor's own: what is drawn is printed."""

        def plot(self, *values, label="", **style):
            numbers = [torch.as_tensor(each) for each in values if not isinstance(each, str)]
            if any(each.requires_grad for each in numbers):
                words = "Can't call numpy() on Tensor that requires grad."
                raise RuntimeError(f"{words} Use tensor.detach().numpy() instead.")
            ends = numbers[-1].flatten().tolist()
            print(f"curve {label}: {len(ends)} points, from {ends[0]:g} to {ends[-1]:g}")

        def __getattr__(self, name):
            if name.startswith("__"):
                raise AttributeError(name)
            return lambda *values, **style: None

    plt = Pyplot("matplotlib.pyplot")
    sys.modules["matplotlib"] = ModuleType("matplotlib")
    sys.modules["matplotlib"].pyplot = sys.modules["matplotlib.pyplot"] = plt


def plot(x, y=None, label=""):
    """Draw y against x, or x against its index."""
    x, y = (range(len(x)), x) if y is None else (x, y)
    plt.plot(x, y, label=label)
    if label:
        plt.legend()'''
"""The names that the tutor gives, for where it is not."""
