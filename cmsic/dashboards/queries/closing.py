"""What forbids dissolving a commission, besides what each app says: reserves that still bite, procès-verbaux not yet
submitted.
"""

from commissions.models import Commission
from foundation.common.typography import plural
from sessions.core.enums import ReserveState
from sessions.core.models import Reserve

from .watch import expected_pvs


def open_ends(commission: Commission) -> list[str]:
    """French sentences, two queries."""
    sentences = [
        f"Le procès-verbal de la {session.label} n’est pas soumis."
        for session in expected_pvs().filter(commission=commission).order_by("held_on", "pk")
    ]
    if count := Reserve.objects.filter(decision__commission=commission, state=ReserveState.OPEN).count():
        sentences.append(
            f"{plural(count, 'réserve n’est pas levée', 'réserves ne sont pas levées')} : faites-en donner la preuve,"
            " ou levez-les en session."
        )
    return sentences
