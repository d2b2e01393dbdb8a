"""What a ministry runs and owns, what is followed of a commune and what national bodies hold: one of each in the lists
that `test_lists` measures, then two more of each part of their pages.
"""

from datetime import date
from typing import Any

from django.utils import timezone

from assets.enums import AssetImportState, AssetState, StocktakeState
from conferences.enums import ConferenceState, ReferralState
from eservices.enums import Origin, ProblemState
from foundation.documents import codes
from systems.enums import ProofKind
from tests.factories import (
    AgentFileFactory,
    AskedPieceFactory,
    AssetCategoryFactory,
    AssetFactory,
    AssetImportFactory,
    AssetImportLineFactory,
    AssetMoveFactory,
    AssetSectionFactory,
    AttendanceFactory,
    CommuneProjectFactory,
    CommuneQuarterFactory,
    CommuneReadingFactory,
    CostHypothesisFactory,
    EServiceFactory,
    ExchangeFactory,
    FlowFactory,
    GridAnswerFactory,
    HostingFactory,
    InstallationFactory,
    LandingFactory,
    LicenceFactory,
    MemberFactory,
    NextStepFactory,
    OversightFactory,
    PlatformFactory,
    RecommendationFactory,
    ServiceGoalFactory,
    ServiceLevelFactory,
    ServiceMonthFactory,
    ServiceProblemFactory,
    ServiceStepFactory,
    SoftwareFactory,
    StocktakeFactory,
    StocktakeLineFactory,
    SubsystemFactory,
    TrainingSessionFactory,
    WaveFactory,
    XRoadFileFactory,
)
from tests.factories.conferences import (
    BodyFactFactory,
    BodyFactory,
    ConferenceDocumentFactory,
    ConferenceFactory,
    ConferenceRecommendationFactory,
    PanelFactory,
    PanelSpeakerFactory,
    ParticipantFactory,
    QuestionFactory,
    ReferralFactory,
    ServiceReviewFactory,
)
from tests.factories.systems import named, prove

MOVED = date(2026, 2, 1)


def own(made: Any) -> None:
    """One of each, by the names that the lines of access use."""
    for plant in (_services, _platforms, _assets, _commune, _conference):
        plant(made)


def own_more(made: Any, turn: int) -> None:
    """One more of each part that their pages show."""
    for grow in (_more_services, _more_platforms, _more_assets, _more_of_the_commune, _more_of_the_conference):
        grow(made, turn)


def _services(made: Any) -> None:
    made.service_level, made.service_step = ServiceLevelFactory(), ServiceStepFactory()
    made.service_goal = ServiceGoalFactory()
    made.eservice = EServiceFactory(ministry=made.ministry, address="https://exemple.bj/")
    made.listed_service = EServiceFactory(ministry=made.ministry, is_listed=True)
    made.asked_piece = AskedPieceFactory(service=made.eservice)
    made.service_month = ServiceMonthFactory(service=made.eservice, month=date(2026, 1, 1))
    made.service_problem = ServiceProblemFactory(service=made.eservice)
    made.told_problem = ServiceProblemFactory(
        service=made.eservice,
        origin=Origin.CITIZEN,
        state=ProblemState.RECEIVED,
        words="Les mots de l’usager.",
        code_hash=codes.code_hash(codes.new_code()),
    )
    made.item.services.add(made.eservice)


def _more_services(made: Any, turn: int) -> None:
    AskedPieceFactory(service=made.eservice)
    ServiceMonthFactory(service=made.eservice, month=date(2026, 1 + turn, 1))
    ServiceProblemFactory(service=made.eservice)
    ServiceStepFactory()
    made.item.services.add(EServiceFactory(ministry=made.ministry))


def _platforms(made: Any) -> None:
    made.hosting, made.wave = HostingFactory(), WaveFactory()
    ministry = {"ministry": made.ministry}
    made.platform, standing, moving, ready = (PlatformFactory(**ministry, hosting=made.hosting) for _ in range(4))
    made.landing = LandingFactory(platform=standing, wave=made.wave)
    made.moved_landing = LandingFactory(platform=moving, moved_on=MOVED)
    made.proved_landing = LandingFactory(platform=ready, moved_on=MOVED)
    prove(made.proved_landing, *ProofKind, on=MOVED)
    made.exchange = ExchangeFactory(source=named(made.platform), target=named(standing))
    made.xroad_member = MemberFactory()
    made.xroad_subsystem = SubsystemFactory(member=made.xroad_member, platform=named(made.platform))
    made.flow = FlowFactory(client=made.xroad_subsystem, service=SubsystemFactory(platform=named(standing)))
    made.xroad_file = XRoadFileFactory()
    made.item.platforms.add(made.platform)


def _more_platforms(made: Any, turn: int) -> None:
    other = PlatformFactory(ministry=made.ministry, hosting=made.hosting)
    ExchangeFactory(source=named(made.platform), target=named(other))
    ExchangeFactory(source=named(other), target=named(made.platform))
    LandingFactory(platform=other, wave=made.wave)
    SubsystemFactory(member=made.xroad_member, platform=named(other))
    FlowFactory(client=made.xroad_subsystem, service=SubsystemFactory(platform=named(other)))
    made.item.platforms.add(other)


def _assets(made: Any) -> None:
    made.asset_category = AssetCategoryFactory(useful_years=4)
    kept = {"ministry": made.ministry, "category": made.asset_category}
    made.asset = AssetFactory(**kept, holder="DPAF")
    for state in AssetState:
        setattr(made, f"asset_{state.value}", AssetFactory(**kept, state=state))
    made.asset_move, made.asset_section = AssetMoveFactory(asset=made.asset), AssetSectionFactory(asset=made.asset)
    made.agent_file = AgentFileFactory(asset=made.asset)
    made.asset_import = AssetImportFactory(ministry=made.ministry, created=1)
    made.asset_import_line = AssetImportLineFactory(asset_import=made.asset_import)
    made.done_asset_import = AssetImportFactory(
        ministry=made.ministry, state=AssetImportState.DONE, done_at=timezone.now(), created=1
    )
    AssetImportLineFactory(asset_import=made.done_asset_import, asset=made.asset, asset_version=made.asset.version)
    made.software = SoftwareFactory(ministry=made.ministry, installed=1)
    made.installation = InstallationFactory(asset=made.asset, software=made.software)
    made.stocktake = StocktakeFactory(ministry=made.ministry)
    made.stocktake_line = StocktakeLineFactory(stocktake=made.stocktake, asset=made.asset)
    made.closed_stocktake = StocktakeFactory(
        ministry=made.ministry, state=StocktakeState.CLOSED, closed_on=timezone.localdate()
    )
    made.licence = LicenceFactory(ministry=made.ministry)
    made.cost = CostHypothesisFactory(**kept)


def _more_assets(made: Any, turn: int) -> None:
    asset = AssetFactory(ministry=made.ministry, category=made.asset_category)
    AssetMoveFactory(asset=made.asset)
    AssetImportLineFactory(asset_import=made.asset_import)
    AssetImportLineFactory(asset_import=made.done_asset_import, asset=asset)
    AssetImportFactory(ministry=made.ministry)
    AssetSectionFactory(asset=made.asset, name=f"section{turn}")
    InstallationFactory(asset=made.asset, software=SoftwareFactory(ministry=made.ministry, installed=1))
    InstallationFactory(asset=asset, software=made.software)
    StocktakeLineFactory(stocktake=made.stocktake, asset=asset)
    LicenceFactory(ministry=made.ministry)


def _commune(made: Any) -> None:
    made.oversight = OversightFactory(ministry=made.ministry)
    made.training_session = TrainingSessionFactory()
    made.training = made.training_session.training
    commune = {"commune": made.commune}
    made.commune_reading, made.commune_project = CommuneReadingFactory(**commune), CommuneProjectFactory(**commune)
    made.next_step, made.grid_answer = NextStepFactory(**commune), GridAnswerFactory(**commune)
    made.commune_quarter = CommuneQuarterFactory(**commune, year=2025)
    made.attendance = AttendanceFactory(**commune, session=made.training_session)
    made.item.communes.add(made.commune)


def _more_of_the_commune(made: Any, turn: int) -> None:
    CommuneReadingFactory(commune=made.commune, read_on=date(2025, turn, 1))
    CommuneProjectFactory(commune=made.commune)
    CommuneQuarterFactory(commune=made.commune, year=2020 + turn)
    session = TrainingSessionFactory(training=made.training, held_on=date(2026, 4, turn))
    AttendanceFactory(commune=made.commune, session=session)


def _conference(made: Any) -> None:
    made.body = BodyFactory()
    made.body_fact = BodyFactFactory(body=made.body)
    made.conference = ConferenceFactory(body=made.body, state=ConferenceState.ANNOUNCED, number=1)
    made.preparing = ConferenceFactory(body=made.body, number=2)
    made.panel = PanelFactory(conference=made.conference)
    made.panel_speaker = PanelSpeakerFactory(panel=made.panel)
    made.participant = ParticipantFactory(conference=made.conference)
    made.conference_document = ConferenceDocumentFactory(conference=made.conference)
    made.conference_recommendation = ConferenceRecommendationFactory(conference=made.conference, panel=made.panel)
    made.question = QuestionFactory(body=made.body)
    made.service_review = ServiceReviewFactory(conference=made.conference)
    sent, joined = (RecommendationFactory(commission=made.commission) for _ in range(2))
    made.referral = ReferralFactory(recommendation=sent, body=made.body)
    made.grouped_referral = ReferralFactory(
        recommendation=joined, body=made.body, question=made.question, state=ReferralState.GROUPED
    )


def _more_of_the_conference(made: Any, turn: int) -> None:
    panel = PanelFactory(conference=made.conference)
    PanelSpeakerFactory(panel=made.panel)
    PanelSpeakerFactory(panel=panel)
    ParticipantFactory(conference=made.conference)
    ConferenceDocumentFactory(conference=made.conference)
    ConferenceRecommendationFactory(conference=made.conference, panel=made.panel)
    BodyFactFactory(body=made.body)
    ServiceReviewFactory(conference=made.conference)
    joined = RecommendationFactory(commission=made.commission)
    ReferralFactory(recommendation=joined, body=made.body, question=made.question, state=ReferralState.GROUPED)
