from .baseline import Baseline
from .counter import ProjectCounter
from .figure import ProjectFigure, ProjectFreshness, ProjectReading
from .method import MethodBounds
from .mutualisation import Mutualisation
from .project import Project, ProjectLineage, ProjectName, ProjectSite
from .revision import RevisionRequest
from .update import StatusUpdate

__all__ = [
    "Baseline",
    "MethodBounds",
    "Mutualisation",
    "Project",
    "ProjectCounter",
    "ProjectFigure",
    "ProjectFreshness",
    "ProjectLineage",
    "ProjectName",
    "ProjectReading",
    "ProjectSite",
    "RevisionRequest",
    "StatusUpdate",
]
