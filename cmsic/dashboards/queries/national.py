"""The whole State in one look: a line per ministry, aggregates only.

No row here tells more than a count to who may not see the rows.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from functools import partial
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import (
    Avg,
    Count,
    DateField,
    DurationField,
    ExpressionWrapper,
    F,
    Max,
    OuterRef,
    Q,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce
from django.urls import reverse

from commissions.enums import CommissionKind
from commissions.models import Commission, Seat, Statute
from foundation.accounts.models import User
from foundation.common import clock
from foundation.common.database import SortKey
from foundation.common.facts import fact
from foundation.common.figures import Headline
from foundation.common.typography import UNKNOWN, integer, long_date, percent, plural, short_date
from ministries.models import Ministry
from projects.enums import Colour, ProjectKind, Stage
from projects.models import Project, ProjectFreshness
from projects.queries.figures import cells_of as project_cells
from projects.queries.figures import rated_sums, retained_in
from recommendations.enums import OPEN_STATES
from recommendations.models import Recommendation
from recommendations.queries.figures import list_address as recommendations_address
from sessions.core.enums import SessionKind, SessionState
from sessions.core.models import CommissionSession

from .asked import Asked

HELD = (SessionState.LIFTED, SessionState.ARCHIVED)
COUNTED_PROJECTS = "?kind=project&portfolio=all"  # the list of the rows of these counts
DATA_CHOICES = {"": "Toutes les données", "reelles": "Données réelles", "demo": "Démonstration"}


@dataclass(kw_only=True)
class Counted:
    """What is counted of projects and recommendations."""

    recommendations_open: int = 0
    recommendations_late: int = 0
    recommendations_undated: int = 0
    oldest_late_days: int = 0
    projects: int = fact("projets", help_text="suivis et sortis : une sortie n’améliore aucun taux", default=0)
    projects_left: int = 0
    projects_stale: int = 0
    projects_greened: int | None = fact(
        "projets verdis par révision",
        help_text="signal amélioré par une révision de la référence, depuis moins d’un an ; vide : jour passé",
        default=None,
    )
    undated: int = 0  # projects whose freshness nobody can tell: no update yet
    colours: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    retained: dict[str, int] = field(default_factory=lambda: defaultdict(int))  # the colours kept, ratings considered
    stages: dict[str, int] = field(default_factory=lambda: defaultdict(int))


@dataclass(kw_only=True)
class MinistryLine(Counted):
    """What the matrix shows of one ministry."""

    ministry: Any  # a Ministry, with its names of the day
    commission: Commission | None = None
    sessions_due: int | None = fact("sessions dues", help_text="vide : périodicité non renseignée", default=None)
    sessions_held: int = 0
    last_session: date | None = None
    pv_days: float | None = fact(
        "délai du procès-verbal", help_text="délai moyen du procès-verbal, en jours", default=None
    )
    pv_missing: int = 0
    seats_vacant: int = 0


@dataclass
class Lines:
    """A line for each ministry in force, and what is counted beyond them: national bodies, ministries of before."""

    ministries: list[MinistryLine]
    beyond: Counted
    projects_on: date | None  # the day that the counts of projects tell; None when it is not known

    @property
    def everything(self) -> list[Counted]:
        return [*self.ministries, self.beyond]

    def total(self, name: str) -> int:
        return sum(getattr(line, name) for line in self.everything)

    def coloured(self, colour: Colour) -> int:
        return sum(line.colours[colour] for line in self.everything)

    def kept(self, colour: Colour) -> int:
        """Those of which this signal is kept, ratings considered."""
        return sum(line.retained[colour] for line in self.everything)


def lines_of(user: User, *, data: str = "", year: int | None = None, today: date | None = None) -> list[MinistryLine]:
    """Return a line for each ministry in force that the user may count."""
    return counted(user, Asked(data=data, year=year, day=today)).ministries


def counted(user: User, asked: Asked) -> Lines:
    """Count everything once: eight queries, whatever the number of ministries, projects and sessions."""
    ministries = _ministries(user, asked)
    lines = {ministry.pk: MinistryLine(ministry=ministry) for ministry in ministries}
    beyond = Counted()
    _add_commissions(lines, asked)
    projects_on = _add_projects(user, lines, beyond, asked)
    _add_recommendations(user, lines, beyond, asked)
    return Lines(list(lines.values()), beyond, projects_on)


def _ministries(user: User, asked: Asked) -> list[Any]:
    ministries = Ministry.objects.in_force(asked.on)
    if asked.is_past:
        ministries = ministries.with_names_on(asked.on)
    else:
        ministries = ministries.annotate(name_then=F("name"), acronym_then=F("acronym"))
    if not user.access.is_asin:
        ministries = ministries.filter(scope_id__in=user.access.scopes())
    if asked.ministry:
        ministries = ministries.filter(pk=asked.ministry)
    if asked.data in ("reelles", "demo"):
        ministries = ministries.filter(is_fictitious=asked.data == "demo")
    return list(ministries.order_by(SortKey("name"), "pk"))


def _add_commissions(lines: Mapping[Any, MinistryLine], asked: Asked) -> None:
    day, by_commission = asked.on, {}
    alive = Commission.objects.alive_on(day) if asked.is_past else Commission.objects.alive()
    statutes = Statute.objects.filter(commission=OuterRef("pk")).in_force(day).order_by("-number")
    rows = alive.filter(kind=CommissionKind.CMSIC, ministry_id__in=lines)
    rows = rows.annotate(due=Subquery(statutes.values("sessions_per_year")[:1]))
    for commission in rows.order_by("founded_on", "pk"):
        line = lines[commission.ministry_id]
        line.commission, line.sessions_due = commission, commission.due
        by_commission[commission.pk] = line
    for row in _sessions(by_commission, asked):
        line = by_commission[row["commission_id"]]
        line.sessions_held, line.last_session, line.pv_missing = row["held"], row["last"], row["missing"]
        line.pv_days = row["delay"] / timedelta(days=1) if row["delay"] is not None else None
    for commission_id, count in (
        vacant_seats(by_commission, day).values_list("commission_id").annotate(count=Count("pk"))
    ):
        by_commission[commission_id].seats_vacant = count


def _sessions(commissions: Any, asked: Asked) -> Any:
    """What was held and written down of each commission, on the day asked (1 query)."""
    in_portal = Q(is_reconstituted=False, lifted_at__isnull=False)
    submitted, waited = Q(pv__submitted_at__isnull=False), Q(state=SessionState.LIFTED, is_reconstituted=False)
    missing = waited & (Q(pv=None) | Q(pv__submitted_at=None))
    rows = CommissionSession.objects.filter(commission_id__in=commissions, state__in=HELD)
    if asked.is_past:
        rows = rows.filter(held_on__lte=asked.on)
        submitted &= Q(pv__submitted_at__date__lte=asked.on)
        missing = in_portal & (Q(pv=None) | Q(pv__submitted_at=None) | Q(pv__submitted_at__date__gt=asked.on))
    delay = ExpressionWrapper(F("pv__submitted_at") - F("lifted_at"), output_field=DurationField())
    return rows.values("commission_id").annotate(
        held=Count("pk", filter=Q(year=asked.of_year, kind=SessionKind.ORDINARY)),
        last=Max("held_on"),
        delay=Avg(delay, filter=in_portal & submitted),
        missing=Count("pk", filter=missing),
    )


def count_sessions(commissions: list[Commission]) -> dict[UUID, int]:
    """The sessions of each commission, whatever their state."""
    rows = CommissionSession.objects.filter(commission__in=commissions).order_by().values_list("commission_id")
    return dict(rows.annotate(count=Count("pk")))


def vacant_seats(commissions: Any, day: date):
    held = Q(mandates__valid_from__lte=day, mandates__kind="titular") & (
        Q(mandates__valid_to=None) | Q(mandates__valid_to__gt=day)
    )
    return (
        Seat.objects.filter(commission_id__in=commissions, has_vote=True)
        .in_force(day)
        .exclude(pk__in=Seat.objects.filter(held).values("pk"))
    )


def _add_projects(user: User, lines: Mapping[Any, MinistryLine], beyond: Counted, asked: Asked) -> date | None:
    """Counts come from the summary, or from its reading of a past day. Return their day."""
    cells, day = project_cells(user, asked.filters)
    if cells is None:
        return None
    found = {"count": Sum("projects"), **rated_sums()} | ({"stale": Sum("stale")} if asked.is_past else {})
    rows: Any = cells.filter(kind=ProjectKind.PROJECT).order_by()
    for row in rows.values("ministry_id", "stage", "colour", "followed").annotate(**found):
        line = lines.get(row["ministry_id"], beyond)
        line.projects += row["count"]
        line.projects_left += 0 if row["followed"] else row["count"]
        line.projects_stale += row.get("stale", 0)
        line.stages[row["stage"]] += row["count"]
        line.colours[row["colour"]] += row["count"]
        for colour, count in retained_in(row, row["count"]).items():
            line.retained[colour.value] += count
    if not asked.is_past:
        for row in _unfresh(user, asked):
            line = lines.get(row["ministry_id"], beyond)
            line.projects_stale, line.undated = line.projects_stale + row["stale"], line.undated + row["undated"]
        greened = dict(_greened(user, asked))
        for key, line in lines.items():
            line.projects_greened = greened.pop(key, 0)
        beyond.projects_greened = sum(greened.values())
    return day


def _greened(user: User, asked: Asked) -> Any:
    rows = Project.objects.carried_by(user).of_data(asked.data).filter(kind=ProjectKind.PROJECT).greened(asked.on)
    if asked.ministry:
        rows = rows.filter(ministry_id=asked.ministry)
    return rows.order_by().values_list("ministry_id").annotate(count=Count("pk"))


def _unfresh(user: User, asked: Asked) -> Any:
    stale, never = Q(fresh_until__lt=asked.on), Q(fresh_until=None, awaits=True)
    rows = ProjectFreshness.objects.visible_to(user).of_data(asked.data).filter(stale | never)
    if asked.ministry:
        rows = rows.filter(ministry_id=asked.ministry)
    sums = {"stale": Coalesce(Sum("projects", filter=stale), 0), "undated": Coalesce(Sum("projects", filter=never), 0)}
    return rows.order_by().values("ministry_id").annotate(**sums)


def _add_recommendations(user: User, lines: Mapping[Any, MinistryLine], beyond: Counted, asked: Asked) -> None:
    day = asked.on
    issued: Any = Recommendation.objects.visible_to(user).as_of(day).of_data(asked.data)
    rows = issued.filter(state_then__in=OPEN_STATES)
    if asked.ministry:
        rows = rows.filter(commission__ministry_id=asked.ministry)
    counts = (
        rows.order_by()
        .values("commission__ministry_id")
        .annotate(
            total=Count("pk"),
            late=Count("pk", filter=Q(due_on__lt=day)),
            undated=Count("pk", filter=Q(due_on=None)),
            oldest=Max(
                Value(day, output_field=DateField()) - F("due_on"),
                filter=Q(due_on__lt=day),
                output_field=DurationField(),
            ),
        )
    )
    for row in counts:
        line = lines.get(row["commission__ministry_id"], beyond)
        line.recommendations_open += row["total"]
        line.recommendations_late += row["late"]
        line.recommendations_undated += row["undated"]
        line.oldest_late_days = max(line.oldest_late_days, row["oldest"].days if row["oldest"] else 0)


def tone_of(done: int, due: int) -> str:
    """The same for a tile and a cell: all done, some, none; nothing when nothing is due."""
    return "" if not due else "good" if done >= due else "attention" if done else "late"


def held_of_due(held: int, due: int | None) -> int:
    """Those of one commission that count among what is due: what it holds beyond makes up for no other one."""
    return min(held, due or 0)


def headlines_of(
    lines: list[MinistryLine], *, year: int, beyond: Lines | None = None, asked: Asked | None = None
) -> list[Headline]:
    """Four sentences, each with the figure of its numerator: its address shows the rows counted. `beyond` counts more
    than these ministries.
    """
    whole, asked = beyond or Lines(lines, Counted(), clock.today()), asked or Asked(year=year)
    return [*_sessions_headlines(whole, asked), _recommendations_headline(whole, asked), _red_headline(whole, asked)]


def headlines(lines: Lines, asked: Asked) -> list[Headline]:
    return headlines_of(lines.ministries, year=asked.of_year, beyond=lines, asked=asked)


def figure_address(key: str, asked: Asked) -> str:
    return reverse("dashboards:figure", args=[key]) + asked.query


def watch_address(asked: Asked, **query: Any) -> str:
    """The life of the commissions counted; that of today: another day is told by the figure itself."""
    if asked.is_past:
        return ""
    given = {"counted": "1", "year": asked.of_year, "data": asked.data, "ministry": asked.ministry} | query
    return f"{reverse('dashboards:watch')}?{urlencode({name: each for name, each in given.items() if each})}"


def _sessions_headlines(lines: Lines, asked: Asked) -> list[Headline]:
    counted_ones = [line for line in lines.ministries if line.commission]
    sat = sum(1 for line in counted_ones if line.sessions_held)
    known = [line for line in counted_ones if line.sessions_due is not None]
    held = sum(held_of_due(line.sessions_held, line.sessions_due) for line in known)
    due = sum(line.sessions_due or 0 for line in known)
    left_out, year = len(counted_ones) - len(known), asked.of_year
    unknown = f"{plural(left_out, 'commission')} sans périodicité connue, non comptée{'s' if left_out > 1 else ''}"
    href = watch_address(asked, concern="sat") if sat else ""
    return [
        Headline(
            f"{sat} sur {len(counted_ones)}",
            f"commissions ont siégé en {year}",
            "commissions.sat",
            href or figure_address("commissions.sat", asked),
            tone_of(sat, len(counted_ones)),
            excluded="Organes nationaux et commissions de ministères remplacés non comptés.",
            count=sat if href else None,
        ),
        Headline(
            f"{held} sur {due}" if known or not left_out else UNKNOWN,
            f"sessions ordinaires dues en {year} ont été tenues",
            "sessions.held_of_due",
            figure_address("sessions.held_of_due", asked),
            tone_of(held, due),
            note=unknown if left_out else "",
            excluded="Sessions extraordinaires, et celles qu’une commission tient au-delà des siennes, non comptées.",
        ),
    ]


def _recommendations_headline(lines: Lines, asked: Asked) -> Headline:
    late, beyond = lines.total("recommendations_late"), lines.beyond.recommendations_open
    undated = lines.total("recommendations_undated")
    notes = [f"{plural(undated, 'ouverte')} sans échéance, jamais en retard"] if undated else []
    notes += [f"{plural(beyond, 'ouverte')} d’un organe national ou d’un autre ministère"] if beyond else []
    href = recommendations_address(asked.filters, late=1) if late else ""
    return Headline(
        f"{integer(late)} sur {integer(lines.total('recommendations_open'))}",
        "recommandations ouvertes sont en retard",
        "recommendations.late",
        href or figure_address("recommendations.late", asked),
        "late" if late else "good" if lines.total("recommendations_open") else "",
        " ; ".join(notes),
        "Celles d’une session non levée ne sont pas comptées.",
        late if href else None,
    )


def _red_headline(lines: Lines, asked: Asked) -> Headline:
    if lines.projects_on is None:
        said = "projets au rouge : le portail n’a pas gardé de relevé à cette date"
        return Headline("–", said, "projects.red", figure_address("projects.red", asked))
    red, projects = lines.coloured(Colour.RED), lines.total("projects")
    stale, left = lines.total("projects_stale"), lines.total("projects_left")
    notes = [plural(stale, "fiche périmée", "fiches périmées")] if stale else []
    if more := lines.kept(Colour.RED) - red:
        notes.append(f"{plural(more, 'de plus retenu', 'de plus retenus')} au rouge sur une note basse")
    if greened := sum(line.projects_greened or 0 for line in lines.everything):
        notes.append(plural(greened, "verdi par révision", "verdis par révision"))
    if left:
        plurally = "comptés" if left > 1 else "compté"
        notes.append(f"{plural(left, 'projet sorti', 'projets sortis')} du portefeuille, toujours {plurally}")
    if lines.projects_on != clock.today():
        notes.append(f"relevé du {short_date(lines.projects_on)}")
    href = f"{projects_address(asked)}&colour=red" if red and not asked.is_past else ""
    return Headline(
        f"{integer(red)} sur {integer(projects)}",
        "projets sont au rouge",
        "projects.red",
        href or figure_address("projects.red", asked),
        "late" if red else "good" if projects else "",
        " ; ".join(notes),
        "Programmes et lots non comptés.",
        red if href else None,
    )


def projects_address(asked: Asked) -> str:
    given = {"ministry": asked.ministry, "data": asked.data}
    known = urlencode({name: value for name, value in given.items() if value})
    return f"{reverse('projects:list')}{COUNTED_PROJECTS}" + (f"&{known}" if known else "")


@dataclass(frozen=True)
class Column:
    key: str
    label: str
    unit: str  # what its cells count


COLUMNS = (
    Column("sessions", "Sessions", "tenues sur dues"),
    Column("pv", "Procès-verbaux", "attendus ; sinon délai moyen"),
    Column("recommendations", "Recommandations", "en retard sur ouvertes"),
    Column("projects", "Projets", "au rouge sur tous"),
    Column("freshness", "Fraîcheur", "fiches périmées sur projets"),
    Column("seats", "Sièges", "vacants"),
)
TONES = {  # of a cell: its mark, and what it means
    "good": ("✓", "en ordre"),
    "attention": ("!", "à surveiller"),
    "late": ("✕", "en retard ou au rouge"),
    "stale": ("≈", "périmé"),
    "information": ("?", "valeur à renseigner"),
    "none": ("–", "sans objet"),
}


@dataclass(frozen=True)
class Number:
    """A piece of a cell: a text, and where a number leads when it opens rows. `of`: the total of that page, else its
    rows.
    """

    text: str
    href: str = ""
    count: int | None = None
    of: str = ""


def cell(
    tone: str, word: str, short: str, href: str = "", *, numbers: Sequence[Number] = (), value: float | None = None
) -> dict[str, Any]:
    """`short` and `href` are its main number and where it leads; `value` is what a sort compares, None when there is
    none.
    """
    pieces = tuple(numbers) or (Number(short, href),)
    return {"tone": tone, "word": word, "short": short, "href": href, "numbers": pieces, "value": value}


def cells_of(
    line: MinistryLine, *, year: int, asked: Asked | None = None, projects_on: date | None = None
) -> dict[str, dict[str, Any]]:
    """The cells of one ministry: a tone, words for the reader and for paper, the numbers shown and their rows."""
    asked = replace(asked or Asked(year=year), ministry=line.ministry.pk)
    projects = "" if asked.is_past else projects_address(asked)
    known = asked.is_past is False or projects_on is not None
    return {
        "sessions": _sessions_cell(line, asked),
        "pv": _pv_cell(line, asked),
        "recommendations": _recommendations_cell(line, asked),
        "projects": _projects_cell(line, projects) if known else _unknown_cell(),
        "freshness": _freshness_cell(line, projects) if known else _unknown_cell(),
        "seats": _seats_cell(line, asked),
    }


def _unknown_cell() -> dict[str, Any]:
    return cell("none", "relevé non gardé à cette date", "inconnu")


def _opened(count: int, href: str, of: str = "") -> Number:
    """A number that opens its rows, when there are any."""
    return Number(integer(count), href, count, of) if count and href else Number(integer(count))


def _seats_cell(line: MinistryLine, asked: Asked) -> dict[str, Any]:
    if not line.commission:
        return cell("none", "aucune commission", "–")
    if not line.seats_vacant:
        return cell("good", "tous les sièges sont pourvus", "0", value=0)
    href = watch_address(asked, concern="vacant")
    return cell(
        "attention",
        plural(line.seats_vacant, "siège vacant", "sièges vacants"),
        str(line.seats_vacant),
        href,
        numbers=[_opened(line.seats_vacant, href, "vacant")],
        value=line.seats_vacant,
    )


def _freshness_cell(line: MinistryLine, href: str) -> dict[str, Any]:
    if not line.projects:
        return cell("none", "aucun projet", "–", href)
    of = Number(f" sur {integer(line.projects)}")
    if line.projects_stale:
        return cell(
            "stale",
            f"{plural(line.projects_stale, 'fiche périmée', 'fiches périmées')} sur {line.projects}",
            str(line.projects_stale),
            href and href + "&stale=1",
            numbers=[_opened(line.projects_stale, href and href + "&stale=1"), of],
            value=line.projects_stale,
        )
    if line.undated:
        never = href and href + "&stale=never"
        return cell(
            "information",
            f"{plural(line.undated, 'fiche jamais mise à jour', 'fiches jamais mises à jour')} sur {line.projects}",
            str(line.undated),
            never,
            numbers=[Number("0"), of, Number(", "), _opened(line.undated, never), Number(" jamais à jour")],
            value=0,
        )
    return cell("good", "fiches à jour", "✓", href, numbers=[Number("0"), of], value=0)


def _sessions_cell(line: MinistryLine, asked: Asked) -> dict[str, Any]:
    year, held = asked.of_year, line.sessions_held
    if line.commission is None:
        return cell("none", "aucune commission enregistrée", "–")
    number = _opened(held, watch_address(asked), "held")
    if line.sessions_due is None:
        last = f"dernière session : {short_date(line.last_session)}" if line.last_session else "aucune session"
        return cell(
            "information",
            f"{plural(held, 'session tenue', 'sessions tenues')} en {year}, périodicité non renseignée ; {last}",
            str(held),
            number.href,
            numbers=[number, Number(", dues inconnues")],
            value=held,
        )
    return cell(
        tone_of(held, line.sessions_due) or "none",
        f"{held} sur {line.sessions_due} sessions dues en {year}",
        f"{held}/{line.sessions_due}",
        number.href,
        numbers=[number, Number(f" sur {line.sessions_due}")],
        value=held,
    )


def _pv_cell(line: MinistryLine, asked: Asked) -> dict[str, Any]:
    if line.commission is None or (line.pv_days is None and not line.pv_missing):
        return cell("none", "aucun procès-verbal attendu", "–")
    if line.pv_missing:
        href = watch_address(asked, concern="pv")
        return cell(
            "late",
            f"{plural(line.pv_missing, 'procès-verbal non soumis', 'procès-verbaux non soumis')}",
            str(line.pv_missing),
            href,
            numbers=[_opened(line.pv_missing, href, "pv_missing")],
            value=line.pv_missing,
        )
    days = round(line.pv_days or 0)
    return cell(
        "good" if days <= 15 else "attention",
        f"soumis {plural(days, 'jour')} après la session, en moyenne",
        f"{days} j",
        numbers=[Number("0, délai "), Number(f"{days} j")],
        value=0,
    )


def _recommendations_cell(line: MinistryLine, asked: Asked) -> dict[str, Any]:
    late, open_ones = line.recommendations_late, line.recommendations_open
    address = partial(recommendations_address, asked.filters)
    if not open_ones:
        return cell("none", "aucune ouverte", "–", address())
    if late:
        word = f"{late} en retard sur {open_ones}, la plus ancienne de {plural(line.oldest_late_days, 'jour')}"
        numbers = [_opened(late, address(late=1)), Number(" sur "), _opened(open_ones, address(state="open"))]
        return cell("late", word, str(late), address(late=1), numbers=numbers, value=late)
    href = address(state="open")
    return cell(
        "good",
        f"{plural(open_ones, 'ouverte')}, aucune en retard",
        str(open_ones),
        href,
        numbers=[Number("0 sur "), _opened(open_ones, href)],
        value=0,
    )


def _projects_cell(line: MinistryLine, href: str) -> dict[str, Any]:
    if not line.projects:
        return cell("none", "aucun projet", "–", href)
    red, yellow = line.colours[Colour.RED], line.colours[Colour.YELLOW]
    every = _opened(line.projects, href)
    if not line.projects - line.colours[Colour.UNKNOWN]:
        word, numbers = (
            f"{plural(line.projects, 'projet')}, signaux non renseignés",
            [Number("signal inconnu, "), every],
        )
        return cell("information", word, str(line.projects), href, numbers=numbers, value=None)
    tone = "late" if red else "attention" if yellow else "good"
    word = f"{red} au rouge, {yellow} au jaune sur {line.projects} ({percent(100 * red / line.projects)} au rouge)"
    if more := line.retained[Colour.RED] - red:
        word += f", {plural(more, 'de plus retenu', 'de plus retenus')} au rouge sur une note basse"
    numbers = [_opened(red, href and f"{href}&colour=red"), Number(" sur "), every]
    if greened := line.projects_greened:
        said = plural(greened, "verdi par révision", "verdis par révision")
        word += f", {said}"
        numbers += [Number(", "), Number(said, href and f"{href}&greened=1", greened if href else None)]
    return cell(
        tone,
        f"{word}, dont {plural(line.projects_left, 'sorti')}" if line.projects_left else word,
        f"{red}/{line.projects}",
        href,
        numbers=numbers,
        value=red,
    )


def without_commission(lines: Lines, asked: Asked) -> tuple[str, int, str]:
    """How many ministries have no commission, the sentence that says it, and the address of exactly those."""
    missing = sum(1 for line in lines.ministries if line.commission is None)
    rest = (
        f"sur {len(lines.ministries)} n’ont pas de commission enregistrée."
        if missing > 1
        else f"sur {len(lines.ministries)} n’a pas de commission enregistrée."
    )
    given = {"commission": "none", "donnees": asked.data, "au": asked.on.isoformat() if asked.is_past else ""}
    return rest, missing, f"{reverse('ministries:list')}?{urlencode({k: v for k, v in given.items() if v})}"


def stages_chart_data(lines: Lines) -> list[tuple[Stage, int]]:
    return [(stage, sum(line.stages[stage] for line in lines.everything)) for stage in Stage]


def title_of(user: User, asked: Asked) -> tuple[str, str]:
    """The page's title and its state as a sentence."""
    day = long_date(asked.on)
    return (
        ("Tableau de bord national", f"Situation au {day}.")
        if user.access.is_asin
        else ("Tableau de bord", f"Vos ministères, au {day}.")
    )
