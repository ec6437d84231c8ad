"""What of torch is imported only once something needs it: its compiler, and symbolic shapes.

Every optimizer imports the compiler at its first step, only to say that the step is not to be
compiled, and torch.func, to say that going back is not: a second and 800 modules. `backward` with
weights imports all of sympy to see whether two shapes are the same. And so in each run, as each run
has a worker of its own.
"""

from __future__ import annotations

import importlib
import sys
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from types import ModuleType
from typing import Any

import torch.fx.experimental

COMPILER = "torch._dynamo"
TEMPLATES = "torch.distributed.nn.jit.instantiator"
SHAPES = "torch.fx.experimental.symbolic_shapes"


class Later(ModuleType):
    """Stands for a module as long as nothing is asked of it but what stands here."""

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real(), name)

    def real(self) -> Any:
        """The module itself, which takes its place."""
        if sys.modules.get(self.__name__) is self:
            del sys.modules[self.__name__]
        return importlib.import_module(self.__name__)


class Compiler(Later):
    """Torch's compiler where nothing is compiled."""

    def __init__(self) -> None:
        super().__init__(COMPILER)
        self.compiled_autograd = CompiledAutograd(f"{COMPILER}.compiled_autograd")

    @staticmethod
    def disable(fn: Callable[..., Any] | None = None, *_: object, **__: object) -> Any:
        """Without a compiler a function is as it is."""
        return fn if fn is not None else lambda function: function

    @staticmethod
    def graph_break(*_: object, **__: object) -> None:
        """Without a compiler there is no graph to break."""


class CompiledAutograd(Later):
    """The part of the compiler that compiles ways back."""

    def _disable(self) -> AbstractContextManager[None]:
        """Without a compiler no way back is compiled."""
        if type(sys.modules.get(COMPILER)) is Compiler:
            return nullcontext()
        disabled: AbstractContextManager[None] = self.real()._disable()
        return disabled


class Shapes(Later):
    """Shapes whose sizes are not known yet, where all of them are."""

    def __getattr__(self, name: str) -> Any:
        if name == "__path__":  # asked at each import of one of the names below; it is no package
            raise AttributeError(name)
        return super().__getattr__(name)

    def sym_eq(self, one: Any, other: Any) -> Any:
        """Whether they are the same."""
        if all(type(size) is int for size in (*one, *other)):
            return tuple(one) == tuple(other)
        return self.real().sym_eq(one, other)

    def expect_true(self, claim: Any, skip: int = 0) -> Any:
        """Whether it holds."""
        return claim if type(claim) is bool else self.real().expect_true(claim, skip)


class Templates(ModuleType):
    """What modules on other machines are made from. No cell reaches one, and to import the real
    one, as the compiler does, writes files in a torch such as 2.7."""

    def instantiate_non_scriptable_remote_module_template(self) -> ModuleType:
        """No template."""
        return ModuleType(f"{TEMPLATES}.none")


def put_off() -> None:
    """Leave these modules out until something needs them, unless they are there already."""
    sys.modules.setdefault(TEMPLATES, Templates(TEMPLATES))
    if COMPILER not in sys.modules:
        sys.modules[COMPILER] = torch._dynamo = Compiler()
    if SHAPES not in sys.modules:
        sys.modules[SHAPES] = torch.fx.experimental.symbolic_shapes = Shapes(SHAPES)
