"""Sessions in the database, as Django keeps them; read by a question written once, since every request reads one."""

from typing import Any

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.utils import timezone

from foundation.common.questions import Given, Question

KEPT = Question(
    lambda: Session.objects.filter(session_key=Given("key"), expire_date__gt=Given("now")).values_list("session_data")
)


class SessionStore(DatabaseStore):
    def load(self) -> dict[str, Any]:
        found = KEPT.lines(key=self.session_key, now=timezone.now())
        if not found:
            self._session_key = None
            return {}
        return self.decode(found[0][0])
