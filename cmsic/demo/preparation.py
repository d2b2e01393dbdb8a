"""What a secretary finds on his desk: a session in preparation, proposals in every state, conformity sheets, opinions
asked of the ASIN, templates.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from assets.models import AssetCategory, Stocktake
from commissions.models import Commission
from foundation.accounts.models import User
from foundation.common import clock
from ministries.enums import LegalTextKind, LegalTextState
from ministries.models import LegalText, Structure
from ministries.operations import create_text
from projects.models import Project
from sessions.core.enums import ItemKind
from sessions.core.models import AgendaItem, CommissionSession
from sessions.preparing.enums import ConformityAnswer, ConformityQuestion, OpinionSense, ProposalState
from sessions.preparing.models import ConformitySheet, Proposal, SessionTemplate
from sessions.preparing.operations.agenda import AnnexFlags, ItemFacts, add_annex, add_item
from sessions.preparing.operations.conformity import answer_sheet, ask_sheet, check_sheet, send_sheet_back
from sessions.preparing.operations.opinions import ask_opinion, give_opinion
from sessions.preparing.operations.preparing import SessionFacts, create_session
from sessions.preparing.operations.proposing import (
    ProposalFacts,
    attach_to_proposal,
    defer_proposal,
    endorse_proposal,
    refuse_proposal,
    retain_proposal,
    submit_proposal,
    write_proposal,
)
from sessions.preparing.operations.reading import mark_read
from sessions.preparing.operations.templates import save_template

from .papers import store_docx, store_pdf
from .timeline import at, known

Y, N, NA = ConformityAnswer.YES, ConformityAnswer.NO, ConformityAnswer.NOT_APPLICABLE
Q = ConformityQuestion
S = ProposalState
THEME = "Simplifier les démarches et garder la preuve des actes"
NOTE = "12/MDEMO/SGM/DSI"
NOTE_TITLE = "relative au classement et à la conservation des fichiers bureautiques (note de démonstration)"
NOTE_TEXT = [
    "Note de service à l’attention des directeurs et des chefs de service.",
    (
        "Article premier : Tout dossier traité par voie électronique est classé dans l’espace partagé de la direction,"
        " sous le plan de classement annexé."
    ),
    (
        "Article 2 : Les fichiers qui portent une décision sont convertis en PDF et déposés sous leur référence dans"
        " les cinq jours."
    ),
    (
        "Article 3 : Les fichiers de travail sont conservés deux ans, puis détruits. Les journaux techniques suivent"
        " une note distincte."
    ),
    (
        "Article 4 : La sauvegarde est vérifiée chaque trimestre par un essai de restauration dont le compte rendu est"
        " présenté à la commission."
    ),
    "Article 5 : Le correspondant numérique de chaque direction répond de l’application de la présente note.",
]


@dataclass(frozen=True)
class Idea:
    """A proposal of a structure: who writes it, how long ago, what became of it."""

    title: str
    author: str
    structure: str
    objectives: str
    days: int  # since it was written
    state: ProposalState
    kind: ItemKind = ItemKind.COMMUNICATION
    reason: str = ""
    answers: tuple[tuple[ConformityQuestion, ConformityAnswer, str], ...] = ()
    project: str = ""


YES = tuple((question, Y, "") for question in ConformityQuestion)


def but(
    *changed: tuple[ConformityQuestion, ConformityAnswer, str],
) -> tuple[tuple[ConformityQuestion, ConformityAnswer, str], ...]:
    """Yes to every question but these."""
    other = {line[0]: line for line in changed}
    return tuple(other.get(question, (question, answer, remark)) for question, answer, remark in YES)


IDEAS = [
    Idea(
        "Signature électronique des décisions du ministère",
        "chef-de-projet",
        "DSI",
        "Signer à distance les décisions individuelles et garder la preuve de leur date. Huit cents actes par an sont"
        " signés à la main, en trois exemplaires.",
        20,
        S.RETAINED,
        answers=but((Q.NATIONAL_CLOUD, NA, "Le service de confiance est celui de l’ASIN.")),
    ),
    Idea(
        "Prise de rendez-vous en ligne aux guichets départementaux",
        "dsu",
        "DSU",
        "Remplacer le cahier des guichets : un créneau choisi en ligne ou par téléphone, un rappel la veille. Les files"
        " du lundi durent trois heures.",
        18,
        S.RETAINED,
        ItemKind.PROJECT_REVIEW,
        project="Application mobile de suivi des demandes",
    ),
    Idea(
        "Archivage électronique des pièces comptables",
        "dpaf",
        "DPAF",
        "Déposer les pièces de la dépense dès leur visa et répondre aux contrôles sans déplacer de cartons.",
        9,
        S.ENDORSED,
        answers=but(
            (
                Q.HOSTING,
                N,
                (
                    "Le prestataire n’est pas encore désigné ; l’hébergement au Bénin est une condition du cahier des"
                    " charges."
                ),
            )
        ),
    ),
    Idea(
        "Annuaire public des services et de leurs horaires",
        "der",
        "DER",
        "Publier pour chaque service son adresse, ses horaires et les pièces demandées, à partir d’une seule source.",
        4,
        S.SUBMITTED,
    ),
    Idea(
        "Tableau de bord des délais de traitement",
        "chef-de-projet",
        "DSI",
        "Mesurer le délai de chaque démarche, du dépôt à la réponse.",
        2,
        S.DRAFT,
    ),
    Idea(
        "Sonorisation et visioconférence de la salle de réunion",
        "dpaf",
        "DPAF",
        "Tenir les réunions avec les directions départementales sans déplacement.",
        60,
        S.DEFERRED,
        reason="Les crédits de l’année sont consommés ; à présenter avec le budget prochain.",
    ),
    Idea(
        "Achat de quarante tablettes pour les chefs de service",
        "dpaf",
        "DPAF",
        "Équiper les chefs de service en déplacement.",
        75,
        S.REFUSED,
        reason="L’usage n’est pas décrit, et le plan de renouvellement des postes couvre le besoin.",
    ),
]

SIGNATURE, APPOINTMENTS = IDEAS[0], IDEAS[1]
OPINIONS = [
    # item, asked and due (days from today), answered (None: still awaited), sense, words
    (
        SIGNATURE.title,
        "La solution envisagée s’appuie-t-elle sur le service de confiance de l’État ?",
        -14,
        -7,
        -8,
        OpinionSense.FAVOURABLE,
        (
            "La solution s’appuie sur le service de confiance national. L’ASIN demande que la liste des signataires"
            " soit tenue à jour."
        ),
    ),
    (
        APPOINTMENTS.title,
        "Le service existe-t-il déjà dans un autre ministère ?",
        -13,
        -6,
        -3,
        OpinionSense.QUALIFIED,
        "Un service semblable est ouvert ailleurs. L’ASIN invite le ministère à l’examiner avant tout marché.",
    ),
    (
        "Politique de nommage des domaines et des adresses du ministère",
        "Les noms proposés suivent-ils le plan de nommage de l’État ?",
        -12,
        -2,
        None,
        None,
        "",
    ),
    (
        "Bilan de la première année de la gestion électronique du courrier",
        "L’ASIN a-t-elle des chiffres d’usage à rapprocher de ceux du ministère ?",
        -1,
        12,
        None,
        None,
        "",
    ),
]
LATE_DEED = "Annexe financière de la signature électronique"


def load_preparation() -> None:
    body = Commission.objects.get(code="MDEMO")
    if not LegalText.objects.filter(reference=NOTE, ministry=body.ministry).exists():
        _file_a_note(body)
    if not Proposal.objects.filter(commission=body).exists():
        with transaction.atomic():
            _keep_templates(body)
            _prepare(body)


ASSETS = "Quel mode de gestion pour les postes de travail du ministère ?"  # that of the ninth conference of the DSI
ABOUT_ASSETS: dict[str, Any] = {
    "description": "Acheter, louer ou partager : le DSI présente ce que coûte chaque mode, et l’inventaire en cours.",
    "planned_minutes": 15,
    "presenter_label": "Direction des systèmes d’information",
}


def link_item_about_assets() -> None:
    """Once the assets are there: the item on the agenda says which ways of managing and which campaign it is about."""
    item = AgendaItem.objects.filter(session__commission__code="MDEMO", title=ASSETS).first()
    if item is not None and not item.asset_categories.exists():
        item.asset_categories.set(AssetCategory.objects.filter(name="Ordinateurs fixes"))
        item.stocktakes.set(Stocktake.objects.filter(scope_id=item.scope_id))


def _moment(days: int, hour: int = 10) -> datetime:
    return timezone.make_aware(datetime.combine(clock.today() + timedelta(days=days), time(hour)))


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@mdemo.test")


def _file_a_note(body: Commission) -> None:
    """An act with its file: its words are read by the worker, then found by the search."""
    file = store_docx(
        "note-12-classement.docx",
        f"Note de service n° {NOTE} {NOTE_TITLE}",
        NOTE_TEXT,
        scope=body.scope,
        by=_user("secretaire"),
    )
    create_text(
        kind=LegalTextKind.NOTE,
        reference=NOTE,
        title=NOTE_TITLE,
        dated_on=date(2025, 2, 10),
        issuer="Secrétaire général du ministère",
        ministry=body.ministry,
        state=LegalTextState.IN_FORCE,
        source="Texte fictif, pour la démonstration",
        file=file,
        is_fictitious=True,
        by=_user("secretaire"),
    )


def _keep_templates(body: Commission) -> None:
    """Two agendas kept from sessions of the past."""
    held = list(CommissionSession.objects.filter(commission=body, lifted_at__isnull=False).order_by("held_on"))
    for name, rank in (("Session ordinaire d’examen de projets", 2), ("Session de sécurité", 3)):
        if len(held) > rank and not SessionTemplate.objects.filter(commission=body, name=name).exists():
            save_template(held[rank].pk, name=name, by=_user("secretaire"))


def _prepare(body: Commission) -> None:
    secretary = _user("secretaire")
    held_on = _wednesday(clock.today() + timedelta(days=28))
    facts = SessionFacts(
        year=held_on.year,
        held_on=held_on,
        starts_at=time(10),
        planned_minutes=180,
        place="Salle de réunion du cabinet, Cotonou",
        theme=THEME,
        submission_days=15,
    )
    with at(_moment(-25)):
        session = create_session(body.pk, facts, by=secretary)
    items = {idea.title: item for idea in IDEAS if (item := _propose(body, session, idea)) is not None}
    with at(_moment(-15)):
        for title, _, _, _, _, _, _ in OPINIONS[2:]:
            items[title] = add_item(
                session.pk,
                ItemFacts(title, planned_minutes=15, presenter_label="Direction des systèmes d’information"),
                by=secretary,
            )
        ask_sheet(items[OPINIONS[2][0]].pk, by=secretary)
        add_item(session.pk, ItemFacts(ASSETS, **ABOUT_ASSETS), by=secretary)
        add_item(session.pk, ItemFacts("Divers", kind=ItemKind.MISCELLANEOUS, planned_minutes=10), by=secretary)
    _ask_opinions(items)
    _check_sheets(items, secretary)
    for reader in ("presidente", "secretaire-suppleant"):
        with at(_moment(-6)):
            mark_read(session.pk, by=_user(reader))
    with at(_moment(-2)):
        figures = store_pdf(
            "annexe-financiere.pdf",
            f"{LATE_DEED}",
            [
                "Coût prévu : 48 000 000 FCFA sur trois ans, dont 12 000 000 la première année.",
                "Fonctionnement : 6 000 000 FCFA par an à partir de la deuxième année.",
                "Financement : budget national, ligne des services numériques du ministère.",
            ],
            scope=body.scope,
            commission_id=body.pk,
            by=secretary,
        )
        add_annex(items[SIGNATURE.title].pk, figures, AnnexFlags(LATE_DEED), by=secretary)
        _check(items[SIGNATURE.title], secretary)  # the new annex called the sheet back


def _wednesday(day: date) -> date:
    return day + timedelta(days=(2 - day.weekday()) % 7)


def _propose(body: Commission, session: CommissionSession, idea: Idea) -> AgendaItem | None:
    """Lead a proposal to its state by the acts of those who take them; return its item when it was put on
    the agenda.
    """
    author, director, secretary = _user(idea.author), _user("dsi"), _user("secretaire")
    projects = list(Project.objects.filter(ministry=body.ministry, title=idea.project)) if idea.project else []
    structure = Structure.objects.get(ministry=body.ministry, acronym=idea.structure)
    facts = ProposalFacts(idea.title, idea.kind, idea.objectives, 20, structure, projects)
    with at(_moment(-idea.days, 9)):
        proposal = write_proposal(body.pk, facts, by=author)
        if idea is SIGNATURE:
            note = store_pdf(
                "note-signature.pdf",
                f"Note de présentation : {idea.title.lower()}",
                [idea.objectives],
                scope=body.scope,
                commission_id=body.pk,
                by=author,
            )
            attach_to_proposal(proposal.pk, note, title="Note de présentation", by=author)
        if idea.answers:
            _answer(ConformitySheet.objects.get(proposal=proposal), idea, author)
        if idea.state == S.DRAFT:
            return None
        submit_proposal(proposal.pk, by=author)
    if idea.state == S.SUBMITTED:
        return None
    with at(_moment(-idea.days + 1, 11)):
        endorse_proposal(proposal.pk, by=director)
    with at(_moment(-idea.days + 2, 15)):
        if idea.state == S.DEFERRED:
            defer_proposal(proposal.pk, reason=idea.reason, by=secretary)
        elif idea.state == S.REFUSED:
            refuse_proposal(proposal.pk, reason=idea.reason, by=secretary)
        elif idea.state == S.RETAINED:
            return retain_proposal(proposal.pk, session.pk, by=secretary)
    return None


def _answer(sheet: ConformitySheet, idea: Idea, author: User) -> None:
    answer_sheet(
        sheet.pk,
        {question.value: {"answer": answer, "remark": remark} for question, answer, remark in idea.answers},
        base_version=sheet.version,
        by=author,
    )


def _ask_opinions(items: dict[str, AgendaItem]) -> None:
    officer = User.objects.get(email="asin@asin.test")
    for title, question, asked, due, given, sense, words in OPINIONS:
        with at(_moment(asked)):
            opinion = ask_opinion(
                items[title].pk,
                question=question,
                due_on=clock.today() + timedelta(days=due - asked),
                by=_user("secretaire"),
            )
        if given is not None:
            with at(_moment(given)):
                give_opinion(opinion.pk, sense=known(sense), text=words, by=officer)


def _check_sheets(items: dict[str, AgendaItem], secretary: User) -> None:
    """One checked, one given back to its author, one that waits for its answers."""
    with at(_moment(-10)):
        _check(items[SIGNATURE.title], secretary)
        sheet = ConformitySheet.objects.get(item=items[APPOINTMENTS.title])
        _answer(sheet, Idea("", "", "", "", 0, S.RETAINED, answers=YES), _user("dsu"))
        send_sheet_back(
            sheet.pk,
            reason="Un service semblable est ouvert ailleurs : dites pourquoi il ne convient pas (pas de doublon).",
            by=secretary,
        )


def _check(item: AgendaItem, secretary: User) -> None:
    """The author answers as before, when a change called the sheet back; the secretariat checks it."""
    sheet = ConformitySheet.objects.get(item=item)
    _answer(sheet, SIGNATURE, _user(SIGNATURE.author))
    check_sheet(sheet.pk, by=secretary)
