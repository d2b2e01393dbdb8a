"""What a registered subject owes: each of its registers has a list, its export, an API, a history, a place in the
search and its lines of access. What is left out is left out here, with its reason: a new model without them turns red.
"""

from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.db import models
from django.urls import URLPattern, get_resolver

from cmsic.api_urls import router
from foundation.accounts.enums import Role, ScopeKind
from foundation.common.lists import ListPage
from foundation.common.models import Level
from foundation.common.rooms import ours
from foundation.common.searching import sources
from foundation.journal.history import event_models
from tests.access.matrix import all_lines, all_routes
from tests.factories import ScopeFactory, officer_of

EVENTS = set(event_models())
MODELS = {
    model.__name__: model
    for config in ours()
    if config.name in settings.SUBJECT_APPS
    for model in config.get_models()
    if model not in EVENTS
}
DOORS = ("list", "export", "api", "history", "search", "access")

# Rows that are read, written and exported with another one: they need no door of their own.
PARTS = {
    "shown on the page of the ministry": "MinistryName MinistrySuccession Structure",
    "a heading of the list of communes": "Departement",
    "shown on the page of the text": "LegalTextLink",
    "the source of each fact, shown beside it": "FactSource",
    "the composition and the rules, shown and exported from the page of the commission": "Seat Mandate Statute",
    "printed by the page « Méthode »": "MethodBounds",
    "a counter, shown as the numbers it gave": "NumberSeries ProjectCounter AssetCounter",
    "a line of a campaign of inventory, listed with it": "StocktakeLine",
    "a line of an import of assets, listed with it": "AssetImportLine",
    "shown on the page of the asset": "AssetMove AssetSection Installation",
    "a summary, read through the figures": "ProjectFigure ProjectFreshness ProjectReading",
    "shown on the page of the project": (
        "ProjectName ProjectLineage ProjectSite Baseline RevisionRequest StatusUpdate Mutualisation"
    ),
    "shown on the page of the plan": "PlanAxis ActionProject",
    "shown on the page of the ministry’s measures, and exported from it": "MeasureAnswer",
    "shown on the page of the milestone": "MilestoneMove",
    "shown with the grid": "Criterion",
    "shown on the page of the need": "NeedScore NeedOutcome",
    "shown on the page of the ranking, exported from it": "RankingLine",
    "shown on the page of the e-service": "OnlineStep AvailabilitySample",
    "shown on the page of the move to the cloud": "LandingProof",
    "where the graph of exchanges places each platform, computed again at will": "GraphPlace",
    "counted in the exchanges observed, nowhere shown one by one": "FlowMessage",
    "the names of the platforms, offered where an exchange is declared": "Listed",
    "shown on the page of the import, exported from it": "ImportRow ImportMapping",
    "shown in the file of the workbook": "WorkbookRow",
    "shown on the page of the project, edition by edition": "Observation",
    "shown on the page of the recommendation": "RecommendationStep RecommendationReport",
    "shown on the page of the session": (
        "SessionStep AgendaRelease Annex SessionRoll RuleAnswer SessionFile SessionReading"
    ),
    "the answers to the convocation, shown on its page": "Convocation Reminder AnswerLink",
    "the presence of a session, shown on its sheet": "PresenceEvent Guest CheckIn CheckInTry",
    "the votes on an item, shown with it": "Ballot BallotVote BallotMark VoteExplanation ConsentLine",
    "what a decision changes, shown in the register of decisions": (
        "DecisionEffect DecisionRelation Reserve ReserveOverride ItemRecommendation"
    ),
    "the report of a session, read in its procès-verbal": "MinuteText TextRevision Speech ProcesVerbal Correction",
    "the voices of a written consultation, shown on its page": "ConsultationVoice VoiceLink",
    "shown on the page of the proposal": "ProposalAnnex ProposalStep ConformitySheet Opinion",
    "shown with the grid of the commune, exported from it": "GridAnswer CommuneQuarter",
    "somebody's own exercise, which counts nowhere": "Rehearsal",
    "shown on the page of the conference": "ConferenceRecommendation ConferenceDocument",
    "shown on the pages of the recommendation and of the common question": "Referral",
}
PARENT_OF = {name: reason for reason, names in PARTS.items() for name in names.split()}

# Registers whose page is more than a list of rows: its address, then that of its export or why there is none.
OWN_LISTS = {
    "Ministry": ("ministries:list", "ministries:export"),
    "LegalText": ("ministries:texts", "ministries:texts_export"),
    "CommissionSession": ("sessions:list", "the papers of each session hold its rows"),
    "AgendaItem": ("sessions:list", "the papers of each session hold its items"),
    "Decision": ("sessions:register", "the procès-verbal and the file of the session hold its decisions"),
    "Proposal": ("sessions:proposals", "a queue of work: what is retained is exported with the session"),
    "Consultation": ("sessions:consultations", "its papers are in the file of the session"),
    "SessionTemplate": ("sessions:templates", "a model to start from, not a fact to be counted"),
}

STEERING_SEARCH = "found with the milestones, in the one query of steering/search.py"
MISSING = {
    ("FundingLine", "search"): STEERING_SEARCH,
    ("Risk", "search"): STEERING_SEARCH,
    ("Problem", "search"): STEERING_SEARCH,
    ("Indicator", "search"): STEERING_SEARCH,
    ("Dependency", "search"): "shown on the pages of both projects, which are found",
    ("Measure", "search"): "a number: its indicator is found",
    ("UseReview", "search"): "two a project at most, shown on its page, which is found",
    ("AssetCategory", "search"): "some ten, chosen in the list of assets, which are found",
    ("AgentFile", "search"): "its asset is found",
    ("AssetImport", "search"): "what it brought is found: the assets",
    ("Stocktake", "search"): "one or two a year for a ministry, listed; its assets are found",
    ("Licence", "search"): "some tens a ministry, found by the words of their own list; their software is found",
    ("CostHypothesis", "search"): "four a category at most, read on the page that compares them",
    ("Wave", "search"): "a short list, read on the board of the waves",
    ("Landing", "search"): "found with its platform: one each",
    ("Subsystem", "search"): "found with its member",
    ("XRoadFile", "search"): "what it brought is found: the members",
    ("Flow", "search"): "its platforms are found",
    ("Hosting", "search"): "a short list, read on the sheets of the platforms, which are found",
    ("Appointment", "search"): "found by the person's name",
    ("EditionRow", "search"): "a line of the past: its project is found, its edition too",
    ("ImportRun", "search"): "what it brought is found: the projects",
    ("Workbook", "search"): "what it holds is found: the projects",
    ("Schedule", "search"): "one a ministry, listed beside the reports, which are found",
    ("Commission", "search"): "found by its ministry, its code by its sessions",
    ("CriteriaGrid", "search"): "found by its commission: one is in force",
    ("Ranking", "search"): "the needs that it holds are found, and its commission",
    ("ServiceLevel", "search"): "a list of six words or so, chosen in the sheet of each e-service",
    ("ServiceStep", "search"): "a list of five words or so, answered in the sheet of each e-service",
    ("AskedPiece", "search"): "shown on the page of its e-service, which is found",
    ("ServiceMonth", "search"): "figures: their e-service is found",
    ("ServiceGoal", "search"): "one an indicator, listed on one page",
    ("Campaign", "search"): "found by its ministry: one a month for each",
    ("PanelSpeaker", "search"): "shown on the page of the panel, which is found",
    ("Participant", "search"): "shown on the page of the conference, which is found",
    ("BodyFact", "search"): "shown on the page of the body, some facts each",
    ("CommuneReading", "search"): "its commune is found, and says its latest",
    ("NextStep", "search"): "three at most a commune, shown on its page, which is found",
    ("TrainingSession", "search"): "its training is found, and lists it",
    ("Attendance", "search"): "its commune and its training are found",
    ("Oversight", "search"): "its ministry is found",
    ("Proposal", "search"): "its authors and the secretary have their queue; once retained, it is an item",
    ("Consultation", "search"): "its item is found",
    ("SessionTemplate", "search"): "one or two a commission, offered where they serve",
}

NO_HISTORY = {
    "Departement": "the law fixes the twelve; loaded, never edited",
    "MinistryName": "itself a history: a new name is a new row",
    "MinistrySuccession": "itself a history",
    "LegalTextLink": "made or removed, each with its line of the journal",
    "FactSource": "written once, with its fact",
    "NumberSeries": "the numbers given are on their rows",
    "ProjectCounter": "the codes given are on their rows",
    "AssetCounter": "the numbers given are on their rows",
    "AssetMove": "itself a history",
    "AgentFile": "itself a history: written once",
    "AssetImportLine": "written anew by the run; what it did to an asset is in the history of the asset",
    "AssetSection": "as the agent said it last; each file has its line of the journal",
    "StocktakeLine": "noted or taken back, each with its line of the journal",
    "Software": "as the agents say it; each file has its line of the journal",
    "Installation": "as the agent said it last; each file has its line of the journal",
    "ProjectFigure": "computed again from the projects",
    "ProjectFreshness": "computed again from the projects",
    "MethodBounds": "itself a history: written when one has changed",
    "ProjectReading": "itself a history: taken once a night, never changed",
    "ProjectName": "itself a history: a new title is a new row",
    "ProjectLineage": "written once",
    "Listed": "the rows of the platforms, whose history it is",
    "GraphPlace": "computed again from the exchanges",
    "Flow": "counted again from its messages",
    "FlowMessage": "written once, with its file",
    "ImportRow": "written anew by each check; what a run did to a project is in the history of the project",
    "Observation": "written once, with its import",
    "WorkbookRow": "written once, when the workbook goes out",
    "Baseline": "itself a history: a revision is a new row",
    "Edition": "itself a history: written once",
    "EditionRow": "written once, with its edition",
    "Report": "asked for and made, each with its line of the journal",
    "StatusUpdate": "itself a history: a published one never changes",
    "ActionProject": "made or removed, each with its line of the journal",
    "MilestoneMove": "itself a history",
    "CriteriaGrid": "itself a history: another one takes its place",
    "Criterion": "written once, with its grid",
    "RankingLine": "kept as ranked; what is proposed of it has its line of the journal",
    "NeedOutcome": "made or removed, each with its line of the journal",
    "AvailabilitySample": "itself a history",
    "RecommendationStep": "itself a history",
    "RecommendationReport": "judged once, with its line of the journal",
    "SessionStep": "itself a history",
    "AgendaRelease": "itself a history: a version never changes",
    "Reminder": "written once",
    "AnswerLink": "a secret: only its hash is kept",
    "VoiceLink": "a secret: only its hash is kept",
    "Guest": "entered or removed, each with its line of the journal",
    "DecisionEffect": "written once, with the decision",
    "ReserveOverride": "written once, with the decision",
    "ItemRecommendation": "written once, with the decision",
    "ConferenceRecommendation": "written once, with its recommendation",
    "ConferenceDocument": "joined or removed, each with its line of the journal",
    "MinuteText": "its revisions are its history",
    "TextRevision": "itself a history",
    "Speech": "its revisions are its history",
    "SessionRoll": "written once, when the session opens",
    "CheckIn": "a code of some hours",
    "CheckInTry": "a count, emptied",
    "Correction": "asked and settled, each with its line of the journal",
    "Rehearsal": "thrown away at its end",
    "BallotMark": "who voted in a secret ballot: the less is kept, the better",
    "SessionFile": "made again at will",
    "ProposalAnnex": "added or removed, each with its line of the journal",
    "ProposalStep": "itself a history",
    "SessionReading": "where somebody stopped reading",
}


def patterns(inside: list[Any] | None = None) -> Iterator[URLPattern]:
    for entry in get_resolver().url_patterns if inside is None else inside:
        if isinstance(entry, URLPattern):
            yield entry
        else:
            yield from patterns(entry.url_patterns)


def list_pages() -> dict[type[models.Model], ListPage]:
    """The lists that have an address, by the model of their rows."""
    admin = officer_of(ScopeFactory(kind=ScopeKind.NATIONAL), Role.PORTAL_ADMIN)
    specs = [entry.callback.list_page for entry in patterns() if hasattr(entry.callback, "list_page")]
    return {spec.rows(admin).model: spec for spec in specs}


@pytest.fixture
def lacks(db) -> dict[str, set[str]]:
    lists = list_pages()
    apis = {viewset.model: prefix for prefix, viewset, _ in router.registry if hasattr(viewset, "model")}
    tracked = {event.pgh_tracked_model for event in EVENTS}
    found = {source.model for source in sources().values()}
    lines = {line.route for line in all_lines()}

    def doors(name: str, model: type[models.Model]) -> Iterator[str]:
        own, export = OWN_LISTS.get(name, ("", ""))
        if model in lists or own in all_routes():
            yield "list"
        if (model in lists and any(column.in_files for column in lists[model].columns)) or export:
            yield "export"
        if model in apis:
            yield "api"
        if model in tracked:
            yield "history"
        if model in found:
            yield "search"
        if model in apis and {f"api:{apis[model]}-list", f"api:{apis[model]}-detail"} <= lines:
            yield "access"

    return {name: set(DOORS) - set(doors(name, model)) for name, model in MODELS.items()}


def unsaid(lacks: dict[str, set[str]]) -> list[str]:
    return [
        f"{name} lacks its {door}: give it one (docs/ajouter-une-fiche.md), or say why not in {__name__}"
        for name, doors in lacks.items()
        if name not in PARENT_OF
        for door in sorted(doors - {"history"})
        if (name, door) not in MISSING
    ]


def test_a_register_lacks_nothing_but_what_is_said(lacks):
    assert unsaid(lacks) == []


def test_a_new_model_without_its_doors_turns_red():
    assert len(unsaid({"NewRegister": set(DOORS)})) == len(DOORS) - 1  # history is asked of all rows, below
    assert unsaid({"NewRegister": set()}) == []


def test_each_row_keeps_its_history_or_says_why_not(lacks):
    assert {name for name in MODELS if "history" in lacks[name]} == set(NO_HISTORY)


def test_what_is_said_to_be_missing_is_missing(lacks):
    assert [key for key in MISSING if key[1] not in lacks.get(key[0], ())] == []


def test_a_part_belongs_to_another_row():
    def is_tied(model: type[models.Model]) -> bool:
        others = {*MODELS.values()} - {model}
        return any(field.is_relation and field.related_model in others for field in model._meta.get_fields())

    assert {name for name in PARENT_OF if name not in MODELS} == set()
    loose = {name for name in PARENT_OF if MODELS[name].data_level != Level.TECHNICAL and not is_tied(MODELS[name])}
    # Tied to a fact of any kind, by name; of the whole portal.
    assert loose == {"FactSource", "MethodBounds"}


def test_a_list_of_its_own_has_its_addresses():
    named = {route for own in OWN_LISTS.values() for route in own if ":" in route and " " not in route}
    assert named - all_routes() == set()
