from datetime import date

import factory

from projects.enums import Stage
from projects.models import Project

from .ministries import MinistryFactory


class ProjectFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Project

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    code = factory.Sequence(lambda n: f"P-{n:05d}")
    title = factory.Sequence(lambda n: f"Projet {n}")
    stage = Stage.APPROVED
    planned_start = date(2026, 1, 1)
    planned_end = date(2027, 1, 1)
    planned_cost = 100_000_000

    class Params:
        running = factory.Trait(stage=Stage.RUNNING, actual_start=date(2026, 1, 15), progress=30)
        done = factory.Trait(
            stage=Stage.DONE, actual_start=date(2025, 1, 15), actual_end=date(2026, 1, 15), progress=100
        )
