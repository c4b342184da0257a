"""The forward part of a program as three functions: before the loop, a step, after it.

    before(_n, _sizes, _given, _states)       -> shared, own, states, later
    step(_n, _sizes, _shared, _states, _own)  -> states, made
    after(_n, _sizes, _later, _made)          -> outputs

`_given` are arguments and `_states` the initial ones by name, in rows.  `_shared` is
what all steps read, `_own` what each step reads of sequences, `_made` what a step
leaves for what comes after the loop; `_n` has the words of a library.  A value has the
axes of its shape, behind steps and batch if it varies with them.  No name of a spec
starts with _.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sympy import Add, Expr, Mul, Number, Pow, Symbol

from cellc.ir import (
    BatchMean,
    Concat,
    Contract,
    Count,
    Identity,
    Over,
    Repeat,
    Reshape,
    Slice,
    Statement,
    Zeros,
    shape_of,
    size_text,
    variation,
)
from cellc.ops import Elementwise
from cellc.schedule import Parts, Program


def emit_loop(program: Program) -> str:
    """The source text of the three functions."""
    return "\n\n\n".join(_Loop(_with_norms(program)).functions()) + "\n"


def _with_norms(program: Program) -> Program:
    """The program with the norms that libraries have as functions of their own."""
    parts = program.forward
    values = {each.target: each.value for each in parts.everywhere()}

    def norm(statement: Statement) -> Statement:
        value = statement.value
        if not isinstance(value, Over) or value.name != "normalised":
            return statement
        operand = value.operands[0]
        inner = values.get(operand)
        if isinstance(inner, Over) and inner.name == "centred":
            return replace(statement, value=Over("layer_norm", inner.operands[0]))
        return replace(statement, value=Over("rms_norm", operand))

    wanted = {*program.cell.outputs, *(each.current for each in program.cell.states)}

    def read(statements: tuple[Statement, ...]) -> tuple[Statement, ...]:
        kept = []
        for each in map(norm, reversed(statements)):
            if each.target in wanted:
                wanted.update(each.value.free_symbols)
                kept.append(each)
        return tuple(reversed(kept))

    after, loop = read(parts.after), read(parts.loop)
    forward = Parts(read(parts.before), loop, after)
    return replace(program, forward=forward)


@dataclass(frozen=True)
class _Loop:
    program: Program

    def functions(self) -> list[str]:
        program, cell = self.program, self.program.cell
        parts, states = program.forward, cell.states
        inside = _read(parts.loop) | {each.current for each in states}
        behind = _read(parts.after) | {*cell.outputs}
        of_step = {each.target for each in parts.loop}
        of_step |= {each.previous for each in states}
        outside = [*cell.parameters, *cell.constants, *cell.inputs]
        outside += [each.target for each in parts.before]
        shared = [each for each in outside if each in inside and not self._timed(each)]
        own = [each for each in outside if each in inside and self._timed(each)]
        later = [each for each in outside if each in behind]
        made = sorted(behind & of_step, key=str)
        first = next(each for each in cell.inputs if self._timed(each))
        needed = _read(parts.before) | inside | behind
        before = [
            f"{each.name} = " + self._row(each, f'_given["{each.name}"]')
            for each in (*cell.parameters, *cell.constants, *cell.inputs)
            if each in needed
        ]
        before.append(f'T, B = _given["{first.name}"].shape[:2]')
        before += self._lines(parts.before, "T, B")
        kept = ", ".join(f'"{each}": {each}' for each in ("T", "B", *map(str, later)))
        starts = ", ".join(
            self._row(each.current, f'_states["{each.name}"]') for each in states
        )
        results = f"{_list(shared)}, {_list(own)}, [{starts}], {{{kept}}}"
        before.append(f"return {results}")
        step = [
            *_unpacked(shared, "_shared"),
            *_unpacked(own, "_own"),
            *_unpacked([each.previous for each in states], "_states"),
            *self._lines(parts.loop, "B"),
            f"return {_list([each.current for each in states])}, {_list(made)}",
        ]
        if states:
            step.insert(0, "B = _states[0].shape[0]")
        after = ['T, B = _later["T"], _later["B"]']
        after += [f'{each.name} = _later["{each.name}"]' for each in later]
        after += _unpacked(made, "_made")
        after += self._lines(parts.after, "T, B")
        outputs = ", ".join(map(self._returned, cell.outputs))
        after.append(f"return [{outputs}]")
        return [
            _function("before(_n, _sizes, _given, _states)", before),
            _function("step(_n, _sizes, _shared, _states, _own)", step),
            _function("after(_n, _sizes, _later, _made)", after),
        ]

    def _timed(self, symbol: Symbol) -> bool:
        return bool(self.program.variables[symbol].timed)

    def _row(self, symbol: Symbol, text: str) -> str:
        """A number for each step comes as a vector of one."""
        variable = self.program.variables[symbol]
        return f"{text}[..., 0]" if variable.varies and not variable.shape else text

    def _returned(self, symbol: Symbol) -> str:
        shape = self.program.variables[symbol].shape
        return symbol.name if shape else f"{symbol.name}[..., None]"

    def _lines(self, statements: Iterable[Statement], lead: str) -> list[str]:
        return [
            f"{each.target.name} = {self._text(each.value, lead)}"
            for each in statements
        ]

    # ------------------------------------------------------------ expressions

    def _text(self, value: Expr, lead: str) -> str:
        """One expression; lead: the axes in front of what varies with time."""
        match value:
            case Symbol() if value in self.program.variables:
                return str(value.name)
            case Symbol():
                return self._size(value)
            case Number():
                return repr(int(value)) if value.is_Integer else repr(float(value))
            case Add():
                return f"({self._sum(value, lead)})"
            case Mul():
                return f"({' * '.join(self._aligned(value.args, lead))})"
            case Pow():
                exponent = self._text(value.exp, lead)
                return f"({self._text(value.base, lead)} ** {exponent})"
            case Elementwise():
                arguments = ", ".join(self._aligned(value.args, lead))
                return f"_n.{value.operation.name}_({arguments})"
            case Contract():
                return self._contracted(value, lead)
            case Count() | Identity():
                name = "eye" if isinstance(value, Identity) else "number"
                return f"_n.{name}({self._size(value.size)})"
            case Zeros():
                return f"_n.zeros({self._sizes(value.args)})"
            case Over():
                return f"_n.{value.name}({self._text(value.operands[0], lead)})"
            case Concat():
                axis = value.axis - self._rank(value)
                parts = ", ".join(self._text(each, lead) for each in value.operands)
                return f"_n.joined([{parts}], {axis})"
            case Slice():
                behind = self._rank(value) - value.axis - 1
                part = f"{self._size(value.start)} : {self._size(value.stop)}"
                axes = ", ".join(["...", part, *([":"] * behind)])
                return f"{self._text(value.operands[0], lead)}[{axes}]"
            case Reshape():
                varies = variation(value, self.program.variables)
                front = [[], ["B"], [lead]][varies]
                axes = ", ".join([*front, *self._each(value.shape)])
                return f"{self._text(value.operands[0], lead)}.reshape({axes})"
            case Repeat():
                axes = ", ".join([lead, *self._each(value.shape)])
                return f"_n.repeated({self._text(value.operand, lead)}, ({axes},))"
            case BatchMean():
                operand = value.operands[0]
                rank = self._rank(value)
                return f"_n.over_batch({self._text(operand, lead)}, {rank})"
        raise TypeError(f"no form for {type(value).__name__}")

    def _sum(self, value: Add, lead: str) -> str:
        """Terms with a minus behind those without."""
        minus = [each.could_extract_minus_sign() for each in value.args]
        signed = zip(value.args, minus, strict=True)
        terms = [-each if less else each for each, less in signed]
        pairs = zip(minus, self._aligned(terms, lead), strict=True)
        found = sorted(pairs, key=lambda pair: pair[0])
        text = "".join(f" {'-' if less else '+'} {term}" for less, term in found)
        return text.removeprefix(" + ").lstrip()

    def _rank(self, value: Expr) -> int:
        return len(shape_of(value, self.program.variables))

    def _aligned(self, parts: Sequence[Expr], lead: str) -> list[str]:
        """What is combined elementwise: a number gets the axes of what it is beside."""
        ranks = [self._rank(each) for each in parts]
        found = []
        for each, rank in zip(parts, ranks, strict=True):
            text = self._text(each, lead)
            missing = max(ranks) - rank
            if missing and (rank or variation(each, self.program.variables)):
                text = f"{text}[{', '.join(['...', *['None'] * missing])}]"
            found.append(text)
        return found

    def _contracted(self, value: Contract, lead: str) -> str:
        operands = [self._text(each, lead) for each in value.operands]
        fixed = [not variation(e, self.program.variables) for e in value.operands]
        match value.subscripts:
            case "ij,j->i" if fixed[0]:
                return f"({operands[1]} @ {operands[0]}.T)"
            case "i,ij->j" if fixed[1]:
                return f"({operands[0]} @ {operands[1]})"
        labels = ",".join(f"...{each}" for each in value.labels)
        return f'_n.einsum("{labels}->...{value.result}", {", ".join(operands)})'

    def _size(self, size: Expr) -> str:
        names = {each: f'_sizes["{each}"]' for each in self.program.cell.sizes}
        return f"({size_text(size, names)})"

    def _each(self, shape: Sequence[Expr]) -> list[str]:
        return [self._size(each) for each in shape]

    def _sizes(self, shape: Sequence[Expr]) -> str:
        return f"({' '.join(f'{each},' for each in self._each(shape))})"


def _read(statements: Iterable[Statement]) -> set[Symbol]:
    return {symbol for each in statements for symbol in each.value.free_symbols}


def _unpacked(symbols: Sequence[Symbol], whole: str) -> list[str]:
    return [f"{_list(symbols)} = {whole}"] if symbols else []


def _list(symbols: Iterable[Symbol]) -> str:
    return f"[{', '.join(each.name for each in symbols)}]"


def _function(head: str, lines: Sequence[str]) -> str:
    return "\n".join([f"def {head}:", *(f"    {each}" for each in lines)])
