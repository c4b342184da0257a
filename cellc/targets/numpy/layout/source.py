"""A logical line, and what its syntax tree leaves out: comments and parentheses."""

from __future__ import annotations

import ast
import re

OPERATION = (ast.BinOp, ast.BoolOp, ast.Compare)
TRAILER = (ast.Attribute, ast.Call, ast.Subscript)
ATOM = (ast.Name, ast.Constant, ast.JoinedStr)
COMPREHENSION = (ast.ListComp, ast.SetComp, ast.DictComp, ast.GeneratorExp)
_DISPLAY = (ast.List, ast.Set, ast.Dict, ast.Tuple)
_BRACKETS = (*_DISPLAY, *COMPREHENSION, ast.Call, ast.Subscript)

_SCAN = re.compile(  # strings, parentheses, and the sign before a comment
    rb'"{3}.*?"{3}'
    rb'|"[^"\\]*(?:\\.[^"\\]*)*"'
    rb"|'[^'\\]*(?:\\.[^'\\]*)*'"
    rb"|[()#]"
)
_CALLED = re.compile(rb"[\w)\]}\"']")  # before the parenthesis of a call


class Source:
    """The code of a logical line, its comment, and its parentheses."""

    def __init__(self, line: str) -> None:
        encoded = line.encode()  # the tree counts in bytes
        self._pairs: set[tuple[int, int]] = set()  # the insides of parentheses
        opened: list[int] = []
        end = len(encoded)
        for match in _SCAN.finditer(encoded):
            token, at = match[0], match.start()
            if token == b"#":
                end = at
                break
            if token == b"(":
                opened.append(at)
            elif token == b")" and opened:
                start = opened.pop()
                if not (start and _CALLED.match(encoded, start - 1)):
                    self._pairs.add((start + 1, at))
        self._bytes = encoded[:end].rstrip()
        self.code = self._bytes.decode()
        self.comment = (encoded[end:].decode(),) if end < len(encoded) else ()

    def text(self, node: ast.expr | ast.alias) -> str:
        """The source of a node."""
        return self._bytes[node.col_offset : node.end_col_offset].decode()

    def between(self, start: int | None, end: int | None) -> str:
        """The source from one byte to another."""
        return self._bytes[start:end].decode()

    def is_parenthesized(self, node: ast.expr) -> bool:
        """Is the expression in parentheses that are not part of it?"""
        return (node.col_offset, node.end_col_offset) in self._pairs

    def is_bare(self, node: ast.expr) -> bool:
        """Is it a tuple or a generator without parentheses of its own?"""
        return (
            isinstance(node, (ast.Tuple, ast.GeneratorExp))
            and (node.col_offset + 1, (node.end_col_offset or 0) - 1) not in self._pairs
        )

    def has_brackets(self, node: ast.expr) -> bool:
        """Is the expression in brackets, or does it end in brackets of its own?"""
        own = isinstance(node, _BRACKETS) and not self.is_bare(node)
        return own or self.is_parenthesized(node)
