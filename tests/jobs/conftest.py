from .kinds import a_job

__all__ = ["a_job"]
