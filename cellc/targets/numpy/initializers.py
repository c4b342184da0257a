"""Emission of `init`: fresh parameters by each parameter's scheme."""

from __future__ import annotations

from dataclasses import replace

from cellc.ir import Initializer, safe
from cellc.targets.numpy.lines import Lines
from cellc.targets.numpy.signature import Surface

HELPERS: dict[str, str] = {
    "glorot": '''\
def glorot(rng, shape):
    """Uniform within ±sqrt(6 / (rows + columns)), Glorot & Bengio 2010, eq. (16)."""
    limit = np.sqrt(6 / sum(shape))
    return rng.uniform(-limit, limit, shape)
''',
    "orthogonal": '''\
def orthogonal(rng, shape):
    """A random matrix with orthonormal rows or columns, Saxe et al. 2014."""
    rows, columns = shape
    q, r = np.linalg.qr(rng.normal(size=(max(shape), min(shape))))
    q *= np.where(np.diag(r) < 0, -1, 1)
    return q if rows >= columns else q.T
''',
}


def emit_init(surface: Surface, helpers: set[str]) -> Lines:
    """The function `init` of a module."""
    lines = Lines()
    cell = surface.program.cell
    arguments = [safe(name) for name in cell.sizes]
    keywords = ", ".join(["*", *arguments, "rng=None", "dtype=np.float32"])
    lines.add(f"def init({keywords}):")
    with lines.indented():
        _emit_docstring(surface, lines)
        if arguments:
            lines.add("for size in " + _listed(arguments) + ":")
            with lines.indented():
                lines.add("if not isinstance(size, (int, np.integer)) or size < 1:")
                with lines.indented():
                    lines.add(
                        'raise ValueError(f"a size is {size!r}; it must be a positive '
                        'integer")'
                    )
        lines.add("if np.dtype(dtype) not in (np.float32, np.float64):")
        with lines.indented():
            lines.add(
                'raise TypeError(f"dtype is {dtype}; it must be float32 or float64")'
            )
        schemes = cell.initializers.values()
        if any(each.scheme not in _FIXED for each in schemes):
            lines.add("rng = np.random.default_rng(rng)")
        for name, argument in zip(cell.sizes, arguments, strict=True):
            lines.add(f"{surface.names.sizes[name]} = {argument}")
        lines.add("params = {}")
        for symbol in cell.parameters:
            rank = len(surface.variable(symbol).shape)
            shape = surface.shape(symbol) if rank else "()"
            value = _filled(cell.initializers[symbol], rank, shape, helpers)
            lines.add(f'params["{symbol.name}"] = {value}')
        lines.add(
            "return {name: np.array(value, dtype) for name, value in params.items()}"
        )
    return lines


_OF_MATRICES = ("identity", "orthogonal", "glorot")
_FIXED = ("zeros", "ones", "constant", "identity")


def _listed(names: list[str]) -> str:
    return "(" + ", ".join(names) + (",)" if len(names) == 1 else ")")


def _emit_docstring(surface: Surface, lines: Lines) -> None:
    cell = surface.program.cell
    text = ['"""Fresh parameters: a dict from name to array.', "", "Arguments:"]
    for name in cell.sizes:
        owners = [
            surface.variable(symbol).notation
            for symbol in (
                *cell.inputs,
                *cell.outputs,
                *(s.current for s in cell.states),
            )
            if name
            in {
                s.name
                for size in surface.variable(symbol).shape
                for s in size.free_symbols
            }
        ]
        owned = f", of {', '.join(dict.fromkeys(owners))}" if owners else ""
        text.append(f"    {safe(name)}: the size {name}{owned}.")
    text.append("    rng: a seed or a numpy.random.Generator.")
    text.append("    dtype: float32 or float64.")
    text += ["", "Parameters:"]
    for symbol in cell.parameters:
        axes = surface.axes(symbol) if surface.variable(symbol).shape else "a number"
        frozen = ", frozen: it has no gradient" if symbol in cell.frozen else ""
        text.append(f"    {symbol.name}: {axes}, {cell.initializers[symbol]}{frozen}.")
    if not cell.parameters:
        text.append("    none.")
    text.append('"""')
    lines.doc("\n".join(text))


def _filled(initializer: Initializer, rank: int, shape: str, helpers: set[str]) -> str:
    """The array of a parameter; matrices side by side are filled one by one."""
    if not initializer.each or initializer.scheme not in _OF_MATRICES:
        return _value(initializer, rank, shape, helpers)
    first, _, rest = shape[1:-1].partition(", ")
    own = f"({rest}{',' if rank == 2 else ''})"
    one = _filled(
        replace(initializer, each=initializer.each - 1), rank - 1, own, helpers
    )
    return f"[{one} for _ in range({first})]"


def _value(initializer: Initializer, rank: int, shape: str, helpers: set[str]) -> str:
    number = initializer.argument
    match initializer.scheme:
        case "zeros":
            return f"np.zeros({shape})"
        case "ones":
            return f"np.ones({shape})"
        case "constant":
            return f"np.full({shape}, {number!r})"
        case "identity":
            eye = f"np.eye(*{shape})"
            return eye if number is None else f"{number!r} * {eye}"
        case "orthogonal" | "glorot" as scheme:
            helpers.add(scheme)
            row = f"(1, {shape[1:].rstrip(',)')})" if rank == 1 else ""
            call = f"{scheme}(rng, {row or shape}){'[0]' if row else ''}"
            return call if number is None else f"{number!r} * {call}"
        case "uniform":
            return f"rng.uniform({-abs(number or 0)!r}, {abs(number or 0)!r}, {shape})"
        case "normal":
            return f"{number!r} * rng.normal(size={shape})"
    raise ValueError(f"no initializer {initializer.scheme}")
