"""`CELL`: a plain dict that says what the module is."""

from __future__ import annotations

import hashlib
from typing import Any

from sympy import Symbol

from cellc.ir import Cell
from cellc.ir.columns import axes_text, orders_of_parts


def spec_sha256(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def metadata(cell: Cell) -> dict[str, Any]:
    """The metadata of a cell; also what the generated module's `CELL` holds."""
    orders = orders_of_parts(cell)

    def described(symbols: tuple[Symbol, ...]) -> dict[str, Any]:
        return {
            each.name: {
                "shape": axes_text(cell.variable(each), orders),
                "symbol": cell.variable(each).notation,
            }
            for each in symbols
        }

    parameters = described(cell.parameters)
    for symbol in cell.parameters:
        parameters[symbol.name]["init"] = str(cell.initializers[symbol])
        if symbol in cell.frozen:
            parameters[symbol.name]["frozen"] = True
    constants = described(tuple(cell.constants))
    for symbol, value in cell.constants.items():
        constants[symbol.name]["value"] = value
    inputs = described(cell.inputs)
    for symbol in cell.inputs:
        if not cell.variable(symbol).timed:
            inputs[symbol.name]["static"] = True
    for symbol, noise in cell.noise.items():
        inputs[symbol.name]["noise"] = noise.distribution
    return {
        "name": cell.name,
        "title": cell.header.get("title", ""),
        "cite": {key: value for key, value in cell.header.items() if key in _CITE},
        "sizes": list(cell.sizes),
        "parameters": parameters,
        "inputs": inputs,
        "states": described(tuple(state.current for state in cell.states)),
        "outputs": described(cell.outputs),
        "constants": constants,
        "equations": [equation.text for equation in cell.equations],
        "spec_sha256": spec_sha256(cell.text),
    }


_CITE = ("paper", "year", "equations", "doi", "url")


def literal(value: Any) -> str:
    """A value as a Python literal on one line, strings in double quotes."""
    match value:
        case dict():
            items = ", ".join(f"{literal(k)}: {literal(v)}" for k, v in value.items())
            return f"{{{items}}}"
        case list():
            return f"[{', '.join(literal(each) for each in value)}]"
        case str():
            return quoted(value)
    return repr(value)


def quoted(text: str) -> str:
    """A Python string literal of printable text, quoted as formatters quote it."""
    body = text.replace("\\", "\\\\")
    if '"' in body and "'" not in body:
        return f"'{body}'"
    return '"' + body.replace('"', '\\"') + '"'
