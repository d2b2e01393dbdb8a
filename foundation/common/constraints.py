"""A constraint of the database that is broken answers with its French sentence, not with an error page."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import IntegrityError, models, transaction

from .exceptions import Refused


@contextmanager
def constraints_as_refusals(*broken_by: type[models.Model]) -> Iterator[None]:
    """Raise Refused with the sentence of the constraint of these models that was broken; anything else goes on as it
    is.
    """
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", None)
        for model in broken_by:
            for constraint in model._meta.constraints:
                if (
                    constraint.name == name
                    and constraint.violation_error_message != constraint.default_violation_error_message
                ):
                    raise Refused(str(constraint.violation_error_message)) from error
        raise
