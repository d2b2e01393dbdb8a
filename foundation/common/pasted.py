"""What is pasted from a word processor, brought to what a keyboard writes: signs at the field, tables and nested lists
where a text is shown.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator

from markupsafe import Markup, escape

# Word's own bullets, ends of line that are no line feed, an emoji whose plain form we have.
SIGNS = {
    "ᵉʳ": "er",
    "ᵉˢ": "es",
    "\uf0b7": "•",
    "\uf0a7": "▪",
    "\uf0d8": "→",
    "\uf0e0": "→",
    "\uf0fc": "✓",
    "\uf02d": "–",
    "\u2028": "\n",
    "\u2029": "\n\n",
    "\u0085": "\n",
    "\u000b": "\n",
    "\u2044": "/",
    "\u2705": "✓",
    "\u2611\ufe0f": "☑",
    "\u274c": "✗",
    "\u2010": "-",
    "\u00ad": "",
}
# Nothing is drawn for these; a reader or a search only stumbles over them.
DROPPED = dict.fromkeys([*range(0xFE00, 0xFE10), 0x200B, 0x200C, 0x200D, 0x2060, 0xFEFF, 0x200E, 0x200F])
LIGATURES = re.compile("[\ufb00-\ufb06\u1d2c-\u1d6a\u1d9c-\u1dbf]")  # ﬁ, and letters above the line: « 1ᵉʳ »
STEP = 4  # columns of a tab, and of a level of a list that was indented
DEEPEST = 6


def as_typed(text: str) -> str:
    """The same text with plain letters for ligatures and raised letters, our bullets for Word's, one end of line."""
    if text.isascii():
        return text
    for sign, plain in SIGNS.items():
        text = text.replace(sign, plain)
    text = unicodedata.normalize("NFC", text.translate(DROPPED))
    return LIGATURES.sub(lambda found: unicodedata.normalize("NFKC", found[0]), text)


def block_html(lines: list[str], write: Callable[[str], str]) -> Markup:
    """A block of a text as HTML: consecutive lines of cells are a table, lines that are set in stay so.

    `write` sets the typography of a line.
    """
    parts: list[Markup] = []
    text: list[str] = []
    for is_table, group in _groups(lines):
        if is_table:
            if text:
                parts.append(_paragraph(text, write))
                text = []
            parts.append(_table(group, write))
        else:
            text += group
    if text:
        parts.append(_paragraph(text, write))
    return Markup("").join(parts)


def _groups(lines: list[str]) -> Iterator[tuple[bool, list[str]]]:
    """Runs of at least two lines with as many cells are tables."""
    at = 0
    while at < len(lines):
        cells = lines[at].strip().count("\t")
        end = at + 1
        while cells and end < len(lines) and lines[end].strip().count("\t") == cells:
            end += 1
        yield cells > 0 and end - at > 1, lines[at:end]
        at = end


def _table(lines: list[str], write: Callable[[str], str]) -> Markup:
    """The first row names the columns, as in nearly every table that is pasted."""
    head, *rows = ([write(cell.strip()) for cell in line.strip().split("\t")] for line in lines)
    th = _each('<th scope="col">{}</th>', head)
    body = _each("<tr>{}</tr>", (_each("<td>{}</td>", row) for row in rows))
    return Markup('<table class="pasted"><thead><tr>{}</tr></thead><tbody>{}</tbody></table>').format(th, body)


def _each(html: str, values: Iterable[str]) -> Markup:
    return Markup("").join(Markup(html).format(value) for value in values)


def _paragraph(lines: list[str], write: Callable[[str], str]) -> Markup:
    return Markup("<p>{}</p>").format(Markup("<br>").join(_line(line, write) for line in lines))


def _line(line: str, write: Callable[[str], str]) -> Markup:
    bare = line.lstrip(" \t\u00a0")
    columns = sum(STEP if sign == "\t" else 1 for sign in line[: len(line) - len(bare)])
    # A bullet behind its tab, as Word writes it: « •\tText ».
    return escape("\u2003" * min(columns // 2, 2 * DEEPEST) + write(bare.replace("\t", " ")))
