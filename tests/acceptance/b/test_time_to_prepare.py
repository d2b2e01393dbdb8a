"""« Time to prepare, as a new user »: from « nouvelle session » to convocations sent in at most 25 actions (clicks and
fields filled), with a cloned session; counted in the browser."""

from datetime import timedelta

import pytest
from django.utils import timezone

from foundation.accounts.enums import Role
from sessions.core.enums import SessionState
from sessions.core.models import CommissionSession
from tests.factories import AgendaItemFactory, SessionFactory, commission_with_members, member_of
from tests.measure import report

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.django_db(transaction=True)]

ALLOWED = 25
# Every click and every field that changed, as the page itself saw them; kept from page to page.
COUNTER = """
for (const kind of ["click", "change"]) {
  document.addEventListener(kind, (event) => {
    const field = event.target.closest("input, select, textarea");
    if ((kind === "click") === Boolean(field && !field.matches("[type=submit], [type=button]"))) return;
    sessionStorage.actions = Number(sessionStorage.actions || 0) + 1;
  }, true);
}
"""


def test_a_cloned_session_is_convened_in_few_actions(live_page):
    commission = commission_with_members(4)
    before = timezone.localdate() - timedelta(days=90)
    former = SessionFactory(
        commission=commission, lifted=True, number=40, held_on=before, year=before.year, place="Salle A"
    )
    for position, title in enumerate(["Réseau", "Portail", "Sécurité"], start=1):
        AgendaItemFactory(session=former, position=position, title=title)
    page = live_page("/sessions/", user=member_of(commission, Role.SECRETARY))
    page.context.add_init_script(COUNTER)
    page.reload()
    page.get_by_role("link", name="Préparer une session").first.click()
    page.wait_for_url("**/preparer")
    page.get_by_label("Partir de").select_option(f"session:{former.pk}")
    page.get_by_label("Date", exact=True).fill(str(timezone.localdate() + timedelta(days=12)))
    page.get_by_label("Heure", exact=True).fill("10:00")
    page.get_by_label("Lieu").fill("Salle B")
    page.get_by_role("button", name="Préparer la session", exact=True).click()
    page.wait_for_url("**/preparation")
    page.get_by_role("link", name="Convoquer les membres", exact=True).first.click()
    page.wait_for_url("**/relire")
    page.get_by_role("button", name="Convoquer les membres", exact=True).click()
    page.wait_for_url("**/convocations")
    session = CommissionSession.objects.get(commission=commission, state=SessionState.CONVENED)
    assert list(session.agenda_items.in_order().values_list("title", flat=True))[3:] == [
        "Réseau",
        "Portail",
        "Sécurité",
    ]
    assert session.convocations.count() == 5
    actions = int(page.evaluate("sessionStorage.actions"))
    report("actions from « nouvelle session » to the convocations", actions=actions, allowed=ALLOWED)
    assert 6 <= actions <= ALLOWED
