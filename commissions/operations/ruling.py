"""The rules of a commission are dated versions: what a session was convened under never changes."""

from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import Max

from foundation.accounts.models import User
from foundation.common.constraints import constraints_as_refusals
from foundation.common.exceptions import InvalidInput, Refused
from foundation.common.typography import long_date
from foundation.journal.editing import edit
from foundation.journal.record import record
from ministries.models import LegalText

from ..enums import MajorityRule
from ..extensions import statute_replaced, uses_of
from ..models import Commission, Statute

RULES = (
    "quorum_base",
    "quorum_numerator",
    "quorum_denominator",
    "quorum_plus_one",
    "quorum_number",
    "quorum_counts_proxies",
    "quorum_leaves_out_absentees",
    "quorum_article",
    "majority_rule",
    "majority_base",
    "majority_numerator",
    "majority_denominator",
    "majority_is_strict",
    "majority_number",
    "majority_article",
    "casting_vote",
    "casting_vote_article",
    "proxies_allowed",
    "proxy_limit",
    "proxies_article",
    "notice_days",
    "notice_skips_holidays",
    "notice_article",
    "sessions_per_year",
    "sessions_article",
    "second_convocation_days",
    "second_quorum_free",
    "second_quorum_numerator",
    "second_quorum_denominator",
    "second_quorum_plus_one",
    "second_quorum_number",
    "second_convocation_article",
    "pv_recipients",
    "pv_article",
    "consultation_allowed",
    "consultation_days",
    "consultation_article",
    "dissent_days",
    "dissent_article",
    "composition_article",
)


def _check_rules(rules: dict[str, Any]) -> None:
    if unknown := set(rules) - set(RULES):
        raise ValueError(f"unknown rules {sorted(unknown)}, expected some of {', '.join(RULES)}")
    fraction = _fraction(rules, "quorum", "1 et 2 pour « la moitié »")
    if bool(rules.get("quorum_base")) != (fraction or rules.get("quorum_number") is not None):
        raise InvalidInput(
            {
                "quorum_base": [
                    "Le quorum se donne en entier (base, et une fraction ou un nombre) ou reste non renseigné."
                ]
            }
        )
    _check_second(rules)
    _check_majority(rules)
    if rules.get("proxy_limit") and not rules.get("proxies_allowed"):
        raise InvalidInput({"proxy_limit": ["Une limite de procurations suppose que les procurations sont admises."]})


def _fraction(rules: dict[str, Any], prefix: str, example: str) -> bool:
    """Whether a fraction is given; raise InvalidInput for half of one, and for more than the whole."""
    numerator, denominator = rules.get(f"{prefix}_numerator"), rules.get(f"{prefix}_denominator")
    if not numerator and not denominator:
        return False
    if not numerator or not denominator:
        raise InvalidInput({f"{prefix}_numerator": [f"Une fraction se donne par ses deux nombres : {example}."]})
    if numerator > denominator:
        raise InvalidInput(
            {
                f"{prefix}_numerator": [
                    "La part ne dépasse pas la totalité : le numérateur est au plus égal au dénominateur."
                ]
            }
        )
    return True


def _check_second(rules: dict[str, Any]) -> None:
    if not _fraction(rules, "second_quorum", "1 et 3 pour « le tiers »") and rules.get("second_quorum_number") is None:
        return
    if rules.get("second_quorum_free"):
        raise InvalidInput(
            {
                "second_quorum_free": [
                    "La seconde session siège sans condition de quorum, ou avec le sien : pas les deux."
                ]
            }
        )
    if not rules.get("quorum_base"):
        raise InvalidInput(
            {
                "second_quorum_numerator": [
                    "Le quorum de la seconde convocation a la base du premier : renseignez celle-ci d’abord."
                ]
            }
        )


def _check_majority(rules: dict[str, Any]) -> None:
    fraction = _fraction(rules, "majority", "2 et 3 pour « les deux tiers »")
    number = rules.get("majority_number") is not None
    if rules.get("majority_rule") != MajorityRule.OTHER:
        if fraction or number or rules.get("majority_base"):
            raise InvalidInput(
                {"majority_rule": ["La base, la fraction et le nombre ne se donnent que pour une « autre majorité »."]}
            )
        return
    if fraction and number:
        raise InvalidInput({"majority_number": ["Donnez une fraction ou un nombre de voix, pas les deux."]})
    if not number and not (fraction and rules.get("majority_base")):
        raise InvalidInput(
            {
                "majority_base": [
                    "Une autre majorité se donne par sa base et les deux nombres d’une fraction, ou par un nombre de"
                    " voix."
                ]
            }
        )


def _sentence_of_uses(statute: Statute, uses: list[Any]) -> list[str]:
    return [
        f"La {use.label}{f' ({long_date(use.held_on, weekday=False)})' if use.held_on else ''} suit la version"
        f" {statute.number}."
        for use in uses
    ]


@transaction.atomic
def create_statute_version(
    commission_id: UUID,
    *,
    valid_from: date | None,
    rules: dict[str, Any],
    legal_text: LegalText | None = None,
    by: User | None,
) -> Statute:
    """Open a new version of the rules on a day and end the former one there.

    Refused when a session already convened for that day or later stands on the former version. Sessions still in
    preparation take the new one. Without a date only the first version is accepted: rules of which nobody knows since
    when they hold.
    """
    commission = Commission.objects.select_for_update(of=("self",)).get(pk=commission_id)
    _check_rules(rules)
    if commission.closed_on is not None:
        raise Refused(
            "Impossible de changer les règles : la commission est dissoute depuis le"
            f" {long_date(commission.closed_on, weekday=False)}."
        )
    versions = list(commission.statutes.select_for_update(of=("self",)).order_by("-number", "pk"))
    former = versions[0] if versions else None
    if former is not None:
        _end_former(former, valid_from)
    number = (commission.statutes.aggregate(last=Max("number"))["last"] or 0) + 1
    with constraints_as_refusals(Statute):
        statute = Statute.objects.create(
            scope_id=commission.scope_id,
            commission=commission,
            legal_text=legal_text,
            number=number,
            valid_from=valid_from,
            **rules,
        )
    for follow in statute_replaced:
        follow(statute)
    record(
        "create_statute_version",
        statute,
        by=by,
        after={"number": number, "from": str(valid_from or ""), "text": str(legal_text or "")} | _known(rules),
    )
    return statute


def _end_former(former: Statute, valid_from: date | None) -> None:
    if valid_from is None:
        raise InvalidInput(
            {"valid_from": ["Donnez la date à partir de laquelle cette version s’applique : une autre la précède."]}
        )
    if former.valid_from is not None and valid_from <= former.valid_from:
        raise Refused(
            f"Impossible d’enregistrer cette version au {long_date(valid_from, weekday=False)} : la version"
            f" {former.number} s’applique depuis le {long_date(former.valid_from, weekday=False)}. Donnez une date plus"
            f" récente, ou corrigez la version {former.number}."
        )
    if former.valid_to is not None and former.valid_to <= valid_from:
        return
    standing = [
        use for use in uses_of(former) if use.is_convened and (use.held_on is None or use.held_on >= valid_from)
    ]
    if standing:
        raise Refused(
            f"Impossible d’enregistrer cette version au {long_date(valid_from, weekday=False)} : des sessions sont déjà"
            f" convoquées, à cette date ou après, sous la version {former.number}. Une session garde les règles sous"
            " lesquelles elle a été convoquée. Donnez une date postérieure à ces sessions.",
            blockers=_sentence_of_uses(former, standing),
        )
    former.valid_to, former.version = valid_from, former.version + 1
    former.save(update_fields=["valid_to", "version"])


@transaction.atomic
def correct_statute(
    statute_id: UUID,
    *,
    rules: dict[str, Any],
    legal_text: LegalText | None,
    valid_from: date | None,
    base_version: int | None,
    by: User | None,
) -> Statute:
    """Correct the entry of a version that no session was convened under; otherwise a new version is asked for."""
    statute = (
        Statute.objects.select_for_update(of=("self",)).select_related("legal_text", "commission").get(pk=statute_id)
    )
    _check_rules(rules)
    typed = {**rules, "legal_text": legal_text, "valid_from": valid_from}
    statute.check_version(base_version, typed)
    if standing := [use for use in uses_of(statute) if use.is_convened]:
        raise Refused(
            f"Impossible de corriger la version {statute.number} : des sessions ont été convoquées sous ces règles, qui"
            " restent les leurs. Enregistrez une nouvelle version.",
            blockers=_sentence_of_uses(statute, standing),
        )
    if statute.valid_to is not None and valid_from is not None and valid_from >= statute.valid_to:
        raise InvalidInput(
            {
                "valid_from": [
                    f"Cette version prend fin le {long_date(statute.valid_to, weekday=False)} : elle commence avant."
                ]
            }
        )
    return edit(statute, typed, base_version=None, act="correct_statute", by=by)


def _plain(value: Any) -> Any:
    return value if isinstance(value, bool | int) or value is None else str(value)


def _known(rules: dict[str, Any]) -> dict[str, Any]:
    return {name: _plain(value) for name, value in rules.items() if value not in (None, "", False)}
