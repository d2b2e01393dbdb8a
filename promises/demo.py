"""Promises: those of the Council, real and sourced; fictitious ones for the ministries of the demonstration."""

from datetime import date, timedelta

from foundation.common import clock
from foundation.common.demonstration import demo_part
from ministries.models import CouncilRecord
from projects.enums import Stage
from projects.models import Project

from .enums import PromiseOrigin
from .models import Promise
from .register import PROMISES


@demo_part("promesses publiques", position=95)
def promises() -> None:
    for record in CouncilRecord.objects.filter(is_fictitious=False).exclude(ministry=None).order_by("title", "pk"):
        for project in record.projects.filter(ministry=record.ministry).order_by("pk"):
            _promise(project, record.title, PromiseOrigin.COUNCIL, record.held_on, record.source, None)
    said, due = clock.today() - timedelta(days=300), clock.today() + timedelta(days=30)
    for project in Project.objects.filter(is_fictitious=True, stage=Stage.RUNNING).order_by("code")[::3]:
        _promise(project, f"{project.title} : ouverture au public", PromiseOrigin.PRESS, said, "presse (fictif)", due)


def _promise(project: Project, text: str, origin: PromiseOrigin, said_on: date, source: str, due: date | None) -> None:
    if not Promise.objects.filter(project=project).exists():
        said = {"text": text, "origin": origin, "said_on": said_on, "source": source, "due_on": due}
        PROMISES.add(ministry=project.ministry, project=project, **said, is_fictitious=project.is_fictitious, by=None)
