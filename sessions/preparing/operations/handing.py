"""Hand over a member's answer link by another way than mail: a message on his phone."""

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote
from uuid import UUID

from django.db import transaction

from foundation.common.exceptions import Refused
from foundation.common.french import agree
from foundation.common.typography import long_date, short_hour
from foundation.journal.record import record
from sessions.core.enums import SessionState as State
from sessions.core.models import Convocation
from sessions.core.operations.stepping import lock_session

from ..notifications import new_answer_address

if TYPE_CHECKING:
    from foundation.accounts.models import User


WHATSAPP = "https://wa.me/"


@dataclass(frozen=True)
class Handing:
    """What is sent to the member. The address is written nowhere else."""

    address: str
    message: str

    def whatsapp(self, phone: str) -> str:
        """The message ready to send, to the member's own number where it is known in full."""
        digits = "".join(character for character in phone if character.isdigit())
        number = digits if phone.strip().startswith("+") else ""
        return f"{WHATSAPP}{number}?text={quote(self.message)}"


@transaction.atomic
def hand_over_link(convocation_id: UUID, *, by: "User | None") -> Handing:
    """Make a link of the member's own and the message that carries it; the journal keeps who handed it over, when."""
    session = lock_session(Convocation.objects.values_list("session_id", flat=True).get(pk=convocation_id))
    convocation = Convocation.objects.select_related("person", "session__commission").get(pk=convocation_id)
    if session.state != State.CONVENED:
        raise Refused(
            f"Impossible de remettre un lien de réponse : la session est à l’état « {State(session.state).label} »."
            " Les réponses sont reçues de la convocation à l’ouverture."
        )
    address = new_answer_address(convocation)
    record("hand_over_link", convocation, by=by, after={"seat": convocation.seat_label})
    return Handing(address, message_for(convocation, address))


def message_for(convocation: Convocation, address: str) -> str:
    """In few words, as one writes on a phone; nothing of the agenda, which may be closed."""
    session = convocation.session
    when = ", ".join(
        filter(
            None,
            [
                long_date(session.held_on) if session.held_on else "",
                f"à {short_hour(session.starts_at)}" if session.starts_at else "",
                session.place,
            ],
        )
    )
    convened = agree("convoqué", convocation.person.honorific)
    return (
        f"Bonjour {convocation.person.titled_name},\n"
        f"Vous êtes {convened} à la {session.label} ({session.commission.code}) : {when}.\n"
        f"Dites si vous serez là, et lisez le dossier, sans mot de passe : {address}\n"
        "Ce lien est personnel : ne le transférez pas."
    )
