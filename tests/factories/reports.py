from datetime import date

import factory
from django.utils import timezone

from reports.enums import ReportKind
from reports.models import Report, Schedule

from .ministries import MinistryFactory


class ScheduleFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = Schedule

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    kind = ReportKind.QUARTERLY
    starts_on = date(2026, 1, 1)


class ReportFactory(factory.django.DjangoModelFactory):
    """A report whose making was given up."""

    class Meta:
        model = Report

    ministry = factory.SubFactory(MinistryFactory)
    scope = factory.SelfAttribute("ministry.scope")
    owner_name = factory.SelfAttribute("ministry.name")
    kind = ReportKind.QUARTERLY
    period_start = date(2025, 1, 1)
    period_end = date(2025, 3, 31)
    asked_at = factory.LazyFunction(timezone.now)
