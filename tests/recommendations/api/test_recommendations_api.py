"""The API answers as the pages do: same rows, same rules, same sentences."""

import pytest

from foundation.accounts.enums import Role
from recommendations.enums import RecommendationState as State
from recommendations.models import Recommendation
from tests.factories import RecommendationFactory, UserFactory, commission_with_members, member_of, officer_of

pytestmark = pytest.mark.django_db
BASE = "/api/v1/recommendations"


@pytest.fixture
def api(client):
    def call(user, method, path, data=None):
        client.force_login(user)
        return (
            getattr(client, method)(BASE + path, data, content_type="application/json")
            if method == "post"
            else client.get(BASE + path)
        )

    return call


@pytest.fixture
def commission():
    return commission_with_members(2)


@pytest.fixture
def row(commission):
    return RecommendationFactory(commission=commission, addressee_scope=commission.scope)


def test_the_whole_way(api, commission, row):
    dsi, secretary = officer_of(commission.scope, Role.DSI), member_of(commission, Role.SECRETARY)
    assert api(dsi, "post", f"/{row.pk}/accept", {}).json()["state"] == "accepted"
    assert api(dsi, "post", f"/{row.pk}/start", {}).json()["state"] == "running"
    assert (
        api(dsi, "post", f"/{row.pk}/report", {"text": "Fait.", "proof_link": "https://exemple.bj"}).status_code == 201
    )
    assert api(secretary, "post", f"/{row.pk}/reject", {"reason": "Illisible."}).json()["state"] == "running"
    api(dsi, "post", f"/{row.pk}/report", {"text": "Refait.", "proof_link": "https://exemple.bj"})
    assert api(secretary, "post", f"/{row.pk}/validate", {}).json()["state"] == "done"
    assert [step["action"] for step in api(dsi, "get", f"/{row.pk}/steps").json()] == [
        "accept",
        "start",
        "report",
        "reject",
        "report",
        "validate",
    ]
    assert [line["outcome"] for line in api(dsi, "get", f"/{row.pk}/reports").json()] == ["refused", "accepted"]


def test_refusals_are_409_with_their_sentence_and_what_is_missing_400(api, commission, row):
    dsi, secretary = officer_of(commission.scope, Role.DSI), member_of(commission, Role.SECRETARY)
    answer = api(dsi, "post", f"/{row.pk}/start", {})
    assert (answer.status_code, answer.json()["code"]) == (409, "refused")
    assert "à l’état « émise »" in answer.json()["detail"]
    Recommendation.objects.filter(pk=row.pk).update(state=State.RUNNING)
    assert api(dsi, "post", f"/{row.pk}/report", {"text": "Fait."}).json()["fields"].keys() == {"proof_link"}
    assert api(secretary, "post", f"/{row.pk}/lapse", {}).status_code == 400


def test_who_may_not_see_gets_404_who_may_not_act_403(api, commission, row):
    assert api(UserFactory(), "post", f"/{row.pk}/accept", {}).status_code == 404
    assert api(member_of(commission, Role.MEMBER), "post", f"/{row.pk}/accept", {}).status_code == 403
    foreign = member_of(commission_with_members(1), Role.SECRETARY)
    assert (
        api(foreign, "post", "", {"commission": str(commission.pk), "text": "x", "origin_label": "y"}).status_code
        == 400
    )


def test_a_secretary_issues(api, commission):
    answer = api(
        member_of(commission, Role.SECRETARY),
        "post",
        "",
        {
            "commission": str(commission.pk),
            "text": "Ouvrir le guichet.",
            "addressee_label": "la DSI",
            "origin_label": "Courrier",
        },
    )
    assert (answer.status_code, answer.json()["number"]) == (201, 1)
