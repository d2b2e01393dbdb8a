"""Persons, invitations, capacities and tokens."""

import re
from datetime import date, timedelta
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.urls import reverse
from django.utils import timezone

from commissions.operations import appoint_to_seat, edit_commission
from foundation.accounts.enums import Role
from foundation.accounts.models import ApiToken, IdempotencyKey, Person, User
from foundation.accounts.models.token import digest
from foundation.common import clock
from foundation.common.exceptions import Conflict, InvalidInput, Refused
from foundation.journal.models import Entry, PersonalValue
from foundation.journal.record import entries_of
from foundation.notifications.models import OutgoingMail
from foundation.people.operations import (
    close_account,
    create_person,
    create_token,
    edit_person,
    invite,
    link_account,
    reopen_account,
    revoke_token,
)
from ministries.operations import appoint
from tests.factories import (
    CommissionFactory,
    GrantFactory,
    MinistryFactory,
    PersonFactory,
    ScopeFactory,
    SeatFactory,
    UserFactory,
    member_of,
    officer_of,
)

pytestmark = pytest.mark.django_db
TODAY = clock.today()
KEY = r"([0-9a-f]{8}-[0-9a-f-]{27})"


@pytest.fixture
def commission():
    return CommissionFactory()


@pytest.fixture
def secretary(client, commission):
    client.force_login(user := member_of(commission, Role.SECRETARY))
    return user


def admin_user(role=Role.PORTAL_ADMIN):
    return officer_of(ScopeFactory(kind="national"), role)


# Persons


def test_the_journal_keeps_the_name_of_a_person_apart():
    person = create_person(scope=ScopeFactory(), full_name="  Afi   KODJO ", email="Afi@Exemple.test", by=None)
    assert (person.full_name, person.email) == ("Afi KODJO", "afi@exemple.test")
    entry = entries_of(person).get()
    assert (entry.object_label, entry.label, entry.personal_value("email")) == ("", "Afi KODJO", "Afi@Exemple.test")
    assert "KODJO" not in str(entry.after)


def test_two_persons_of_an_institution_do_not_share_an_address():
    person = PersonFactory(email="dc@exemple.test", full_name="Afi KODJO")
    with pytest.raises(InvalidInput, match="est déjà celle d’Afi KODJO"):
        create_person(scope=person.scope, full_name="Autre", email="DC@exemple.test", by=None)
    create_person(scope=ScopeFactory(), full_name="Autre", email="dc@exemple.test", by=None)


def test_two_edits_that_cross_conflict():
    person = PersonFactory(full_name="Afi KODJO")
    values = {"honorific": "m", "function": person.function, "email": person.email, "phone": "", "by": None}
    edit_person(person.pk, full_name="Afi K. KODJO", base_version=1, **values)
    with pytest.raises(Conflict) as conflict:
        edit_person(person.pk, full_name="Autre", base_version=1, **values)
    assert conflict.value.sides == {"full_name": ("Afi K. KODJO", "Autre")}


# Accounts


def test_an_invitation_opens_an_account_without_password_and_gives_what_is_held(commission):
    person = PersonFactory(scope=commission.scope, email="afi@exemple.test")
    appoint_to_seat(SeatFactory(commission=commission).pk, person, valid_from=TODAY, by=None)
    appoint(person, Role.PROJECT_LEAD, scope=commission.scope, title="cheffe de projet", valid_from=TODAY, by=None)
    user = invite(person.pk, by=None)
    assert not user.has_usable_password()
    assert {grant.role for grant in user.access.grants} == {Role.MEMBER, Role.PROJECT_LEAD}
    mail = OutgoingMail.objects.get()
    assert (mail.to_email, mail.scope_id, mail.commission_id) == ("afi@exemple.test", None, None)


def test_the_link_of_the_invitation_sets_the_password_once(client, settings):
    person = PersonFactory(email="afi@exemple.test")
    user = invite(person.pk, by=None)
    link = re.search(r"https?://\S+", OutgoingMail.objects.get().text)[0].removeprefix(settings.SITE_URL)
    form = client.get(link, follow=True)
    assert form.status_code == 200
    client.post(
        form.redirect_chain[-1][0], {"password1": "girafe colline tambour 8", "password2": "girafe colline tambour 8"}
    )
    user.refresh_from_db()
    assert user.check_password("girafe colline tambour 8")
    client.logout()
    again = client.get(link, follow=True)
    again_address = again.redirect_chain[-1][0] if again.redirect_chain else link
    client.post(again_address, {"password1": "autre phrase longue 77", "password2": "autre phrase longue 77"})
    user.refresh_from_db()
    assert user.check_password("girafe colline tambour 8")


def test_the_secretary_does_not_read_the_link_he_had_sent(commission, secretary):
    person = PersonFactory(scope=commission.scope)
    invite(person.pk, by=secretary)
    assert list(OutgoingMail.objects.visible_to(secretary)) == []


def test_an_invitation_is_sent_again_until_it_is_used():
    person = PersonFactory(email="faute@exemple.test")
    user = invite(person.pk, by=None)
    Person.objects.filter(pk=person.pk).update(email="juste@exemple.test")
    invite(person.pk, by=None)
    user.refresh_from_db()
    assert (user.email, OutgoingMail.objects.count(), User.objects.count()) == ("juste@exemple.test", 2, 1)
    user.set_password("une phrase longue 42")
    user.save()
    with pytest.raises(Refused, match="a déjà un compte"):
        invite(person.pk, by=None)


def test_an_invitation_does_not_take_an_account_that_exists():
    UserFactory(email="afi@exemple.test")
    with pytest.raises(Refused, match="Un compte existe déjà à cette adresse"):
        invite(PersonFactory(email="afi@exemple.test").pk, by=None)
    with pytest.raises(Refused, match="aucune adresse électronique"):
        invite(PersonFactory(email="").pk, by=None)


def test_a_secretary_does_not_open_rights_he_may_not_give(commission, secretary):
    person = PersonFactory(scope=commission.scope)
    appoint(person, Role.DSI, scope=commission.scope, title="DSI du ministère", valid_from=TODAY, by=None)
    with pytest.raises(Refused, match="Demandez-le à un administrateur"):
        invite(person.pk, by=secretary)
    assert not OutgoingMail.objects.exists()
    person.refresh_from_db()
    assert person.user is None


def test_an_account_is_linked_once_with_what_its_person_holds(commission):
    user, person = UserFactory(), PersonFactory(scope=commission.scope)
    appoint_to_seat(SeatFactory(commission=commission).pk, person, valid_from=TODAY, by=None)
    link_account(person.pk, email=user.email.upper(), by=admin_user())
    assert user.has_role(Role.MEMBER, commission=commission.pk)
    with pytest.raises(Refused, match="est déjà celui de"):
        link_account(PersonFactory().pk, email=user.email, by=None)
    with pytest.raises(Refused, match="Aucun compte n’existe"):
        link_account(PersonFactory().pk, email="personne@exemple.test", by=None)


def test_closing_an_account_shuts_it_at_its_next_page(client):
    person = PersonFactory(user=UserFactory())
    client.force_login(person.user)
    assert client.get(reverse("people:me")).status_code == 200
    close_account(person.pk, reason="départ", by=admin_user())
    assert client.get(reverse("people:me")).status_code == 302
    with pytest.raises(Refused, match="déjà fermé"):
        close_account(person.pk, reason="x", by=None)
    reopen_account(person.pk, by=None)
    person.user.refresh_from_db()
    assert person.user.is_active


def test_an_asin_administrator_does_not_close_a_portal_administrator():
    person = PersonFactory(user=admin_user())
    with pytest.raises(Refused, match="par un autre administrateur du portail"):
        close_account(person.pk, reason="x", by=admin_user(Role.ASIN_ADMIN))
    with pytest.raises(Refused, match="votre propre compte"):
        close_account(person.pk, reason="x", by=person.user)


# Pages


def test_the_list_shows_the_persons_of_ones_own_institutions(client, secretary, commission):
    own = PersonFactory(scope=commission.scope)
    PersonFactory()
    assert re.findall(rf'href="/comptes/personnes/{KEY}"', client.get(reverse("people:list")).content.decode()) == [
        str(own.pk)
    ]


def test_the_file_of_persons_holds_those_of_the_page(client, secretary, commission):
    PersonFactory(scope=commission.scope, full_name="Zoé AGBO", function="Greffière")
    PersonFactory(scope=commission.scope, full_name="Éric AGBO", function="Greffier")
    PersonFactory(full_name="Autre AGBO")
    for address, query in (("people:export", {}), ("people:list", {"format": "csv"})):
        lines = client.get(reverse(address), query | {"q": "agbo greff"}).getvalue().decode("utf-8-sig").splitlines()
        assert lines[0] == "Civilité;Prénom et nom;Fonction;Institution;Adresse électronique;Téléphone;Compte"
        assert [line.split(";")[1] for line in lines[1:]] == ["Éric AGBO", "Zoé AGBO"]


@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_runs_a_fixed_number_of_queries(client, secretary, commission, rows, django_assert_num_queries):
    for _ in range(rows):
        PersonFactory(scope=commission.scope, user=UserFactory())
    client.get(reverse("people:list"))
    with django_assert_num_queries(3):
        client.get(reverse("people:list"))


def test_a_person_of_elsewhere_is_not_found(client, secretary):
    for name in ("person", "edit", "link", "close"):
        assert client.get(reverse(f"people:{name}", args=[PersonFactory().pk])).status_code == 404
    assert client.post(reverse("people:invite", args=[PersonFactory().pk])).status_code == 404


def test_a_member_reads_but_does_not_keep_the_persons(client, commission):
    client.force_login(member_of(commission, Role.MEMBER))
    person = PersonFactory(scope=commission.scope)
    assert client.get(reverse("people:person", args=[person.pk])).status_code == 200
    assert client.get(reverse("people:edit", args=[person.pk])).status_code == 403
    assert client.post(reverse("people:invite", args=[person.pk])).status_code == 403
    assert client.get(reverse("people:new")).status_code == 403


def test_a_secretary_adds_a_person_to_his_institution_only(client, secretary, commission):
    other = ScopeFactory()
    assert client.post(reverse("people:new"), {"scope": str(other.pk), "full_name": "Afi KODJO"}).status_code == 400
    assert (
        client.post(
            reverse("people:new"),
            {"scope": str(commission.scope_id), "full_name": "Afi KODJO", "phone": "+229 01 52 16 00 00"},
        ).status_code
        == 302
    )
    assert Person.objects.get(full_name="Afi KODJO").scope_id == commission.scope_id


def test_a_secretary_does_not_link_or_close_accounts(client, secretary, commission):
    person = PersonFactory(scope=commission.scope, user=UserFactory())
    assert client.get(reverse("people:link", args=[person.pk])).status_code == 403
    assert client.post(reverse("people:close", args=[person.pk]), {"reason": "x"}).status_code == 403
    assert client.post(reverse("people:reopen", args=[person.pk])).status_code == 403


@pytest.mark.parametrize("name", ["invite", "reopen"])
def test_acts_are_not_done_by_a_get(client, secretary, commission, name):
    assert client.get(reverse(f"people:{name}", args=[PersonFactory(scope=commission.scope).pk])).status_code == 405


def test_the_page_of_a_person_shows_seats_and_functions(client, secretary, commission):
    person = PersonFactory(scope=commission.scope)
    appoint_to_seat(SeatFactory(commission=commission, label="le SGM").pk, person, valid_from=TODAY, by=None)
    appoint(person, Role.DSI, scope=commission.scope, title="DSI du ministère", valid_from=TODAY, by=None)
    page = client.get(reverse("people:person", args=[person.pk])).content.decode()
    assert "le SGM" in page
    assert "DSI du ministère" in page


def test_a_script_in_a_name_is_only_text(client, secretary, commission):
    person = PersonFactory(scope=commission.scope, full_name="<script>alert(1)</script>")
    for address in (reverse("people:list"), reverse("people:person", args=[person.pk])):
        assert "<script>alert(1)" not in client.get(address).content.decode()


# Capacity


def test_the_capacity_chosen_is_written_in_the_journal_and_rights_stay_the_sum(client):
    ministry = MinistryFactory()
    commission = CommissionFactory(ministry=ministry)
    user = member_of(commission, Role.SECRETARY)
    dsi = GrantFactory(
        user=user, scope=ministry.scope, role=Role.DSI, capacity="DSI du ministère", valid_from=date(2021, 1, 1)
    )
    client.force_login(user)
    response = client.post(reverse("people:capacity"), {"capacity": str(dsi.pk)}, follow=True)
    assert "Vous agissez maintenant en qualité de DSI du ministère." in response.content.decode()
    client.post(reverse("people:new"), {"scope": str(ministry.scope_id), "full_name": "Afi KODJO"})
    assert Entry.objects.get(act="create_person").capacity == "DSI du ministère"
    # The right of the secretary still holds, and so do his words where only they apply.
    edit = {"name": "Autre nom", "version": "1"}
    assert client.post(reverse("commissions:edit", args=[commission.pk]), edit).status_code == 302


def test_one_holds_the_rights_in_force_today_the_oldest_first():
    today, user, scope = clock.today(), UserFactory(), ScopeFactory()
    for begins, ends in ((0, None), (-9, 0), (-5, 1), (1, None)):
        GrantFactory(
            user=user,
            scope=scope,
            valid_from=today + timedelta(days=begins),
            valid_to=None if ends is None else today + timedelta(days=ends),
        )
    assert [(grant.valid_from - today).days for grant in user.access.grants] == [-5, 0]
    assert set(user.access.grants) == set(user.grants.in_force(today))


def test_a_capacity_of_somebody_else_is_refused(client, secretary):
    other = GrantFactory(capacity="celle d’un autre")
    page = client.post(reverse("people:capacity"), {"capacity": str(other.pk)}, follow=True).content.decode()
    assert "n’est pas ou n’est plus la vôtre" in page
    assert "capacity" not in client.session


def test_the_switcher_does_not_send_elsewhere(client, secretary):
    response = client.post(reverse("people:capacity"), {"capacity": "x"}, headers={"Referer": "https://ailleurs.test/"})
    assert response["Location"] == reverse("people:me")


def test_without_a_choice_the_capacity_is_that_of_the_commission(commission, secretary):
    edit_commission(
        commission.pk,
        name="N",
        objectives="",
        founded_by=None,
        founded_on=None,
        meeting_place="",
        base_version=1,
        by=secretary,
    )
    assert entries_of(commission).get().capacity == f"secrétaire de {commission.code}"


# Tokens


def test_the_secret_is_shown_once_and_kept_nowhere(client, secretary):
    response = client.post(reverse("people:new_token"), {"name": "tableau de bord", "idempotency_key": "k1"})
    secret = re.search(r'<code id="secret">([^<]+)</code>', response.content.decode())[1]
    token = ApiToken.objects.get()
    assert (token.secret_hash, token.abilities) == (digest(secret), ["read"])
    assert secret not in client.get(reverse("people:tokens")).content.decode()
    replay = client.post(reverse("people:new_token"), {"name": "tableau de bord", "idempotency_key": "k1"})
    assert secret not in replay.content.decode()
    assert ApiToken.objects.count() == 1
    assert all(secret.encode() not in bytes(row.body or b"") for row in IdempotencyKey.objects.all())
    assert not PersonalValue.objects.filter(value__contains=secret).exists()


def test_a_token_reads_and_only_a_writing_one_acts(client):
    user = admin_user()
    _, reading = create_token(user, name="lecture", by=user)
    _, writing = create_token(user, name="actes", write=True, by=user)
    address, data = reverse("api:ministries-list"), {"name": "Ministère neuf"}
    assert client.get(address, headers={"Authorization": f"Token {reading}"}).status_code == 200
    assert (
        client.post(
            address, data, content_type="application/json", headers={"Authorization": f"Token {reading}"}
        ).status_code
        == 403
    )
    assert (
        client.post(
            address, data, content_type="application/json", headers={"Authorization": f"Token {writing}"}
        ).status_code
        == 201
    )


def test_a_revoked_or_expired_token_opens_nothing(client, secretary):
    token, secret = create_token(secretary, name="un", by=secretary)
    assert client.post(reverse("people:revoke_token", args=[token.pk])).status_code == 302
    client.logout()
    address = reverse("api:ministries-list")
    assert client.get(address, headers={"Authorization": f"Token {secret}"}).status_code == 401
    expiring, secret = create_token(secretary, name="deux", expires_at=timezone.now() + timedelta(days=1), by=secretary)
    ApiToken.objects.filter(pk=expiring.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    assert client.get(address, headers={"Authorization": f"Token {secret}"}).status_code == 401


def test_nobody_revokes_the_token_of_another(client, secretary):
    other = UserFactory()
    token, _ = create_token(other, name="autre", by=other)
    assert client.post(reverse("people:revoke_token", args=[token.pk])).status_code == 404
    assert client.get(reverse("people:revoke_token", args=[token.pk])).status_code == 405


def test_tokens_are_limited_and_revoking_twice_is_refused():
    user = UserFactory()
    tokens = [create_token(user, name=str(number), by=None)[0] for number in range(10)]
    with pytest.raises(Refused, match="en a déjà 10 en cours"):
        create_token(user, name="de trop", by=None)
    revoke_token(tokens[0].pk, by=None)
    with pytest.raises(Refused, match="déjà révoqué"):
        revoke_token(tokens[0].pk, by=None)
    create_token(user, name="remplaçant", by=None)


def test_an_expiry_in_the_past_comes_back_with_a_sentence(client, secretary):
    response = client.post(reverse("people:new_token"), {"name": "vieux", "expires_on": "2020-01-01"})
    assert response.status_code == 400
    assert "Ce jour est déjà passé." in response.content.decode()
    assert not ApiToken.objects.exists()


def test_the_command_prints_the_secret_alone_and_once():
    user = UserFactory(email="afi@exemple.test")
    out, err = StringIO(), StringIO()
    call_command("api_token", "AFI@exemple.test", "--name", "intégration", "--write", stdout=out, stderr=err)
    secret = out.getvalue().strip()
    token = ApiToken.objects.get(user=user)
    assert (token.secret_hash, token.name, token.abilities) == (digest(secret), "intégration", ["read", "write"])
    assert secret not in err.getvalue()
    with pytest.raises(CommandError, match="Aucun compte n’existe"):
        call_command("api_token", "inconnu@exemple.test", stdout=out, stderr=err)


# Letters of the account


def test_a_forgotten_password_is_chosen_again_by_a_letter_of_the_house(client, run_jobs, mailoutbox):
    user = UserFactory(email="afi@exemple.test")
    client.post(reverse("account_reset_password"), {"email": "AFI@exemple.test"}, headers={"host": "testserver"})
    assert mailoutbox == []  # it leaves with its job, after the commit
    run_jobs()
    (letter,) = mailoutbox
    assert letter.subject == "Choisir un nouveau mot de passe"
    assert letter.to[0].endswith("<afi@exemple.test>")
    assert "vous n’avez rien demandé" in letter.body
    path = re.search(r"https?://[^/\s]+(/\S+)", letter.body)[1]
    form = client.get(path, follow=True)
    changed = client.post(
        form.redirect_chain[-1][0],
        {"password1": "ombrage-calme-77-fleuve", "password2": "ombrage-calme-77-fleuve"},
        follow=True,
    )
    assert changed.status_code == 200
    user.refresh_from_db()
    assert user.check_password("ombrage-calme-77-fleuve")
    run_jobs()
    assert mailoutbox[-1].subject == "Votre mot de passe a été changé"


def test_the_portal_writes_to_no_stranger(client, run_jobs, mailoutbox):
    answer = client.post(reverse("account_reset_password"), {"email": "inconnu@exemple.test"})
    assert answer.status_code == 302  # the same answer as for an account that exists
    run_jobs()
    assert mailoutbox == []
    assert not OutgoingMail.objects.exists()


# API


def post(client, name, data, *args):
    return client.post(reverse(f"api:persons-{name}", args=args), data, content_type="application/json")


def test_persons_are_kept_through_the_api(client, secretary, commission):
    created = post(
        client, "list", {"scope": str(commission.scope_id), "full_name": "Afi KODJO", "email": "afi@exemple.test"}
    )
    assert created.status_code == 201
    pk = created.json()["id"]
    assert (
        post(client, "edit", {"full_name": "Afi K.", "email": "afi@exemple.test", "base_version": 1}, pk).json()[
            "full_name"
        ]
        == "Afi K."
    )
    assert post(client, "invite", {}, pk).json() == {"email": "afi@exemple.test", "is_active": True}
    assert post(client, "close-account", {"reason": "x"}, pk).status_code == 403
    assert post(client, "list", {"scope": str(ScopeFactory().pk), "full_name": "Autre"}).status_code == 404


@pytest.mark.parametrize(("phone", "kept"), [("+229 01 52 16 00 00", True), ("appelez-moi", False)])
def test_page_and_api_refuse_the_same_telephone(client, secretary, commission, phone, kept):
    typed = {"scope": str(commission.scope_id), "full_name": "Afi KODJO", "phone": phone}
    refused = post(client, "list", typed)
    shown = client.post(reverse("people:new"), typed)
    assert (refused.status_code, shown.status_code) == ((201, 302) if kept else (400, 400))
    if not kept:
        assert "Donnez un numéro, par exemple +229 01 52 16 00 00." in str(refused.json())
        assert "Donnez un numéro, par exemple" in shown.content.decode()


def test_an_administrator_links_closes_and_reopens_through_the_api(client):
    client.force_login(admin_user())
    person, user = PersonFactory(), UserFactory()
    assert post(client, "link-account", {"email": user.email}, person.pk).status_code == 200
    assert post(client, "close-account", {"reason": "départ"}, person.pk).json()["is_active"] is False
    assert post(client, "reopen-account", {"reason": "retour"}, person.pk).json()["is_active"] is True


@pytest.mark.parametrize("rows", [1, 3])
def test_the_api_list_runs_a_fixed_number_of_queries(client, secretary, commission, rows, django_assert_num_queries):
    PersonFactory.create_batch(rows, scope=commission.scope)
    client.get(reverse("api:persons-list"))
    with django_assert_num_queries(3):
        client.get(reverse("api:persons-list"))
