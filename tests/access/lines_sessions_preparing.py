"""Routes of the sessions before they open: list, page, preparation, convocations, answers, reprise."""

from datetime import timedelta
from itertools import count

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from commissions.enums import SeriesKind
from commissions.operations.numbering import reserve_up_to
from foundation.accounts.models.token import digest, new_secret
from foundation.common.models import Level
from foundation.documents.operations.storing import store_bytes
from sessions.core.enums import SessionState
from sessions.core.models import AgendaItem, Annex, CommissionSession, Convocation
from sessions.preparing.models import SessionTemplate
from sessions.preparing.operations.releasing import make_release
from tests.factories import AgendaItemFactory, PersonFactory, SessionFactory

from .matrix import INSIDE, MINISTRY, NATIONAL, SIGNED_IN, Line

KEEPERS = "secretary president"
READERS = INSIDE + " dsi auditor"
SEES = {
    "own": READERS,
    "closed": INSIDE,
    "preparing": KEEPERS,
    "foreign": "foreign_secretary foreign_dsi",
    "foreign_preparing": "foreign_secretary",
}


def but_secretary(actors: str) -> str:
    return " ".join(actor for actor in actors.split() if actor not in ("secretary", "foreign_secretary"))


def page(route: str, **options) -> Line:
    return Line(route, on="session", variants=SEES, **options)


def act(route: str, variant: str, *, api: bool = False, method: str = "POST", **options) -> Line:
    """Only the secretary acts; whoever else sees the session is told that he may not."""
    return Line(
        route,
        method=method,
        on="session",
        variants={variant: "secretary"},
        see={variant: but_secretary(SEES[variant])},
        **options,
    )


def on_item(route: str, variant: str = "preparing", **options) -> Line:
    return Line(
        route, on="item", variants={variant: "secretary"}, see={variant: but_secretary(SEES[variant])}, **options
    )


def facts(world, variant):
    session = world["session", variant]
    return {
        "kind": session.kind,
        "year": session.year,
        "held_on": str(session.held_on),
        "starts_at": "10:00",
        "planned_minutes": 120,
        "place": "Salle A",
        "version": session.version,
    }


def api_facts(world, variant):
    data = facts(world, variant)
    return data | {"base_version": data.pop("version")}


def reason(world, variant):
    return {"reason": "motif de l’essai"}


def item_facts(world, variant):
    return {"kind": "communication", "title": "Un point", "version": 1, "base_version": 1}


def order(world, variant):
    ids = [str(pk) for pk in world["session", variant].agenda_items.in_order().values_list("pk", flat=True)]
    return {"order": ",".join(ids), "base": ",".join(ids)}


def api_order(world, variant):
    ids = [str(pk) for pk in world["session", variant].agenda_items.in_order().values_list("pk", flat=True)]
    return {"ids": ids, "base": ids}


def scanned(world, variant):
    session = world["session", variant]
    session.scan = store_bytes(
        b"x", name="a.pdf", content_type="application/pdf", scope=session.scope, level=Level.PERSONAL, by=None
    )
    session.save()
    return {"pk": session.pk}


def justified(world, variant):
    row = Convocation.objects.get(pk=members_own(world, variant)["pk"])
    row.answer_file = store_bytes(
        b"x", name="a.pdf", content_type="application/pdf", scope=row.scope, level=Level.PERSONAL, by=None
    )
    row.save()
    return {"pk": row.pk}


def withdrawn(world, variant):
    item = AgendaItem.objects.get(pk=world["item", "preparing"].pk)
    item.withdrawn_at, item.withdrawn_by, item.withdrawal_reason = timezone.now(), world.users["secretary"], "motif"
    item.save()
    return {"pk": item.pk}


def removable(world, variant):
    return {"pk": AgendaItemFactory(session=world["session", "preparing"], position=2).pk}


def annex(world, variant):
    item = world["item", variant]
    file = store_bytes(
        b"x",
        name="a.pdf",
        content_type="application/pdf",
        scope=item.scope,
        commission_id=item.session.commission_id,
        level=Level.PERSONAL,
        by=None,
    )
    return {"pk": Annex.objects.create(scope=item.scope, item=item, file=file, title="Annexe").pk}


def without_quorum(world, variant):
    session = world["session", "own"]
    CommissionSession.objects.filter(pk=session.pk).update(state=SessionState.NO_QUORUM)
    return {"pk": session.pk}


def ready(world, variant):
    session = world["session", "preparing"]
    CommissionSession.objects.filter(pk=session.pk).update(urgency_motive="essai")
    # The sessions of this world got their numbers without the series: it starts above them.
    reserve_up_to(session.commission, SeriesKind.ORDINARY_SESSION, session.year, 20000)
    return {"pk": session.pk}


def silent(world, variant):
    """The convocation of a member of the own commission whom nobody of the matrix is."""
    session = world["session", "own"]
    Convocation.objects.filter(session=session).delete()
    row = Convocation.objects.create(
        scope=session.scope,
        session=session,
        seat=world["seat", "own"],
        person=PersonFactory(scope=session.scope),
        seat_label="membre",
        secret_hash=digest(new_secret()),
    )
    return {"pk": row.pk}


def silent_session(world, variant):
    silent(world, variant)
    session = world["session", "own"]
    CommissionSession.objects.filter(pk=session.pk).exclude(convened_at=None).update(
        convened_at=timezone.now() - timedelta(days=3)
    )
    return {"pk": session.pk}


def members_own(world, variant):
    """The convocation of the member himself."""
    person = PersonFactory(scope=world["session", "own"].scope, user=world.users["member"])
    row = Convocation.objects.get(pk=silent(world, variant)["pk"])
    row.person = person
    row.save()
    return {"pk": row.pk}


FAR_NUMBERS = count(7000)  # beyond those that the factories reach in any order of the tests


def plain_link(world, variant):
    """A session that nobody else knows: whoever holds the link reads its agenda."""
    session = SessionFactory(
        commission=world["commission", "own"], state=SessionState.CONVENED, number=next(FAR_NUMBERS)
    )
    secret = new_secret()
    Convocation.objects.create(
        scope=session.scope,
        session=session,
        seat=world["seat", "own"],
        person=PersonFactory(scope=session.scope),
        seat_label="membre",
        secret_hash=digest(secret),
    )
    return {"secret": secret}


def closed_link(world, variant):
    return {"secret": world.extra["secret_A_closed"]}


def past(world, variant):
    empty = {
        f"{name}-{count}": 0
        for name in ("points", "allocutions", "invites", "recommandations", "presences")
        for count in ("TOTAL_FORMS", "INITIAL_FORMS")
    }
    return {"kind": "ordinary", "year": 2019, "source": "PV papier"} | empty


def api_past(world, variant):
    return {"commission": str(world["commission", "own"].pk), "year": 2019, "source": "PV papier"}


def new_session(world, variant):
    return {"commission": str(world["commission", "own"].pk), "kind": "ordinary", "year": 2026}


def new_item(world, variant):
    return {"session": str(world["session", variant].pk), "kind": "communication", "title": "Un point"}


PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89\x00\x00\x00\rIDATx\x9cc\xf8\xff\xff?\x03\x00\x08\xfc\x02\xfe\xa7\x9a\xa0\xa0\x00\x00\x00\x00IEND\xaeB`\x82"  # noqa: E501


def with_newcomer(world, variant):
    """A session to which the holder of a seat was not convened."""
    session = world["session", variant]
    row = session.convocations.first()
    if row is not None:
        row.delete()
    return {"pk": session.pk}


def upload(world, variant):
    return {"title": "Image", "file": SimpleUploadedFile("image.png", PNG, "image/png")}


def released(world, variant):
    """A first version of the agenda; the page of a version is asked by its rank."""
    session = world["session", variant]
    if not session.agenda_releases.exists():
        make_release(session, by=None)
    return {"pk": session.pk}


def released_version(world, variant):
    return released(world, variant) | {"number": 1}


def release_key(world, variant):
    return {"pk": world["session", released(world, variant) and variant].agenda_releases.get().pk}


def template_of(world, variant):
    session = world["session", variant]
    row = SessionTemplate.objects.create(
        scope=session.scope,
        commission=session.commission,
        name="Modèle CANARIAPREPARING",
        items=[
            {
                "kind": "text",
                "title": "Point",
                "description": "",
                "planned_minutes": 10,
                "presenter_label": "",
                "is_closed_doors": False,
            }
        ],
    )
    return {"pk": row.pk}


def named(world, variant):
    return {"name": "Session de fin d’année", "version": 1, "base_version": 1}


def session_key(world, variant):
    return {"session": str(world["session", variant].pk)}


ANYBODY_KEEPING = "secretary foreign_secretary"


def received(world, variant):
    return {"recommendation": str(world["received", "own"].pk)}


def tabled_in(world, variant):
    return {"session": str(world["session", "preparing"].pk)}


RECEIVED = {
    "on": "received",
    "variants": {"own": "secretary"},
    "see": {"own": "president member observer dsi asin_reader asin_admin"},
}
LINES = [
    Line("sessions:list", variants={"": SIGNED_IN}),
    Line("sessions:list", variants={"": SIGNED_IN}, query="?format=csv"),
    Line("sessions:create", variants={"": ANYBODY_KEEPING}),
    Line("sessions:record_past", variants={"": ANYBODY_KEEPING}),
    Line("sessions:record_past", method="POST", variants={"": ANYBODY_KEEPING}, data=past, ok=(302,)),
    page("sessions:detail"),
    page("sessions:prepare"),
    page("sessions:convocations"),
    page("sessions:releases"),
    page("sessions:agenda_version", kwargs=released_version),
    act("sessions:release_agenda", "own"),
    act("sessions:edit", "preparing", method="GET"),
    act("sessions:edit", "preparing", data=facts, ok=(302,)),
    act("sessions:edit", "own", method="GET"),
    act("sessions:convene", "preparing", kwargs=ready),
    act("sessions:convening", "preparing", kwargs=ready, method="GET"),
    act("sessions:remind", "own", kwargs=silent_session),
    act("sessions:convene_new_holders", "own", kwargs=with_newcomer),
    act("api:sessions-convene-new-holders", "own", kwargs=with_newcomer),
    act("sessions:cancel", "own", method="GET"),
    act("sessions:cancel", "own", data=reason, ok=(302,)),
    act("sessions:postpone", "own", method="GET"),
    act("sessions:postpone", "own", data=reason, ok=(302,)),
    act("sessions:second_convocation", "own", kwargs=without_quorum),
    act("sessions:add_item", "preparing", data=item_facts, ok=(302,)),
    act("sessions:reorder", "preparing", data=order),
    on_item("sessions:edit_item", method="POST", data=item_facts, ok=(302,)),
    on_item("sessions:remove_item", method="POST", kwargs=removable),
    on_item("sessions:withdraw_item"),
    on_item("sessions:withdraw_item", method="POST", data=reason, ok=(302,)),
    on_item("sessions:restore_item", method="POST", kwargs=withdrawn),
    on_item("sessions:postpone_item"),
    on_item("sessions:postpone_item", method="POST", data=reason, ok=(302,)),
    on_item("sessions:add_annex", method="POST", data=upload, ok=(302,)),
    Line("sessions:annex_file", on="item", variants=SEES, kwargs=annex),
    on_item("sessions:edit_annex", kwargs=annex),
    on_item(
        "sessions:edit_annex",
        method="POST",
        kwargs=annex,
        data=lambda w, v: {"title": "Autre", "version": 1},
        ok=(302,),
    ),
    on_item("sessions:remove_annex", method="POST", kwargs=annex),
    Line("sessions:answer", kwargs=plain_link, variants={"": SIGNED_IN}, public=True),
    Line("sessions:answer", kwargs=closed_link, variants={"": SIGNED_IN}, public=True),
    Line(
        "sessions:answer",
        method="POST",
        kwargs=plain_link,
        variants={"": SIGNED_IN},
        public=True,
        data=lambda w, v: {"answer": "present"},
        ok=(302,),
    ),
    Line(
        "sessions:answer_mine",
        on="convocation",
        kwargs=members_own,
        variants={"own": "member"},
        see={"own": "secretary president observer"},
    ),
    Line(
        "sessions:answer_mine",
        method="POST",
        on="convocation",
        kwargs=members_own,
        variants={"own": "member"},
        see={"own": "secretary president observer"},
        data=lambda w, v: {"answer": "present"},
        ok=(302,),
    ),
    Line(
        "sessions:answer_for",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
    ),
    Line(
        "sessions:answer_for",
        method="POST",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
        data=lambda w, v: {"answer": "present"},
        ok=(302,),
    ),
    Line(
        "sessions:hand_over",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
    ),
    Line(
        "sessions:hand_over",
        method="POST",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
        ok=(200,),
    ),
    Line(
        "sessions:answer_file",
        on="convocation",
        kwargs=justified,
        variants={"own": "secretary president member"},
        see={"own": "observer"},
    ),
    Line("sessions:scan", on="session", variants=SEES, kwargs=scanned),
    # API
    Line("api:annexes-file", on="item", variants=SEES, kwargs=annex),
    Line("sessions:templates", variants={"": "secretary president foreign_secretary"}),
    act("sessions:save_template", "preparing", method="GET"),
    act("sessions:save_template", "preparing", data=named, ok=(302,)),
    act("sessions:restore_own_items", "preparing"),
    act("sessions:table_ranking", "preparing"),
    Line("sessions:table_advice", **RECEIVED),
    Line("sessions:table_advice", method="POST", **RECEIVED, data=tabled_in, ok=(302,)),
    act("api:sessions-table-advice", "preparing", data=received),
    act("sessions:rename_template", "preparing", method="GET", kwargs=template_of),
    act("sessions:rename_template", "preparing", kwargs=template_of, data=named, ok=(302,)),
    act("sessions:retire_template", "preparing", kwargs=template_of),
    act("api:sessions-restore-own-items", "preparing"),
    act("api:sessions-table-ranking", "preparing"),
    Line("api:session-templates-list", variants={"": SIGNED_IN}),
    Line("api:session-templates-detail", on="session", variants={"preparing": KEEPERS}, kwargs=template_of),
    act("api:session-templates-rename", "preparing", kwargs=template_of, data=named),
    act("api:session-templates-retire", "preparing", kwargs=template_of),
    Line(
        "api:session-templates-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
        invalid={"preparing": " ".join(actor for actor in SIGNED_IN.split() if actor not in KEEPERS.split())},
        data=lambda w, v: session_key(w, v) | named(w, v),
        ok=(201,),
    ),
    Line("api:sessions-list", variants={"": SIGNED_IN}),
    Line("api:sessions-detail", on="session", variants=SEES),
    Line(
        "api:sessions-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": "secretary"},
        see={"own": f"president member observer {MINISTRY} {NATIONAL}"},
        invalid={"own": "foreign_secretary foreign_dsi rsi stranger demoted"},
        data=new_session,
        ok=(201,),
    ),
    Line("api:agenda-items-list", variants={"": SIGNED_IN}),
    Line(
        "api:agenda-items-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"preparing": "secretary"},
        see={"preparing": "president"},
        invalid={"preparing": " ".join(actor for actor in SIGNED_IN.split() if actor not in KEEPERS.split())},
        data=new_item,
        ok=(201,),
    ),
    Line("api:agenda-items-detail", on="item", variants=SEES),
    Line("api:annexes-list", variants={"": SIGNED_IN}),
    Line("api:annexes-detail", on="item", variants=SEES, kwargs=annex),
    act("api:sessions-unannounced-changes", "own", method="GET"),
    Line("api:agenda-releases-list", variants={"": SIGNED_IN}),
    Line("api:agenda-releases-detail", on="session", variants=SEES, kwargs=release_key),
    Line("api:agenda-releases-changes", on="session", variants=SEES, kwargs=release_key, query="?since=1"),
    Line(
        "api:agenda-releases-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": "secretary"},
        see={"own": but_secretary(SEES["own"])},
        invalid={"own": " ".join(actor for actor in SIGNED_IN.split() if actor not in READERS.split())},
        data=session_key,
        ok=(201,),
    ),
    Line("api:convocations-list", variants={"": SIGNED_IN}),
    Line("api:convocations-detail", on="convocation", kwargs=silent, variants={"own": INSIDE}),
    Line(
        "api:sessions-record-past",
        method="POST",
        on="commission",
        kwargs=lambda w, v: {},
        variants={"own": "secretary"},
        see={"own": f"president member observer {MINISTRY} {NATIONAL}"},
        data=api_past,
    ),
    act("api:sessions-edit", "preparing", data=api_facts),
    act("api:sessions-convening-blockers", "preparing", method="GET"),
    act("api:sessions-convene", "preparing", kwargs=ready),
    act("api:sessions-remind", "own", kwargs=silent_session),
    act("api:sessions-cancel", "own", data=reason),
    act("api:sessions-postpone", "own", data=reason),
    act("api:sessions-second-convocation", "own", kwargs=without_quorum),
    act("api:sessions-reorder", "preparing", data=api_order),
    on_item("api:agenda-items-edit", method="POST", data=item_facts),
    on_item("api:agenda-items-move", method="POST", data=lambda w, v: {"direction": "up"}),
    on_item("api:agenda-items-withdraw", method="POST", data=reason),
    on_item("api:agenda-items-restore", method="POST", kwargs=withdrawn),
    on_item("api:agenda-items-postpone", method="POST", data=reason),
    on_item("api:agenda-items-remove", method="POST", kwargs=removable),
    on_item("api:annexes-edit", method="POST", kwargs=annex, data=lambda w, v: {"title": "Autre", "base_version": 1}),
    on_item("api:annexes-remove", method="POST", kwargs=annex),
    Line(
        "api:convocations-answer",
        method="POST",
        on="convocation",
        kwargs=members_own,
        variants={"own": "member"},
        see={"own": "secretary president observer"},
        data=lambda w, v: {"answer": "present"},
    ),
    Line(
        "api:convocations-record-answer",
        method="POST",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
        data=lambda w, v: {"answer": "present"},
    ),
    Line(
        "api:convocations-hand-over",
        method="POST",
        on="convocation",
        kwargs=silent,
        variants={"own": "secretary"},
        see={"own": "president member observer"},
    ),
]
