from .baseline import Baseline
from .counter import ProjectCounter
from .project import Project, ProjectLineage, ProjectName, ProjectSite
from .update import StatusUpdate

__all__ = ["Baseline", "Project", "ProjectCounter", "ProjectLineage", "ProjectName", "ProjectSite", "StatusUpdate"]
