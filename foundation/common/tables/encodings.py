"""In which alphabet a file was written, when nothing in it says so: the one that makes the best French."""

import codecs
import re

MARKS = (
    (codecs.BOM_UTF8, "utf-8", "UTF-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le", "UTF-16"),
    (codecs.BOM_UTF16_BE, "utf-16-be", "UTF-16"),
)
# In the order of preference: the first of equals is kept.
OLD = (("cp1252", "Windows-1252"), ("mac_roman", "Mac Roman"), ("cp850", "ancien codage DOS (850)"))
ESCAPED = re.compile("[\udc80-\udcff]")
FRENCH_LETTERS = frozenset("àâçèéêëîïôùûüÿœæÀÂÇÈÉÊËÎÏÔÙÛÜŸŒÆ")
FRENCH_SIGNS = frozenset("’“”«»–—…°€ºª\u00a0²³§·•")


ENCODINGS = {encoding: name for _, encoding, name in MARKS} | dict(OLD)  # those that may be chosen instead


def encoding_of(content: bytes) -> tuple[str, int]:
    """Return the encoding, one of ENCODINGS, and how many bytes of mark stand before the text."""
    for mark, encoding, _ in MARKS:
        if content.startswith(mark):
            return encoding, len(mark)
    if encoding := _unmarked_utf16(content):
        return encoding, 0
    try:
        content.decode("utf-8")
        return "utf-8", 0
    except UnicodeDecodeError:
        pass
    # Almost everything reads as one of the old ones: some thousand letters beyond ASCII are enough to tell.
    sample = _telling(content)
    return max(OLD, key=lambda old: _french(_one_byte(sample, old[0])))[0], 0


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text, and the name of its encoding for the person who sent it."""
    encoding, mark = encoding_of(content)
    if encoding in dict(OLD):
        return _one_byte(content, encoding), ENCODINGS[encoding]
    return content[mark:].decode(encoding, "replace"), ENCODINGS[encoding]


def _unmarked_utf16(content: bytes) -> str:
    """Latin text in UTF-16 has a nul in every second byte, and on that side only."""
    start = content[:4000]
    if len(start) < 4 or len(content) % 2:
        return ""
    half, even, odd = len(start) // 2, start[0::2].count(0), start[1::2].count(0)
    if odd > 0.7 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.7 * half and odd < 0.05 * half else ""


def _telling(content: bytes, most: int = 200_000) -> bytes:
    if len(content) <= most:
        return content
    lines = (line for line in content.splitlines(keepends=True) if not line.isascii())
    kept, size = [], 0
    for line in lines:
        kept.append(line)
        size += len(line)
        if size > most:
            break
    return b"".join(kept)


def _one_byte(content: bytes, encoding: str) -> str:
    """Bytes that the encoding leaves out become C1 characters, which the reader refuses with their cell."""
    return lost_as_controls(content.decode(encoding, "surrogateescape"))


def lost_as_controls(text: str) -> str:
    if text.isascii() or not ESCAPED.search(text):
        return text
    return ESCAPED.sub(lambda found: chr(ord(found[0]) - 0xDC00), text)


def _french(text: str) -> float:
    """How much a text looks like French: its letters, and their case beside that of their neighbours."""
    score = 0.0
    padded = f"  {text}  "
    for place in range(2, len(padded) - 2):
        character = padded[place]
        if character.isascii():
            continue
        before, after = padded[place - 1], padded[place + 1]
        if "\x80" <= character <= "\x9f":
            score -= 5
        elif not character.isalpha():
            inside = before.isalpha() and after.isalpha() and character not in "’·"
            score += -2 if inside or character not in FRENCH_SIGNS else 0.5
        elif _cased_oddly(padded[place - 2], before, character, after):
            score -= 2
        else:
            score += 2 if character in FRENCH_LETTERS else -0.5
    return score


def _cased_oddly(second_before: str, before: str, letter: str, after: str) -> bool:
    """A capital inside a word in small letters, or a small letter inside a word in capitals."""
    if letter.isupper():
        return before.islower() or (after.islower() and before.isalpha())
    return letter.islower() and before.isupper() and (after.isupper() or second_before.isupper())
