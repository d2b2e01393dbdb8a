"""The access matrix: every route × every actor × the objects that exist.

How to list your routes: one file `tests/access/lines_<area>.py` with `LINES = [Line(...), ...]`.

    Line("sessions:detail", on="session", variants={"own": INSIDE + " dsi auditor", "closed": INSIDE, "preparing":
    "secretary president"})
    Line("sessions:convene", method="POST", on="session", see={"preparing": "secretary president"},
    variants={"preparing": "secretary"}, data=lambda w, o: {})
    Line("sessions:list", variants={"": SIGNED_IN})

- `route`: the URL name with its namespace; API routes are "api:sessions-list", "api:sessions-open", …
- `on`: kind of object of World.objects (project, session, item, recommendation, decision, convocation, commission,
  ministry, structure,
  seat, statute, commune, minute_text…); its pk goes into the kwarg named `arg` ("pk" unless given). `kwargs(world,
  variant)` replaces both.
- `variants`: variant → actors (space-separated) who succeed. A POST must really succeed for them (2xx or 3xx, and no
  error message): the
  positive control. `""` is the variant of a page without object.
- `see`: variant → actors who may see the object but not do the act: they get 403. Anybody signed in and named in
  neither: 404.
  On a page without object (variant ""), anybody signed in and not named gets 403.
- `invalid`: variant → actors who may open the form or call, but for whom an id in it is an unknown one: they get 400.
- anonymous and inactive: redirected to sign-in (pages), 401 (API), unless `public=True`.
- `data(world, variant)`: what is posted (dict). API lines post JSON. `ok`: accepted status codes of a success.
- For every answer, whatever its status, the canaries the actor may not read must be absent from body and headers.

Actors: secretary president member observer (of the own commission) · dsi project_lead auditor (own ministry) ·
foreign_secretary foreign_dsi · rsi · asin_reader asin_admin · portal_admin · stranger (no right) · demoted (right
ended) · token_read token_write (API only: the secretary's tokens; they are added for you wherever `secretary` succeeds:
the read token on GET only).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from importlib import import_module
from pathlib import Path
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver, reverse

INSIDE = "secretary president member observer"
MINISTRY = "dsi project_lead auditor"
ASIN = "asin_reader asin_admin"
NATIONAL = ASIN + " portal_admin"
FOREIGN = "foreign_secretary foreign_dsi"
PEOPLE = (
    "secretary",
    "president",
    "member",
    "observer",
    "dsi",
    "project_lead",
    "auditor",
    "demoted",
    "stranger",
    "foreign_secretary",
    "foreign_dsi",
    "rsi",
    "asin_reader",
    "asin_admin",
    "portal_admin",
)
SIGNED_IN = " ".join(PEOPLE)
TOKENS = ("token_read", "token_write")


@dataclass(frozen=True)
class Line:
    route: str
    method: str = "GET"
    on: str = ""
    arg: str = "pk"
    variants: Mapping[str, str] = field(default_factory=dict)
    see: Mapping[str, str] = field(default_factory=dict)
    invalid: Mapping[str, str] = field(default_factory=dict)
    kwargs: Callable[[Any, str], dict[str, Any]] | None = None
    data: Callable[[Any, str], dict[str, Any]] | None = None
    query: str = ""
    ok: tuple[int, ...] = (200, 201, 202, 204, 302)
    public: bool = False

    @property
    def is_api(self) -> bool:
        return self.route.startswith("api:")

    def address(self, world: Any, variant: str) -> str:
        kwargs = (
            self.kwargs(world, variant) if self.kwargs else ({self.arg: world[self.on, variant].pk} if self.on else {})
        )
        return reverse(self.route, kwargs=kwargs or None) + self.query


# The accounts' library keeps its own forms: its lines stand apart (account_pages.py), for the tests of access only.
EXEMPT_PREFIXES = {
    "account_": "sign-in pages of allauth, tests/access/account_pages.py",
    "mfa_": "second factor of allauth, tests/access/account_pages.py",
}


def all_lines() -> list[Line]:
    lines: list[Line] = []
    for path in sorted(Path(__file__).parent.glob("lines_*.py")):
        lines += import_module(f"tests.access.{path.stem}").LINES
    return lines


def all_routes() -> set[str]:
    """Every named route of the URLconf; an unnamed one is reported by its pattern."""
    found: set[str] = set()

    def walk(patterns: list[Any], namespace: str, prefix: str) -> None:
        for entry in patterns:
            if isinstance(entry, URLResolver):
                inner = f"{namespace}{entry.namespace}:" if entry.namespace else namespace
                walk(entry.url_patterns, inner, prefix + str(entry.pattern))
            elif isinstance(entry, URLPattern):
                found.add(f"{namespace}{entry.name}" if entry.name else f"unnamed {prefix}{entry.pattern}")

    walk(get_resolver().url_patterns, "", "")
    return found
