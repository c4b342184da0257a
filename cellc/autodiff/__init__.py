"""autodiff: a cell's equations to the statements of its gradient, all in the IR."""

from cellc.autodiff.flatten import flatten
from cellc.autodiff.reverse import Adjoint, differentiate

__all__ = ["Adjoint", "differentiate", "flatten"]
