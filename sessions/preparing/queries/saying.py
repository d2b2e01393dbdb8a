"""What is said once an act of the preparation is done, and what comes next."""

from collections.abc import Sequence

from foundation.common.typography import long_date, plural
from sessions.core.models import AgendaItem, Annex, CommissionSession

from .sheet import answers_of, count_answers


def created_in_words(session: CommissionSession) -> str:
    count = session.agenda_items.count()
    told = (
        f"{plural(count, 'point y est déjà inscrit', 'points y sont déjà inscrits')} : relisez-les."
        if count
        else "Inscrivez les points de son ordre du jour."
    )
    return f"La session est en préparation. {told}"


def edited_in_words(before: CommissionSession, after: CommissionSession) -> str:
    """What the change led to: letters, answers asked for again, other rules."""
    said = "La session est enregistrée."
    if after.invitation_sequence != before.invitation_sequence:
        said = "Le changement part à tous les membres, avec une nouvelle invitation."
        if (after.held_on, after.starts_at) != (before.held_on, before.starts_at):
            said += " Les réponses déjà reçues ne valent plus : chacun répond de nouveau."
    if after.statute_id != before.statute_id:
        followed = (
            f"la version {after.statute.number} des règles, en vigueur à la nouvelle date"
            if after.statute
            else "aucune règle connue à la nouvelle date"
        )
        said += f" La session suit {followed}."
    return said


def convened_in_words(session: CommissionSession) -> str:
    rows = count_answers(answers_of(session))
    by_hand = (
        f" {plural(rows.no_address, 'lettre est', 'lettres sont')} à remettre en main propre."
        if rows.no_address
        else ""
    )
    leaving = plural(rows.total - rows.no_address, "membre")
    return f"Les convocations partent à {leaving}, pour le {long_date(session.held_on)}.{by_hand}"


def restored_in_words(items: Sequence[AgendaItem]) -> str:
    count = plural(len(items), "point est inscrit", "points sont inscrits")
    return f"{count} en tête de l’ordre du jour." if items else "Les points du portail sont à jour."


def attached_in_words(annexes: Sequence[Annex]) -> str:
    if len(annexes) == 1:
        return f"« {annexes[0].title} » est jointe."
    return f"{plural(len(annexes), 'annexe est jointe', 'annexes sont jointes')}."
