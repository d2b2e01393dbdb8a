"""Every French sentence that the portal says, with its file and line: of Python, of the templates, of the scripts.

What a developer reads (comments, docstrings, logs, errors in English) is left out: a string counts when it holds a word
or a sign that only French has.
"""

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

FOLDERS = ("cmsic", "commissions", "foundation", "ministries", "projects", "recommendations", "sessions")
WORDS = re.compile(
    r"[àâçéèêëîïôùûœÀÂÇÉÈÊËÎÏÔÙÛŒ«»’]|\b(?:le|la|les|un|une|des|du|de|et|ou|est|sont|par|pour|sur|dans|avec|sans|ne|pas|au|aux"
    r"|ce|cette|vous|votre|vos|aucun|aucune|oui|non)\b",
    re.IGNORECASE,
)
LETTERS = re.compile(r"[^\W\d_]{2}")
CODE = re.compile(r"^[\w.:/#?&=%{}\[\]()^$*+|\\<>-]+$")  # a name, an address, a pattern: no sentence
SQL = re.compile(r"\b(?:SELECT|INSERT|UPDATE|DELETE|WHERE|FROM|CREATE|ALTER|GRANT|SET LOCAL)\b")
LOGS = {"debug", "info", "warning", "error", "exception", "critical"}
DEVELOPERS = {"ValueError", "TypeError", "AssertionError", "RuntimeError", "LookupError", "KeyError", "AttributeError"}

TAG = re.compile(r"{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->|<(?:script|style)\b.*?</(?:script|style)>|<[^>]*>", re.DOTALL)
CODE_TAG = re.compile(r"{%(.*?)%}|{{(.*?)}}", re.DOTALL)
COMMENT = re.compile(r"{#.*?#}|<!--.*?-->|{% comment %}.*?{% endcomment %}", re.DOTALL)
QUOTED = re.compile(r"\"((?:[^\"\\\n]|\\.)*)\"|'((?:[^'\\\n]|\\.)*)'|`((?:[^`\\]|\\.)*)`")
SCRIPT_COMMENT = re.compile(r"/\*.*?\*/|(?<![:\"'`\w])//[^\n]*", re.DOTALL)
ATTRIBUTE = re.compile(r"\b(?:title|alt|placeholder|aria-label|content)=\"([^\"{<]+)\"")


@dataclass(frozen=True)
class Phrase:
    path: str
    line: int
    text: str

    def __str__(self) -> str:
        return f"{self.path}:{self.line}\t{self.text}"


def phrases(root: Path) -> Iterator[Phrase]:
    """All of them, file by file."""
    for folder in FOLDERS:
        for path in sorted((root / folder).rglob("*.py")):
            if "migrations" not in path.parts:
                yield from _kept(root, path, of_python(path.read_text()))
    for folder in ("templates", "templates_django"):
        for path in sorted((root / folder).rglob("*")):
            if path.suffix in (".html", ".txt"):
                yield from _kept(root, path, of_template(path.read_text()))
    for path in sorted((root / "static" / "js").rglob("*.js")):
        yield from _kept(root, path, of_script(path.read_text()))


def _kept(root: Path, path: Path, found: Iterator[tuple[int, str]]) -> Iterator[Phrase]:
    for line, text in found:
        said = " ".join(text.split())
        if (
            "(?" not in said
            and LETTERS.search(said)
            and WORDS.search(said)
            and not CODE.match(said)
            and not SQL.search(said)
        ):
            yield Phrase(str(path.relative_to(root)), line, said)


def of_python(source: str) -> Iterator[tuple[int, str]]:
    """Strings that are no docstring, no log and no developer's error; the holes of an f-string are « {} »."""
    nodes = list(ast.walk(ast.parse(source)))
    silent: set[int] = set()
    for node in nodes:
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            silent.add(id(node.value))
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if (name in LOGS and _is_logger(node.func)) or name in DEVELOPERS:
                silent |= {id(each) for each in ast.walk(node)}
        if isinstance(node, ast.JoinedStr):
            silent |= {id(part) for part in node.values}
    for node in nodes:
        if id(node) in silent:
            continue
        if isinstance(node, ast.JoinedStr):
            parts = [part.value if isinstance(part, ast.Constant) else "{}" for part in node.values]
            yield node.lineno, "".join(str(part) for part in parts)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def _is_logger(function: ast.AST) -> bool:
    return isinstance(function, ast.Attribute) and getattr(function.value, "id", "") in ("logger", "log", "logging")


def of_template(source: str) -> Iterator[tuple[int, str]]:
    """The text between tags, and what is quoted inside expressions and read by a person in attributes."""
    source = COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    start = 0
    for tag in [*TAG.finditer(source), None]:
        end = tag.start() if tag is not None else len(source)
        if source[start:end].strip():
            lead = len(source[start:end]) - len(source[start:end].lstrip())
            yield _line(source, start + lead), source[start:end]
        start = tag.end() if tag is not None else end
    for code in CODE_TAG.finditer(source):
        for quoted in QUOTED.finditer(code[0]):
            yield _line(source, code.start() + quoted.start()), next(filter(None, quoted.groups()), "")
    for attribute in ATTRIBUTE.finditer(source):
        yield _line(source, attribute.start()), attribute[1]


def of_script(source: str) -> Iterator[tuple[int, str]]:
    source = SCRIPT_COMMENT.sub(lambda found: "\n" * found[0].count("\n"), source)
    for quoted in QUOTED.finditer(source):
        yield _line(source, quoted.start()), next(filter(None, quoted.groups()), "")


def _line(source: str, position: int) -> int:
    return source.count("\n", 0, position) + 1
