"""Who is told of a campaign: the DSI of the ministry, with a link straight to the table; the ASIN of an answer."""

from typing import TYPE_CHECKING

from django.urls import reverse_lazy

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.typography import plural, short_date
from foundation.notifications.enums import NoticeKind
from foundation.notifications.operations.notifying import accounts_of, national_accounts_of, notify

if TYPE_CHECKING:
    from django.utils.functional import Promise

    from .models import Campaign

TABLE = reverse_lazy("projects:mine")


def _tell_directors(campaign: "Campaign", title: str, text: str, href: "str | Promise", by: User | None) -> int:
    """Return how many are told."""
    directors = accounts_of(Role.DSI, scope=campaign.scope_id)
    told = notify(directors, NoticeKind.CAMPAIGN, title=title, text=text, href=href, by=by, scope=campaign.scope_id)
    return len(told)


def tell_opening(campaign: "Campaign", waiting: int) -> int:
    return _tell_directors(
        campaign,
        f"Vos projets, {campaign.month_words()} : à mettre à jour avant le {short_date(campaign.due_on)}",
        f"{plural(waiting, 'projet attend', 'projets attendent')} la mise à jour du mois. Le tableau est rempli de ce"
        " que vous avez publié en dernier : corrigez ce qui a bougé, attestez « rien de changé » pour le reste.",
        TABLE,
        None,
    )


def tell_again(campaign: "Campaign", waiting: int, *, by: User | None) -> int:
    """Before the day, on a day that was chosen; or by hand."""
    whose = f"L’ASIN vous relance : {by}. " if by is not None else ""
    return _tell_directors(
        campaign,
        f"Rappel : {plural(waiting, 'projet')} à mettre à jour, {campaign.month_words()}",
        f"{whose}L’échéance est le {short_date(campaign.due_on)}. Si rien n’a bougé, deux clics suffisent : « Rien de"
        " changé », puis « Publier ».",
        TABLE,
        by,
    )


def tell_question(campaign: "Campaign", *, by: User) -> int:
    answer_by = campaign.answer_by
    return _tell_directors(
        campaign,
        f"Explication demandée avant le {short_date(answer_by)} : mise à jour, {campaign.month_words()}",
        campaign.question,
        reverse_lazy("campaigns:detail", args=[campaign.pk]),
        by,
    )


def tell_explanation(campaign: "Campaign", *, by: User) -> None:
    notify(
        national_accounts_of(Role.ASIN_ADMIN),
        NoticeKind.CAMPAIGN,
        title=f"Explication reçue : {campaign.ministry}, {campaign.month_words()}",
        text=campaign.explanation,
        href=reverse_lazy("campaigns:detail", args=[campaign.pk]),
        by=by,
        origin=campaign.scope_id,
    )
