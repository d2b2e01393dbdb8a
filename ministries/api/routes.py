"""The viewsets of the app: (prefix, viewset)."""

from .viewsets import (
    AppointmentViewSet,
    CommuneViewSet,
    CouncilRecordViewSet,
    DepartementViewSet,
    LegalTextViewSet,
    MinistryViewSet,
    StructureViewSet,
)

ROUTES: list[tuple[str, type]] = [
    ("ministries", MinistryViewSet),
    ("structures", StructureViewSet),
    ("departements", DepartementViewSet),
    ("communes", CommuneViewSet),
    ("legal-texts", LegalTextViewSet),
    ("council-records", CouncilRecordViewSet),
    ("appointments", AppointmentViewSet),
]
