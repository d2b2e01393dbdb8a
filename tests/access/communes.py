"""What is followed of two communes: that of the RSI, and its neighbour. Ministry B is in charge of both."""

from typing import Any

from tests.factories import (
    AttendanceFactory,
    CommuneFactory,
    CommuneProjectFactory,
    CommuneQuarterFactory,
    CommuneReadingFactory,
    GridAnswerFactory,
    NextStepFactory,
    OversightFactory,
    TrainingFactory,
    TrainingSessionFactory,
)


def plant_communes(world: Any) -> None:
    session = TrainingSessionFactory(training=TrainingFactory(title="Tenir son site"))
    neighbour = CommuneFactory(departement=world["commune", "own"].departement)
    world.objects |= {
        ("commune", "foreign"): neighbour,
        ("oversight", "own"): OversightFactory(ministry=world["ministry", "foreign"]),
        ("training", "own"): session.training,
        ("training_session", "own"): session,
    }
    for variant in ("own", "foreign"):
        commune = world["commune", variant]
        world.objects |= {
            ("commune_reading", variant): CommuneReadingFactory(commune=commune),
            ("commune_project", variant): CommuneProjectFactory(commune=commune),
            ("next_step", variant): NextStepFactory(commune=commune),
            ("grid_answer", variant): GridAnswerFactory(commune=commune),
            ("commune_quarter", variant): CommuneQuarterFactory(commune=commune, year=2025),
            ("attendance", variant): AttendanceFactory(commune=commune, session=session),
        }
