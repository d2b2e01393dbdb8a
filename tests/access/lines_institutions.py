"""Institutions, texts, commissions, persons and accounts."""

from datetime import timedelta

from django.utils import timezone

from .institutions import unused_statute
from .matrix import FOREIGN, INSIDE, MINISTRY, NATIONAL, PEOPLE, SIGNED_IN, Line

ADMINS = "asin_admin portal_admin"
STRUCTURE_KEEPERS = "dsi " + ADMINS
TEXT_KEEPERS = "dsi secretary " + ADMINS
COMMISSION_KEEPERS = "secretary " + ADMINS
SEES_OWN = f"{INSIDE} {MINISTRY} {NATIONAL}"
SEES_FOREIGN = f"{FOREIGN} {NATIONAL}"
TODAY = timezone.localdate().isoformat()
LATER = (timezone.localdate() + timedelta(days=500)).isoformat()

MUCH_LATER = (timezone.localdate() + timedelta(days=600)).isoformat()


def others(*named: str) -> str:
    """Everybody signed in who is not named."""
    out = " ".join(named).split()
    return " ".join(actor for actor in PEOPLE if actor not in out)


def reading(route: str, on: str, *, variant: str = "own", who: str = SIGNED_IN) -> Line:
    return Line(route, on=on, variants={variant: who})


def form(route: str, on: str, keepers: str, data, *, sees: str = SIGNED_IN, variant: str = "own", **more) -> list[Line]:
    """A page with one form: shown to its keepers, and acting for them alone."""
    see = " ".join(actor for actor in sees.split() if actor not in keepers.split())
    return [
        Line(route, on=on, variants={variant: keepers}, see={variant: see}, **more),
        Line(route, method="POST", on=on, variants={variant: keepers}, see={variant: see}, data=data, **more),
    ]


def act(route: str, on: str, keepers: str, data=None, *, sees: str = SIGNED_IN, variant: str = "own", **more) -> Line:
    see = " ".join(actor for actor in sees.split() if actor not in keepers.split())
    return Line(route, method="POST", on=on, variants={variant: keepers}, see={variant: see}, data=data, **more)


def new_form(route: str, keepers: str, data, *, invalid: str = "") -> list[Line]:
    """The form of a new row: who may add something somewhere opens it; `invalid` may, but not what is posted here."""
    return [
        Line(route, variants={"": f"{keepers} {invalid}"}),
        Line(route, method="POST", variants={"": keepers}, invalid={"": invalid}, data=data),
    ]


ENDING = {"on": TODAY, "reason": "essai"}
# The composition a session was held with today does not move.
TOMORROW = (timezone.localdate() + timedelta(days=1)).isoformat()
SEAT_ENDING = {"on": TOMORROW, "reason": "essai"}


def structure_form(w, v):
    return {"kind": "dsi", "name": "DSI", "version": "1"}


def text_data(w, v):
    return {
        "kind": "note",
        "reference": "900/ME/DC/SA",
        "title": "Note",
        "state": "unknown",
        "ministry": str(w["ministry", "own"].pk),
        "version": "1",
    }


def link_kwargs(w, v):
    return {"pk": w["legal_text", v].pk, "link_pk": w["legal_link", v].pk}


def seat_data(w, v):
    return {"label": "Siège", "role": "observer", "position": "91", "version": "1", "valid_from": TOMORROW}


def person_data(w, v):
    return {"scope": str(w["commission", "own"].scope_id), "full_name": "Afi KODJO", "version": "1"}


def mandate_data(w, v):
    return {"person": str(w["person", "own"].pk), "kind": "titular", "valid_from": TOMORROW}


def seating_data(w, v):
    return {"seat": str(w["vacant_seat", "own"].pk), "kind": "titular", "valid_from": TOMORROW}


def others_of(all_of: str, but: str) -> str:
    return " ".join(actor for actor in all_of.split() if actor not in but.split())


def members_data(w, v):
    return {"pasted": "siège;prénom et nom\nle directeur neuf;Afi KODJO", "valid_from": TOMORROW, "create_seats": "on"}


def interim_data(w, v):
    return {"person": str(w["person", "own"].pk), "valid_from": TOMORROW, "valid_to": LATER}


def delegation_data(w, v):
    return {"person": str(w["person", "own"].pk), "valid_from": LATER, "valid_to": MUCH_LATER}


def appointment_data(w, v):
    return {
        "role": "auditor",
        "scope": str(w["commission", "own"].scope_id),
        "person": str(w["person", "own"].pk),
        "title": "Auditeur",
        "valid_from": TODAY,
    }


MINISTRIES = [
    *[
        Line(f"ministries:{name}", variants={"": SIGNED_IN})
        for name in (
            "list",
            "export",
            "communes",
            "communes_export",
            "texts",
            "texts_export",
            "council",
            "council_export",
        )
    ],
    Line("ministries:texts", variants={"": SIGNED_IN}, query="?q=commission"),
    Line("ministries:list", variants={"": SIGNED_IN}, query="?au=2021-12-08"),
    Line("ministries:detail", on="ministry", variants={"own": SIGNED_IN, "foreign": SIGNED_IN}),
    *new_form("ministries:new", ADMINS, lambda w, v: {"name": "Ministère neuf", "valid_from_precision": "day"}),
    *form("ministries:rename", "ministry", ADMINS, lambda w, v: {"name": "Autre", "on": TODAY, "version": "1"}),
    *form(
        "ministries:succeed", "ministry", ADMINS, lambda w, v: {"successor": str(w["successor", "own"].pk), "on": TODAY}
    ),
    *form("ministries:new_structure", "ministry", STRUCTURE_KEEPERS, structure_form),
    *form("ministries:edit_structure", "structure", STRUCTURE_KEEPERS, structure_form),
    *form("ministries:close_structure", "structure", STRUCTURE_KEEPERS, lambda w, v: ENDING),
    reading("ministries:commune", "commune"),
    *form("ministries:edit_commune", "commune", ADMINS, lambda w, v: {"aliases": "Autre", "version": "1"}),
    Line("ministries:text", on="legal_text", variants={"own": SIGNED_IN, "foreign": SIGNED_IN, "national": SIGNED_IN}),
    *new_form("ministries:new_text", TEXT_KEEPERS, text_data, invalid=FOREIGN),
    *form("ministries:edit_text", "legal_text", TEXT_KEEPERS, text_data),
    act("ministries:extract_text", "filed_text", TEXT_KEEPERS),
    act(
        "ministries:link_text",
        "legal_text",
        TEXT_KEEPERS,
        lambda w, v: {"kind": "cites", "target": w["legal_text", "national"].reference},
    ),
    Line(
        "ministries:unlink_text",
        method="POST",
        kwargs=link_kwargs,
        variants={"own": TEXT_KEEPERS},
        see={"own": others(TEXT_KEEPERS)},
    ),
    reading("ministries:council_record", "council_record"),
    *new_form(
        "ministries:new_council_record",
        ADMINS,
        lambda w, v: {"held_on": "2017-11-22", "kind": "decision", "title": "Point"},
    ),
    *form(
        "ministries:edit_council_record",
        "council_record",
        ADMINS,
        lambda w, v: {"held_on": "2017-11-22", "kind": "decision", "title": "Point", "version": "1"},
    ),
    Line("ministries:appointments", variants={"": ADMINS + " asin_reader"}),
    Line("ministries:appointments_export", variants={"": ADMINS + " asin_reader"}),
    *new_form("ministries:new_appointment", ADMINS, appointment_data),
    *form("ministries:delegate_appointment", "appointment", ADMINS, delegation_data, sees=SEES_OWN),
    *form("ministries:cancel_delegation", "delegation", ADMINS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    *form("ministries:end_appointment", "appointment", ADMINS, lambda w, v: ENDING),
]

COMMISSIONS = [
    Line("commissions:list", variants={"": SIGNED_IN}),
    Line("commissions:export", variants={"": SIGNED_IN}),
    *[
        Line(f"commissions:{name}", on="commission", variants={"own": SEES_OWN, "foreign": SEES_FOREIGN})
        for name in ("detail", "composition_export")
    ],
    *new_form("commissions:new", ADMINS, lambda w, v: {"kind": "cdsi", "code": "CDSI", "name": "Conférence"}),
    *new_form("commissions:start", ADMINS, text_data),
    *form(
        "commissions:start_commission",
        "legal_text",
        ADMINS,
        lambda w, v: {"kind": "cdsi", "code": "CDSI", "name": "Conférence"},
    ),
    Line(
        "commissions:setup",
        on="commission",
        variants={"own": COMMISSION_KEEPERS},
        see={"own": others_of(SEES_OWN, COMMISSION_KEEPERS)},
    ),
    Line(
        "commissions:members_template",
        on="commission",
        variants={"own": COMMISSION_KEEPERS},
        see={"own": others_of(SEES_OWN, COMMISSION_KEEPERS)},
    ),
    *form("commissions:import_members", "commission", COMMISSION_KEEPERS, members_data, sees=SEES_OWN),
    act("commissions:invite_members", "starting_commission", ADMINS, sees=SEES_OWN),
    *form(
        "commissions:edit",
        "commission",
        COMMISSION_KEEPERS,
        lambda w, v: {"name": "Autre nom", "version": "1"},
        sees=SEES_OWN,
    ),
    *form(
        "commissions:close", "quiet_commission", ADMINS, lambda w, v: {"on": TODAY, "reason": "essai"}, sees=SEES_OWN
    ),
    *form(
        "commissions:new_statute", "commission", COMMISSION_KEEPERS, lambda w, v: {"valid_from": LATER}, sees=SEES_OWN
    ),
    Line("commissions:rule_sentences", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: {"notice_days": "8"}),
    Line("commissions:statute", on="statute", variants={"own": SEES_OWN, "foreign": SEES_FOREIGN}),
    *form(
        "commissions:correct_statute",
        "",
        COMMISSION_KEEPERS,
        lambda w, v: {"notice_days": "8", "valid_from": "1991-01-01", "version": "1"},
        sees=SEES_OWN,
        kwargs=unused_statute,
    ),
    *form("commissions:new_seat", "commission", COMMISSION_KEEPERS, seat_data, sees=SEES_OWN),
    Line("commissions:seat", on="seat", variants={"own": SEES_OWN, "foreign": SEES_FOREIGN}),
    *form("commissions:edit_seat", "vacant_seat", COMMISSION_KEEPERS, seat_data, sees=SEES_OWN),
    *form("commissions:suppress_seat", "vacant_seat", COMMISSION_KEEPERS, lambda w, v: SEAT_ENDING, sees=SEES_OWN),
    *form("commissions:appoint", "vacant_seat", COMMISSION_KEEPERS, mandate_data, sees=SEES_OWN),
    *form("commissions:seat_person", "person", COMMISSION_KEEPERS, seating_data, sees=SEES_OWN),
    *form("commissions:delegate_seat", "vacant_seat", COMMISSION_KEEPERS, interim_data, sees=SEES_OWN),
    *form("commissions:cancel_interim", "interim", COMMISSION_KEEPERS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    *form("commissions:end_mandate", "mandate", COMMISSION_KEEPERS, lambda w, v: SEAT_ENDING, sees=SEES_OWN),
]

PERSON_KEEPERS = "dsi secretary " + ADMINS

PEOPLE_PAGES = [
    *[Line(f"people:{name}", variants={"": SIGNED_IN}) for name in ("me", "tokens", "list", "export")],
    Line("people:capacity", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: {"capacity": ""}),
    Line("people:new_token", method="POST", variants={"": SIGNED_IN}, data=lambda w, v: {"name": "essai"}),
    Line("people:revoke_token", method="POST", on="token", variants={"own": "secretary"}),
    Line("people:person", on="person", variants={"own": SEES_OWN, "foreign": SEES_FOREIGN}),
    *new_form("people:new", PERSON_KEEPERS, person_data, invalid=FOREIGN),
    *form("people:edit", "person", PERSON_KEEPERS, person_data, sees=SEES_OWN),
    act("people:invite", "person", PERSON_KEEPERS, sees=SEES_OWN),
    *form("people:link", "person", ADMINS, lambda w, v: {"email": w.users["stranger"].email}, sees=SEES_OWN),
    *form("people:close", "person_with_account", ADMINS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    act("people:reopen", "closed_account", ADMINS, sees=SEES_OWN),
]

PUBLIC_ROWS = (
    ("ministries", "ministry"),
    ("structures", "structure"),
    ("departements", "departement"),
    ("communes", "commune"),
    ("legal-texts", "legal_text"),
    ("council-records", "council_record"),
)
TENANT_ROWS = (
    ("commissions", "commission"),
    ("statutes", "statute"),
    ("seats", "seat"),
    ("mandates", "mandate"),
    ("persons", "person"),
    ("appointments", "appointment"),
)


def api_act(route: str, on: str, keepers: str, data=None, *, sees: str = SIGNED_IN, ok=(200, 201, 204), **more) -> Line:
    return act(f"api:{route}", on, keepers, data, sees=sees, ok=ok, **more)


def api_new(route: str, keepers: str, data, *, invalid: str = "") -> Line:
    return Line(f"api:{route}", method="POST", variants={"": keepers}, invalid={"": invalid}, data=data, ok=(201,))


def mandate_json(w, v):
    return {"person": w["person", "own"].pk, "valid_from": TOMORROW}


API = [
    *[Line(f"api:{prefix}-list", variants={"": SIGNED_IN}) for prefix, _ in (*PUBLIC_ROWS, *TENANT_ROWS)],
    *[Line(f"api:{prefix}-detail", on=kind, variants={"own": SIGNED_IN}) for prefix, kind in PUBLIC_ROWS],
    *[
        Line(f"api:{prefix}-detail", on=kind, variants={"own": SEES_OWN, "foreign": SEES_FOREIGN})
        for prefix, kind in TENANT_ROWS
    ],
    api_new("ministries-list", ADMINS, lambda w, v: {"name": "Ministère neuf"}),
    api_act("ministries-rename", "ministry", ADMINS, lambda w, v: {"name": "Autre", "on": TODAY, "base_version": 1}),
    api_act(
        "ministries-succeed", "ministry", ADMINS, lambda w, v: {"successor": w["successor", "own"].pk, "on": TODAY}
    ),
    api_new(
        "structures-list",
        STRUCTURE_KEEPERS,
        lambda w, v: {"ministry": w["ministry", "own"].pk, "kind": "dsi", "name": "DSI"},
    ),
    api_act(
        "structures-edit",
        "structure",
        STRUCTURE_KEEPERS,
        lambda w, v: {"kind": "dsi", "name": "DSI", "base_version": 1},
    ),
    api_act("structures-close", "structure", STRUCTURE_KEEPERS, lambda w, v: ENDING),
    api_act("communes-edit", "commune", ADMINS, lambda w, v: {"base_version": 1}),
    api_new(
        "legal-texts-list",
        TEXT_KEEPERS,
        lambda w, v: {
            "kind": "note",
            "reference": "900/ME/DC/SA",
            "title": "Note",
            "ministry": w["ministry", "own"].pk,
        },
    ),
    api_act(
        "legal-texts-edit",
        "legal_text",
        TEXT_KEEPERS,
        lambda w, v: {
            "kind": "note",
            "reference": "901/ME/DC/SA",
            "title": "Note",
            "ministry": w["ministry", "own"].pk,
            "base_version": 1,
        },
    ),
    api_act("legal-texts-extract", "filed_text", TEXT_KEEPERS, ok=(202,)),
    api_act(
        "legal-texts-link",
        "legal_text",
        TEXT_KEEPERS,
        lambda w, v: {"target": w["legal_text", "national"].pk, "kind": "cites"},
    ),
    api_act("legal-texts-unlink", "legal_text", TEXT_KEEPERS, lambda w, v: {"link": w["legal_link", "own"].pk}),
    api_new(
        "council-records-list", ADMINS, lambda w, v: {"held_on": "2017-11-22", "kind": "decision", "title": "Point"}
    ),
    api_act(
        "council-records-edit",
        "council_record",
        ADMINS,
        lambda w, v: {"held_on": "2017-11-22", "kind": "decision", "title": "Point", "base_version": 1},
    ),
    api_new("appointments-list", ADMINS, appointment_data),
    api_act("appointments-end", "appointment", ADMINS, lambda w, v: ENDING, sees=SEES_OWN),
    api_new("commissions-list", ADMINS, lambda w, v: {"kind": "cdsi", "code": "CDSI", "name": "Conférence"}),
    api_act(
        "commissions-edit",
        "commission",
        COMMISSION_KEEPERS,
        lambda w, v: {"name": "Autre", "base_version": 1},
        sees=SEES_OWN,
    ),
    api_act(
        "commissions-close", "quiet_commission", ADMINS, lambda w, v: {"on": TODAY, "reason": "essai"}, sees=SEES_OWN
    ),
    api_new(
        "statutes-list",
        COMMISSION_KEEPERS,
        lambda w, v: {"commission": w["commission", "own"].pk, "valid_from": LATER},
        invalid=others(SEES_OWN),
    ),
    api_act(
        "statutes-correct",
        "",
        COMMISSION_KEEPERS,
        lambda w, v: {"notice_days": 8, "valid_from": "1991-01-01", "base_version": 1},
        sees=SEES_OWN,
        kwargs=unused_statute,
    ),
    api_new(
        "seats-list",
        COMMISSION_KEEPERS,
        lambda w, v: {
            "commission": w["commission", "own"].pk,
            "label": "Siège",
            "role": "observer",
            "has_vote": False,
            "position": 91,
            "valid_from": TOMORROW,
        },
        invalid=others(SEES_OWN),
    ),
    api_act(
        "seats-edit",
        "vacant_seat",
        COMMISSION_KEEPERS,
        lambda w, v: {"label": "Siège", "role": "observer", "has_vote": False, "position": 91, "base_version": 1},
        sees=SEES_OWN,
    ),
    api_act("seats-suppress", "vacant_seat", COMMISSION_KEEPERS, lambda w, v: SEAT_ENDING, sees=SEES_OWN),
    api_act("seats-appoint", "vacant_seat", COMMISSION_KEEPERS, mandate_json, sees=SEES_OWN),
    api_act(
        "commissions-import-members",
        "commission",
        COMMISSION_KEEPERS,
        lambda w, v: {
            "text": "siège;prénom et nom\nle directeur neuf;Afi KODJO",
            "valid_from": TOMORROW,
            "create_seats": True,
        },
        sees=SEES_OWN,
    ),
    api_act("commissions-invite-members", "starting_commission", ADMINS, sees=SEES_OWN),
    api_act("seats-delegate", "vacant_seat", COMMISSION_KEEPERS, interim_data, sees=SEES_OWN),
    api_act("mandates-cancel", "interim", COMMISSION_KEEPERS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    api_act("appointments-delegate", "appointment", ADMINS, delegation_data, sees=SEES_OWN),
    api_act("appointments-cancel", "delegation", ADMINS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    api_act("mandates-end", "mandate", COMMISSION_KEEPERS, lambda w, v: SEAT_ENDING, sees=SEES_OWN),
    Line(
        "api:persons-list",
        method="POST",
        kwargs=lambda w, v: {},
        variants={"own": PERSON_KEEPERS},
        see={"own": others(PERSON_KEEPERS, FOREIGN)},
        data=person_data,
        ok=(201,),
    ),
    api_act(
        "persons-edit", "person", PERSON_KEEPERS, lambda w, v: {"full_name": "Afi", "base_version": 1}, sees=SEES_OWN
    ),
    api_act("persons-invite", "person", PERSON_KEEPERS, sees=SEES_OWN),
    api_act("persons-link-account", "person", ADMINS, lambda w, v: {"email": w.users["stranger"].email}, sees=SEES_OWN),
    api_act("persons-close-account", "person_with_account", ADMINS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
    api_act("persons-reopen-account", "closed_account", ADMINS, lambda w, v: {"reason": "essai"}, sees=SEES_OWN),
]

LINES = [*MINISTRIES, *COMMISSIONS, *PEOPLE_PAGES, *API]
