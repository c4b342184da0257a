"""The surface of a generated module: argument names, shapes as people read them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from sympy import Expr, Symbol

from cellc.ir import Variable, size_text, solve_sizes
from cellc.ir.columns import Orders, axes_text, orders_of_parts
from cellc.schedule import Program
from cellc.targets.numpy.contraction_printer import place_shape
from cellc.targets.numpy.scope import Names


@dataclass(frozen=True)
class Surface:
    """What every emitted function needs to know of the cell's arguments."""

    program: Program
    names: Names
    tape: tuple[str, ...] = ()  # the fields of the tape

    @cached_property
    def orders(self) -> Orders:
        """In which order the parts of parameters stand."""
        return orders_of_parts(self.program.cell)

    @property
    def inputs(self) -> tuple[Symbol, ...]:
        return self.program.cell.inputs

    @property
    def noise(self) -> tuple[Symbol, ...]:
        """The inputs that are drawn where they are not given."""
        cell = self.program.cell
        drawn = tuple(each for each in cell.inputs if each in cell.noise)
        some = {*self.timed_inputs} - {*drawn}  # they tell the number of steps
        return drawn if some and self._told(drawn) else ()

    @property
    def given(self) -> tuple[Symbol, ...]:
        """The inputs that must be given: positional arguments."""
        return tuple(each for each in self.inputs if each not in self.noise)

    @property
    def timed_inputs(self) -> tuple[Symbol, ...]:
        """The inputs of every step, without those that a sequence has one of."""
        return tuple(each for each in self.inputs if self.variable(each).timed)

    def argument(self, symbol: Symbol, suffix: str) -> str:
        """What an input is called: `x_t` in `step`, where it has steps."""
        tail = suffix if self.variable(symbol).timed else ""
        return f"{symbol.name}{tail}"

    def lead(self, symbol: Symbol, lead: tuple[str, ...]) -> list[str]:
        """The axes in front of a value's own: without time where it has none."""
        timed = self.variable(symbol).timed
        return [each for each in lead if timed or each != "T"]

    def _told(self, drawn: tuple[Symbol, ...]) -> bool:
        """Whether parameters and other inputs tell the sizes of what is drawn."""
        cell = self.program.cell
        others = [
            *cell.parameters,
            *(each for each in self.inputs if each not in drawn),
        ]
        axes = [size for each in others for size in self.variable(each).shape]
        known = {*solve_sizes(axes)}
        return all(
            {
                symbol.name
                for size in self.variable(each).shape
                for symbol in size.free_symbols
            }
            <= known
            for each in drawn
        )

    def draw(self, symbol: Symbol, *lead: str) -> str:
        """An array of noise, by the distribution that the spec says."""
        noise = self.program.cell.noise[symbol]
        shape = self.shape(symbol, *lead)
        match noise.distribution:
            case "uniform":
                return f"rng.random({shape}, dtype)"
            case "bernoulli":
                drawn = f"rng.random({shape}) < {noise.probability!r}"
                return f"({drawn}).astype(dtype)"
        return f"rng.standard_normal({shape}, dtype)"

    def noise_arguments(self, suffix: str = "") -> list[str]:
        names = [f"{self.argument(each, suffix)}=None" for each in self.noise]
        return [*names, "rng=None"] if names else []

    def noise_docs(self, suffix: str = "", *lead: str) -> list[str]:
        if not self.noise:
            return []
        docs = [
            f"{self.argument(each, suffix)}: {self.axes(each, *lead)}, the noise "
            f"{self.variable(each).notation}{self._of_sequence(each)}; None draws it."
            for each in self.noise
        ]
        return [*docs, "rng: a NumPy generator or a seed, for noise that is drawn."]

    @property
    def statistics(self) -> tuple[Symbol, ...]:
        """The means over the batch, which can be given in place of the batch's own."""
        return self.program.statistics

    def statistics_arguments(self) -> list[str]:
        return ["statistics=None"] if self.statistics else []

    def statistics_docs(self) -> list[str]:
        if not self.statistics:
            return []
        return [
            "statistics: Statistics, in place of the means over this batch, as after",
            "    training; None takes those of the batch, which the tape then has.",
        ]

    def own_axes(self, symbol: Symbol) -> list[str]:
        """The axes of a value of one sequence and step, for people."""
        parts = axes_text(self.variable(symbol), self.orders)
        return [each.replace(" * ", "") for each in parts] or ["1"]

    @property
    def constants(self) -> dict[Symbol, float]:
        return self.program.cell.constants

    def variable(self, symbol: Symbol) -> Variable:
        return self.program.variables[symbol]

    def size(self, size: Expr) -> str:
        """A size in the code's own names, `n_h + n_x`."""
        return size_text(size, self.names.sizes)

    def axes(self, symbol: Symbol, *lead: str) -> str:
        """A shape for people, `(T, B, h)`: sizes by their names in the spec."""
        variable = self.variable(symbol)
        parts = axes_text(variable, self.orders)
        sizes = [each.replace(" * ", "") for each in parts]
        if lead and not sizes:
            sizes = ["1"]
        return _tuple([*self.lead(symbol, lead), *sizes])

    def place(self, symbol: Symbol, *lead: str) -> str:
        """How the code lays a value out inside, `(T, n_h, B)`: a column a sequence."""
        sizes = [self.size(size) for size in self.variable(symbol).shape]
        return place_shape(sizes, self.variable(symbol).varies, lead)

    def place_axes(self, symbol: Symbol, *lead: str) -> str:
        """The same for people, `(T, h, B)`."""
        sizes = [
            size_text(each).replace(" * ", "") for each in self.variable(symbol).shape
        ]
        return place_shape(sizes, self.variable(symbol).varies, lead)

    def shape(self, symbol: Symbol, *lead: str) -> str:
        """A shape of the surface for the code, `(T, B, n_h)`."""
        sizes = [self.size(size) for size in self.variable(symbol).shape]
        if lead and not sizes:
            sizes = ["1"]
        return _tuple([*self.lead(symbol, lead), *sizes])

    def columns(self, symbol: Symbol, text: str) -> str:
        """A value of one step, (B, n), as columns, (n, B)."""
        rank = len(self.variable(symbol).shape)
        return f"{text}.T" if rank < 2 else f"np.moveaxis({text}, 0, -1)"

    def rows(self, symbol: Symbol, text: str) -> str:
        """A copy of columns as the caller has them, (B, n)."""
        rank = len(self.variable(symbol).shape)
        turned = f"{text}.T" if rank < 2 else f"np.moveaxis({text}, -1, 0)"
        return f"{turned}.copy()"

    def columns_over_time(self, symbol: Symbol, text: str) -> str:
        """A view of all steps, (T, B, n), as columns, (T, n, B)."""
        if not self.variable(symbol).timed:
            return self.columns(symbol, text)
        rank = len(self.variable(symbol).shape)
        if rank < 2:
            return f"{text}.transpose(0, 2, 1)"
        return f"np.moveaxis({text}, 1, -1)"

    def input_axes(self, suffix: str = "") -> list[tuple[Expr, str]]:
        """The sizes of the inputs' own axes, and how to read them off."""
        return [
            (size, f"{self.argument(each, suffix)}.shape[{axis}]")
            for each in self.given
            for shape in [self.variable(each).shape]
            for axis, size in enumerate(shape, -len(shape))
        ]

    def constant_arguments(self) -> list[str]:
        return [f"{each.name}={value!r}" for each, value in self.constants.items()]

    def input_docs(self, suffix: str = "", *lead: str) -> list[str]:
        return [
            f"{self.argument(each, suffix)}: {self.axes(each, *lead)}, the input "
            f"{self.variable(each).notation}{self._of_sequence(each)}."
            for each in self.given
        ]

    def _of_sequence(self, symbol: Symbol) -> str:
        return "" if self.variable(symbol).timed else " of a whole sequence"


def _tuple(parts: list[str]) -> str:
    return f"({', '.join(parts)}{',' if len(parts) == 1 else ''})"
