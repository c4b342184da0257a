r"""Lines of documentation that hold no equation: titles, directives, `Args:`, links.

In: the text.  Out: the same with spaces in their place.  A line is dropped only where
nothing in it can be an equation, a shape or the name of a function; any other is left
to be read or refused.
"""

from __future__ import annotations

import re
from itertools import pairwise

from cellc.patterns import regex
from cellc.syntax.hidden import blank
from cellc.syntax.wrapping_tails import is_list

_KEYWORD = regex(
    r"(?<!\w)[A-Za-z_]\w*[ \t]*=[ \t]*(?:True|False|None|-?[\d.]+(?:e-?\d+)?|'[^'\n]*'"
    r"|\"[^\"\n]*\")(?![\w(\[])"
)
_LEGEND = regex(  # `N ={} & \text{batch size}`, `H` = `hidden_size`
    r"=[ \t]*(?:\{\})?[ \t]*&?[ \t]*\\text[ \t]*\{[^\n]*"
    r"|(?<=`)[ \t]*=[ \t]*`+[A-Za-z]\w{2,}`"
)
_JSDOC = regex(  # `{Object} [options={}]`
    r"\{[\w.<>|\[\]*?, ]+\}[ \t]*\[[A-Za-z_]\w*(?:=[^\]\n]*)?\]"
)
_VALUE = regex(r"[=∈≔≡←]|\\(?:in|equiv|coloneqq|gets|leftarrow)(?![A-Za-z])")
_TIMED = regex(r"[_(\[{<]t(?![A-Za-z])|ₜ|∈|\\in(?![A-Za-z])")
_INLINE = regex(r"`[^`]*`|\$[^$]*\$")
_COMMAND = regex(r"\\text[ \t]*\{[^{}]*\}|\\[A-Za-z]+")
_VERB = regex(r"\b(?:is|are|denotes?|stands|means)\b|:")
_LETTER = regex(r"[σφϕψ]|\b(?:sigma|phi|varphi|psi)\b|(?<![\w.])[fg]\b(?!\.)")
_FUNCTION = regex(
    r"\b(?:tanh|tangent|relu|rectified|rectifier|identity|softplus|step)\b", re.I
)
_URL = r"<?https?://[^\s<>)\]}\"'`]+>?"
_LINK = (
    r"`[^`<>\n]*<[^`<>\n]*>`_{1,2}"  # of reST
    r"|:(?!(?:math|eq|label|eqlabel|numref|ref):)[A-Za-z][\w-]{0,30}"
    r"(?::[\w-]{1,30}){0,2}:`[^`\n]*`(?!`)"  # roles
    r"|(?<![`\w])`[^`\n]+`_{1,2}(?![\w{`])"
    r"|\[[#\w.-]+\]_(?=[\s.,;:)\]]|$)"
    rf"|{_URL}"
)
_LINKS = regex(
    rf"[\[(][ \t]*+(?:(?:{_LINK})[ \t]*+(?:[,;][ \t]*+)?+)++[\])]|{_LINK}",
    re.MULTILINE,
)
_MARKDOWN_LINK = regex(r"\[(?P<words>[^\[\]\n]+)\]\([ \t]*<?https?://[^\s()]*\)")
_MATH = regex(r"[ \t]*\.\.[ \t]+math[ \t]*::")
_DIRECTIVE = regex(r"[ \t]*\.\.[ \t]+(?P<kind>[\w-]+)(?::[\w-]+)*::")
_CODE = frozenset(
    ["code", "code-block", "sourcecode", "testcode", "doctest", "ipython"]
)
_SIGNATURE = regex(  # what a page of a manual is about
    r"[ \t]*\.\.[ \t]+(?:[a-z]+:)?(?:auto)?(?:class|function|method|classmethod"
    r"|staticmethod|attribute|data|exception|module|currentmodule)::[^\n]*"
)
_REMARK = regex(r"[ \t]*\.\.(?=[ \t]+(?:\[[^\]]*\]|_[^:]*:|\w))")
_FIELD = regex(
    r"[ \t]*(?::(?!math:)\w[^:`\n]*:|@(?:param(?:\[[a-z, ]+\])?|returns?|brief|details"
    r"|section|note|see|author|export|examples|description|title|since|throws|tparam"
    r"|todo))(?=[ \t]|$)"
)
_OPTION = regex(r"[ \t]*:(?:label|name|class|nowrap|no-wrap|number|numbered):")
_DOCTEST = regex(r"[ \t]*(?:>>>(?:[ \t]|$)|@example(?!\w))")
_EXAMPLE = regex(r"[ \t]*(?:examples?|usage)[ \t]*::?[ \t]*", re.IGNORECASE)
_CALL = regex(  # what no equation has
    r"[ \t]*(?:\w+(?:[ \t]*,[ \t]*\w+)*[ \t]*=[ \t]*(?:\w+\.)*[A-Z][a-z]\w+\("
    r"|(?:\w+[ \t]*=[ \t]*)?(?:print|[a-z]\w*\.\w+)\(|(?:import|from)[ \t]+\w)"
)
_INDEXED = regex(r"_\{|_t(?!\w)|[ₜσ⊙\\]")
_RULE = regex(r"[ \t]*([=\-~^*+_:\"'])\1{2,}[ \t]*|[ \t]*(?:={3,}[ \t]+)+={3,}[ \t]*")
_SECTIONS = (
    r"args|arguments|parameters|params|returns?|raises|yields|attributes|references?"
    r"|examples?|usage|shapes?|inputs?|outputs?|input shapes?|output shapes?"
    r"|call arguments|keyword arguments|other parameters|variables|see also|warns"
    r"|methods|todo"
    r"|参数|輸入|输入|輸出|输出|返回值?|异常|样例|示例|引数|戻り値|入力|出力|例外|使用例"
)
_SECTION = regex(rf"[ \t]*(?:{_SECTIONS})[ \t]*(?:：|:{{1,2}}(?=[ \t]|$))", re.I)
_UNDERLINED = regex(rf"[ \t]*(?:{_SECTIONS})[ \t]*", re.I)


def says_nothing(text: str) -> bool:
    """Whether no equation, shape or function can be in some lines of documentation."""
    text = _LEGEND.sub("", _KEYWORD.sub("", _JSDOC.sub("", text)))
    return _VALUE.search(text) is None and not _says_function(text)


def _says_function(text: str) -> bool:
    lines = text.split("\n")
    return any(
        _FUNCTION.search(each) and _LETTER.search(each) and _VERB.search(each)
        for each in (f"{one} {two}" for one, two in pairwise(["", *lines]))
    )


def without_documentation(text: str, quoted: bool) -> str:
    """The text without titles, directives, lists of arguments and links.

    quoted: whether it stood in the quotes of a docstring.
    """
    text = _MARKDOWN_LINK.sub(_words, _LINKS.sub(_blank, text))
    return "\n".join(_Lines(text.split("\n"), quoted).read())


def _blank(found: re.Match[str]) -> str:
    return " " * len(found.group())


def _words(found: re.Match[str]) -> str:
    """The words of a link, without where it goes."""
    words = f" {found['words']}"
    return words.ljust(len(found.group()))


class _Lines:
    """The lines of a text, some of them in a list that starts further up."""

    def __init__(self, lines: list[str], quoted: bool) -> None:
        self.lines = lines
        self.asides: list[list[int]] = []  # the lines of each paragraph in a list
        self.inside: int | None = None  # the indentation of the head of a list
        self.underlined = False  # the list goes on to the next title
        self.in_code = self.in_doctest = False
        self.code = any(map(_MATH.match, lines))  # code beside equations is none
        self.docstring = quoted or self.code

    def read(self) -> list[str]:
        kept = [*self.lines]
        paragraph: list[int] = []
        for at, line in enumerate(self.lines):
            aside = False
            self.in_doctest &= bool(line.strip())
            if line.strip() and _RULE.fullmatch(line):
                kept[at] = blank(line)
                self._end_at_title(at, kept)
            elif line.strip():
                aside, kept[at] = self._read(at, line)
            if aside:
                paragraph.append(at)
            elif paragraph:
                self.asides.append(paragraph)
                paragraph = []
        self.asides.append(paragraph)
        return self._without_asides(kept)

    def _end_at_title(self, rule: int, kept: list[str]) -> None:
        """Drop the line above a rule, if it is a title: as long, and by itself."""
        if rule == 0:
            return
        title, row = self.lines[rule - 1], self.lines[rule].strip()
        above = self.lines[rule - 2] if rule > 1 else ""
        alone = not above.strip() or _RULE.fullmatch(above)
        long = len(row) + 2 >= len(title.strip())
        if title.strip() and alone and long and says_nothing(title):
            kept[rule - 1] = blank(title)
            self.inside = None
            self.underlined = bool(_UNDERLINED.fullmatch(title))

    def _read(self, at: int, line: str) -> tuple[bool, str]:
        """Whether a line is one of a list, and what of it is not its mark."""
        math = _MATH.match(line)
        if self.in_doctest or _DOCTEST.match(line):
            self.in_doctest = True
            return False, blank(line)
        indent = len(line) - len(line.lstrip())
        if self.inside is not None and indent <= self.inside:
            self.inside, self.in_code = None, False
        if self.in_code:
            return False, blank(line)
        aside = self.inside is not None or self.underlined
        if math is not None:
            return aside, blank(math.group()) + line[math.end() :]
        if aside or _OPTION.match(line):
            return aside, line
        return self._head(at, line, indent)

    def _head(self, at: int, line: str, indent: int) -> tuple[bool, str]:
        directive = _DIRECTIVE.match(line)
        if directive is not None and directive["kind"] in _CODE:
            self.inside, self.in_code = (indent, True) if self.code else (None, False)
            return False, blank(line)
        for head in (_DIRECTIVE, _REMARK, _FIELD, _SECTION):
            found = head.match(line)
            if found is None:
                continue
            rest = line[found.end() :]
            if head is _SECTION and rest.strip() and self._indent_below(at) <= indent:
                if self.docstring and is_list(rest):
                    return True, blank(found.group()) + rest
                break  # `outputs: h_t` can be meant as a fact
            self.inside = indent
            if _EXAMPLE.fullmatch(line) and self._is_code_below(at, indent):
                self.in_code = True
                return False, blank(line)
            if head is _DIRECTIVE and _SIGNATURE.fullmatch(line):
                return True, blank(line)
            return True, blank(found.group()) + rest
        return False, line

    def _is_code_below(self, at: int, indent: int) -> bool:
        """Whether an example calls what is documented, and has no equation."""
        block: list[str] = []
        for line in self.lines[at + 1 :]:
            if line.strip() and len(line) - len(line.lstrip()) <= indent:
                break
            block.append(line)
        called = any(map(_CALL.match, block))
        return self.docstring and called and not any(map(_INDEXED.search, block))

    def _indent_below(self, at: int) -> int:
        below = self.lines[at + 1] if at + 1 < len(self.lines) else ""
        return len(below) - len(below.lstrip()) if below.strip() else 0

    def _without_asides(self, kept: list[str]) -> list[str]:
        beside = {at for each in self.asides for at in each}
        plain = [line for at, line in enumerate(kept) if at not in beside]
        used: set[str] | None = None
        if any(map(_VALUE.search, plain)):
            used = {word for line in plain for word in re.findall(r"[^\W\d_]+", line)}
        for paragraph in self.asides:
            text = "\n".join(kept[at] for at in paragraph)
            if _is_aside(text, used):
                for at in paragraph:
                    kept[at] = blank(kept[at])
        return kept


def _is_aside(text: str, used: set[str] | None) -> bool:
    """Whether a paragraph of a list is no part of the cell.

    used: the words of all equations, if any stands outside of lists.  What is but said
    in a sentence, of names that no equation has, is none either: `where $k = 1/n$`.
    """
    if says_nothing(text):
        return True
    text = _LEGEND.sub("", _KEYWORD.sub("", text))
    if used is None or _TIMED.search(text) or _says_function(text):
        return False
    if _VALUE.search(_INLINE.sub("", text)):
        return False
    said = [each for each in _INLINE.findall(text) if _VALUE.search(each)]
    names = {
        word
        for each in said
        for word in re.findall(r"[^\W\d_]+", _COMMAND.sub("", each))
    }
    return not names & used
