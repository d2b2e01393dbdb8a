"""Which act leads a session from which state to which."""

from collections.abc import Sequence
from datetime import date

from sessions.core.workflow import day_refusal


def quorum_refusal(*, counted: int, required: int | None, article: str) -> str:
    """« Le quorum n’est pas atteint (6 présents, 7 requis, article 9) », or nothing when it is reached or its rule
    unknown.
    """
    if required is None or counted >= required:
        return ""
    present = f"{counted} présent{'s' if counted > 1 else ''}"
    return f"Le quorum n’est pas atteint ({present}, {required} requis{f', {article}' if article else ''})."


SILENCES = {
    "quorum": "L’acte ne fixe pas de quorum",
    "counts_proxies": "L’acte ne dit pas si les représentés comptent dans le quorum, et la réponse en décide",
    "leave_out_of_base": "L’acte ne dit pas si les membres en congé sortent du compte, et la réponse en décide",
}


def silence_refusal(*, required: int | None, silent_on: Sequence[str]) -> str:
    """What the act does not say and must be answered for this session first, or nothing. No default is law."""
    silent = list(silent_on) or (["quorum"] if required is None else [])
    if not silent:
        return ""
    said = " ; ".join(SILENCES[name] for name in silent)
    return (
        f"{said} : dites ce qui vaut pour cette session et sur quoi vous vous fondez (« Ce que l’acte ne dit pas »). Le"
        " procès-verbal l’imprime."
    )


CHAIR_MISSING = (
    "Personne ne préside : ni le président ni le vice-président n’est noté présent. "
    "Choisissez qui préside parmi les membres présents à voix délibérative, ou notez leur arrivée."
)


def opening_blockers(
    *,
    held_on: date | None,
    today: date,
    item_count: int,
    counted: int,
    required: int | None,
    article: str,
    is_chaired: bool,
    silent_on: Sequence[str] = (),
) -> list[str]:
    """What still prevents the opening; the caller gives what it read, so that page and operation say the same."""
    blockers = [day_refusal(held_on, today)]
    if not item_count:
        blockers.append("L’ordre du jour est vide.")
    if unsaid := silence_refusal(required=required, silent_on=silent_on):
        blockers.append(unsaid)
    elif short := quorum_refusal(counted=counted, required=required, article=article):
        blockers.append(f"{short} Relevez les présences, ou constatez la carence.")
    elif not is_chaired:
        blockers.append(CHAIR_MISSING)
    return [blocker for blocker in blockers if blocker]


def lifting_blockers(*, open_ballots: int) -> list[str]:
    return ["Un vote est encore ouvert : closez-le ou annulez-le."] if open_ballots else []
