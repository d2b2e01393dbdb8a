"""Short names that still say which ministry: never cut inside a phrase."""

import re

from foundation.common.typography import capitalize_first

MINISTRY_OF = re.compile(r"^(?:Ministère|Ministre) (?:de la |de l[’']|des |du |de |d[’'])")
DELEGATED = re.compile(r"^Minist(?:re|ère) délégué\b.*?\bchargée? (?:de la |de l[’']|des |du |de |d[’'])")
WIDE_ENOUGH = 46  # characters that stand on one line beside the cells
ENDS = (" (", ", chargé", ", en charge", ", ", " et de ", " et ")  # where a name may stop, the least lost first


def without_ministry(name: str) -> str:
    """« Ministère de la Santé » as « Santé », a long one up to the end of a phrase: what tells one line from the next
    comes first.
    """
    rest = DELEGATED.sub("", name) if DELEGATED.match(name) else MINISTRY_OF.sub("", name)
    for end in ENDS:
        if len(rest) > WIDE_ENOUGH and end in rest:
            rest = rest[: rest.rindex(end) if end == ", " or end.startswith(" et") else rest.index(end)]
    return capitalize_first(rest)
