"""How near to a typo the diagnostics point.

    python tests/bench/typos.py                       # 200 typos of seed 0
    python tests/bench/typos.py --seeds 10 --quiet    # ten times 200, figures only
    python tests/bench/typos.py --count 50 --seed 3

One character of a good spec is deleted, doubled, replaced, or swapped with the next.
The texts are the equations of every spec of the zoo, as typed and in LaTeX; where
blocks stay as they are.  What still compiles is another cell and no error.  Of the
errors it is counted how many point at the typo: a caret or a label stands on a token
that was damaged or on one beside it, in the text before or after.  A caret under more
than `WIDE` tokens points at its first and its last token only.  Counted apart is the
first caret of all, which editors jump to.
"""

from __future__ import annotations

import argparse
import random
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from lark import Lark

from cellc.diagnostics import CellcError, Diagnostic, Source, Span, render
from cellc.driver import analyse
from cellc.resources import grammar_text, zoo
from cellc.sources import read_source

WIDE = 12  # tokens; `\tilde{C}_{t-1}` has ten
KINDS = ("deleted", "doubled", "replaced", "swapped")
LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
CHARACTERS = LETTERS + "0123456789" + "()[]{}<>+-*/=_^,;.:|&\\'@!?"
HEADER = re.compile(r"^(#.*|\w+:.*|\s*)\n", re.MULTILINE)
LAID_OUT = re.compile(r"^\s*for\b|\\begin", re.MULTILINE)  # lines of their own kind
IN_LATEX = (  # what a line has, and how a paper's source writes it
    ("σ", r"\\sigma "),
    ("φ", r"\\phi "),
    ("⊙", r"\\odot"),
    (r"·|(?<= )@(?= )", r" \\cdot "),
    (r"_<([^>]*)>", r"_{\1}"),
    ("(\\w)\u0303", r"\\tilde{\1}"),
    (r"(?<![\\\w])tanh", r"\\tanh"),
    (r"_(\w\w+)", r"_{\1}"),
    (r" \* ", r" \\odot "),
    (r"\(1 - ([^()]*)\)", r"\\left(1 - \1\\right)"),
    (r" = ", r" &= "),
    (" +", " "),
)


@dataclass(frozen=True)
class Typo:
    """A damaged text, and where: `before` in the good text, `after` in the bad one."""

    name: str
    kind: str
    good: str
    bad: str
    before: Span
    after: Span


@cache
def _lexer() -> Lark:
    return Lark(grammar_text("cell.lark"), parser="lalr", lexer="basic", start="layout")


@cache
def tokens(text: str) -> tuple[Span, ...]:
    """The places of a text's tokens, without line breaks."""
    return tuple(
        Span(token.start_pos or 0, token.end_pos or 0)
        for token in _lexer().lex(text)
        if token.type != "NEWLINE"
    )


# ---------------------------------------------------------------- texts and typos


def texts() -> dict[str, str]:
    """Good specs without header and comments: as typed, and in LaTeX."""
    found = {}
    for name, path in zoo().items():
        text = HEADER.sub("", read_source(path).text)
        found[name] = text
        if not LAID_OUT.search(text):
            found[f"{name} in LaTeX"] = latex(text)
    return found


def latex(text: str) -> str:
    """The same equations as a paper's source has them, in an aligned environment."""
    equations, where, facts = text.partition("where")
    lines = []
    for line in equations.strip().splitlines():
        for pattern, replacement in IN_LATEX:
            once = pattern == " = "
            line = re.sub(pattern, replacement, line, count=int(once))
        lines.append("  " + line)
    body = " \\\\\n".join(lines)
    return f"\\begin{{aligned}}\n{body}\n\\end{{aligned}}\n{where}{facts}"


def typos(count: int, seed: int) -> Iterator[Typo]:
    """This many typos; the same ones for the same seed."""
    rng = random.Random(seed)
    good = texts()
    names = sorted(good)
    for _ in range(count):
        name = rng.choice(names)
        yield _typo(name, good[name], rng.choice(KINDS), rng)


def _typo(name: str, text: str, kind: str, rng: random.Random) -> Typo:
    equations = text.partition("where")[0]
    while True:
        at = rng.randrange(len(equations) - 1)
        here, following = text[at], text[at + 1]
        if here.isspace():
            continue
        new, taken = {
            "deleted": ("", 1),
            "doubled": (here * 2, 1),
            "replaced": (rng.choice(CHARACTERS), 1),
            "swapped": (following + here, 2),
        }[kind]
        bad = text[:at] + new + text[at + taken :]
        if bad.split() == text.split():
            continue
        before, after = Span(at, at + taken), Span(at, at + len(new))
        return Typo(name, kind, text, bad, before, after)


# ---------------------------------------------------------------- where errors point


def neighbourhood(typo: Typo) -> Span:
    """The damaged tokens and the ones beside them, as a place of the bad text."""
    first = _widened(typo.good, typo.before)
    grown = len(typo.bad) - len(typo.good)
    found = Span(first.start, first.end + grown)
    if typo.after.start < typo.after.end:
        found |= _widened(typo.bad, typo.after)
    return found


def _widened(text: str, damage: Span) -> Span:
    """The tokens of a place, and one more on each side."""
    left = [each for each in tokens(text) if each.end <= damage.start]
    right = [each for each in tokens(text) if each.start >= damage.end]
    under = [  # `\\begin{aligned}`, of which a character is missing
        each
        for each in tokens(text)
        if each.start <= damage.start and damage.end <= each.end
    ]
    start = min(each.start for each in (*left[-1:], *under, damage))
    end = max(each.end for each in (*right[:1], *under, damage))
    return Span(start, end)


def points_at(diagnostic: Diagnostic, typo: Typo) -> bool:
    """Whether a caret or a label stands in the neighbourhood of the typo."""
    if diagnostic.span is None:
        return False
    places = [diagnostic.span, *(label.span for label in diagnostic.labels)]
    near = neighbourhood(typo)
    return any(
        place.start < near.end and near.start < place.end
        for span in places
        for place in _ends(typo.bad, span)
    )


def _ends(text: str, span: Span) -> list[Span]:
    """What a caret points at: its tokens, or the ends of very many."""
    under = [
        each for each in tokens(text) if each.start < span.end and span.start < each.end
    ]
    if not under:  # behind the end of a line
        return [each for each in tokens(text) if each.end <= span.start][-1:]
    return under if len(under) <= WIDE else [under[0], under[-1]]


def diagnostics_of(text: str) -> tuple[Diagnostic, ...]:
    """What is said about a text; nothing if it is a good spec."""
    try:
        analyse(Source(text, "typo"), "typo")
    except CellcError as error:
        return error.diagnostics
    return ()


# ---------------------------------------------------------------- counting


@dataclass
class Count:
    """Typos of one run, by what became of them."""

    compiled: int = 0
    found: int = 0  # some diagnostic points at the typo
    first: int = 0  # and it is the first one, with its caret
    missed: int = 0

    @property
    def percentage(self) -> float:
        return 100 * self.found / max(self.found + self.missed, 1)


def run(count: int, seed: int, quiet: bool = True) -> Count:
    result = Count()
    codes: Counter[str] = Counter()
    for typo in typos(count, seed):
        said = diagnostics_of(typo.bad)
        if not said:
            result.compiled += 1
        elif any(points_at(each, typo) for each in said):
            result.found += 1
            result.first += points_at(replace(said[0], labels=()), typo)
        else:
            result.missed += 1
            codes[said[0].code] += 1
            if not quiet:
                _show(typo, said)
    errors = result.found + result.missed
    print(
        f"seed {seed}: {count} typos, {result.compiled} still compile, "
        f"{errors} errors; {result.found} point at the typo "
        f"({result.percentage:.1f} %), {result.first} with the first caret; "
        f"missed: {dict(codes.most_common())}"
    )
    return result


def _show(typo: Typo, said: tuple[Diagnostic, ...]) -> None:
    near = typo.bad[max(typo.after.start - 30, 0) : typo.after.end + 20]
    was = typo.good[typo.before.start : typo.before.end]
    now = typo.bad[typo.after.start : typo.after.end]
    print(f"--- {typo.name}: {typo.kind}, `{was}` became `{now}` in {near!r}")
    for each in said:
        print(render(each))
    print()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--count", type=int, default=200, help="typos of each seed")
    parser.add_argument("--seed", type=int, default=0, help="the first seed")
    parser.add_argument("--seeds", type=int, default=1, help="how many seeds")
    parser.add_argument("--quiet", action="store_true", help="do not list the misses")
    options = parser.parse_args()
    results = [
        run(options.count, seed, options.quiet)
        for seed in range(options.seed, options.seed + options.seeds)
    ]
    if options.seeds > 1:
        found = sum(each.found for each in results)
        errors = found + sum(each.missed for each in results)
        print(f"all: {found} of {errors} errors, {100 * found / max(errors, 1):.1f} %")


if __name__ == "__main__":
    main()
