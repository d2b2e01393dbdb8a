"""The quorum at an instant, and its sum in one line."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from .facts import Event, Key, QuorumRule, Rules, Seat
from .roll import Line, roll


@dataclass(frozen=True)
class Quorum:
    """`required` and `is_reached` are None when the act gives no rule; `is_reached` also when what it does not say
    would decide.

    `silent_on` names what the act leaves open and the answer hangs on: "quorum", "counts_proxies", "leave_out_of_base".
    """

    base: int
    present: int
    represented: int
    on_leave: int
    counted: int
    required: int | None
    is_reached: bool | None
    article: str
    sentence: str
    silent_on: tuple[str, ...] = ()

    @property
    def missing(self) -> int:
        return 0 if self.required is None else max(0, self.required - self.counted)


def quorum(
    rules: Rules,
    seats: Sequence[Seat],
    events: Iterable[Event],
    *,
    at: Any = None,
    item: Key | None = None,
    is_second: bool = False,
) -> Quorum:
    """Return the quorum at `at` (the end, when None), on an item when one is given: whoever is recused on it is in
    neither side of the sum.

    With `is_second` the rule of the second convocation applies, where the act gives one.
    """
    return quorum_of(rules, roll(rules, seats, events, at=at, item=item), is_second=is_second)


def quorum_of(rules: Rules, lines: Sequence[Line], *, is_second: bool = False) -> Quorum:
    """The same from a roll that is already read."""
    rule, article = rules.quorum, rules.quorum.article if rules.quorum is not None else ""
    second = rules.second if is_second else None
    if second is not None and (second.is_free or second.rule is not None):
        article = second.article
        if second.is_free:
            return _free(lines, rule, article)
        rule = second.rule
    if rule is None:
        present, represented, on_leave, base = _count(lines, QuorumRule(number=0), without_leave=False)
        sentence = (
            f"{_people(present, represented)} sur {base} {'sièges' if base > 1 else 'siège'} ; l’acte ne fixe pas de"
            " quorum"
        )
        return Quorum(base, present, represented, on_leave, present, None, None, "", sentence, ("quorum",))
    readings = {
        (proxies, leave): _sum(lines, rule, proxies=proxies, without_leave=leave)
        for proxies in ([rule.counts_proxies] if rule.counts_proxies is not None else [False, True])
        for leave in ([rule.leave_out_of_base] if rule.leave_out_of_base is not None else [False, True])
    }
    chosen = next(iter(readings.values()))  # the strictest: silence adds nobody and takes nobody out
    answers = {reading.counted >= reading.required for reading in readings.values()}
    silent: tuple[str, ...] = ()
    if len(answers) > 1:
        silent = tuple(
            name
            for name, value, matters in (
                ("counts_proxies", rule.counts_proxies, chosen.represented),
                ("leave_out_of_base", rule.leave_out_of_base, chosen.on_leave),
            )
            if value is None and matters
        )
    sentence = _sentence(chosen, rule, article, without_leave=bool(rule.leave_out_of_base))
    if "counts_proxies" in silent:
        sentence += " ; l’acte ne dit pas si les représentés comptent"
    if "leave_out_of_base" in silent:
        sentence += " ; l’acte ne dit pas si les membres en congé sortent du compte"
    reached = None if silent else chosen.counted >= chosen.required
    return Quorum(
        chosen.base,
        chosen.present,
        chosen.represented,
        chosen.on_leave,
        chosen.counted,
        chosen.required,
        reached,
        article,
        sentence,
        silent,
    )


@dataclass(frozen=True)
class _Reading:
    base: int
    present: int
    represented: int
    on_leave: int
    counted: int
    required: int


def _count(lines: Sequence[Line], rule: QuorumRule, *, without_leave: bool) -> tuple[int, int, int, int]:
    """(present, represented, on leave, base) among the seats the rule looks at."""
    seen = [line for line in lines if not line.is_recused and (line.seat.has_vote or not rule.base.is_voting)]
    present = sum(line.is_present for line in seen)
    represented = sum(not line.is_present and line.is_represented for line in seen)
    away = [line for line in seen if line.is_on_leave and not line.is_present and not line.is_represented]
    based = [line for line in seen if line.seat.holder or line.is_present] if rule.base.is_filled else seen
    base = len(based) - (sum(line in away for line in based) if without_leave else 0)
    return present, represented, len(away), base


def _sum(lines: Sequence[Line], rule: QuorumRule, *, proxies: bool, without_leave: bool) -> _Reading:
    present, represented, on_leave, base = _count(lines, rule, without_leave=without_leave)
    return _Reading(
        base, present, represented, on_leave, present + (represented if proxies else 0), rule.required_of(base)
    )


def _free(lines: Sequence[Line], rule: QuorumRule | None, article: str) -> Quorum:
    present, represented, on_leave, base = _count(lines, rule or QuorumRule(number=0), without_leave=False)
    said = (
        f"{_people(present, represented)} ; seconde convocation, sans condition de"
        f" quorum{f' ({article})' if article else ''}"
    )
    return Quorum(base, present, represented, on_leave, present, 0, True, article, said)


def _people(present: int, represented: int) -> str:
    """« 7 présents + 1 représenté »"""
    text = f"{present} présent{'s' if present > 1 else ''}"
    return text + (f" + {represented} représenté{'s' if represented > 1 else ''}" if represented else "")


def _sentence(reading: _Reading, rule: QuorumRule, article: str, *, without_leave: bool) -> str:
    """« 7 présents + 1 représenté sur 12 sièges pourvus, 7 requis (article 9) »"""
    represented = reading.represented if rule.counts_proxies is not False else 0
    seats = " ".join(word + ("s" if reading.base > 1 else "") for word in rule.base.label.split())
    leave = " hors congés" if without_leave and reading.on_leave else ""
    source = f" ({article})" if article else ""
    uncounted = (
        f" ({reading.represented} représenté{'s' if reading.represented > 1 else ''} non"
        f" compté{'s' if reading.represented > 1 else ''})"
    )
    return (
        f"{_people(reading.present, represented)}{uncounted if rule.counts_proxies is False and reading.represented else ''}"  # noqa: E501
        f" sur {reading.base} {seats}{leave}, {reading.required} requis{source}"
    )
