"""The Jinja2 environment of our pages: a wrong name fails, components are `ui`, filters speak French."""

from functools import lru_cache
from typing import Any

from django.conf import settings
from django.templatetags.static import static as static_url
from django.urls import get_script_prefix, get_urlconf, reverse
from jinja2 import Environment, StrictUndefined

from foundation.common import typography
from foundation.common.french import agree, in_quality, unknown
from foundation.journal.links import history_address, reads_journal
from foundation.journal.words import NOTED
from foundation.ui import interface


class Components:
    """`ui.button(…)` finds the macro `button` of templates/ui/*.html; loaded once, at first use."""

    def __init__(self, environment: Environment) -> None:
        self._environment = environment
        self._macros: dict[str, Any] | None = None

    def __getattr__(self, name: str) -> Any:
        if self._macros is None:
            macros: dict[str, Any] = {}
            for template in self._environment.list_templates(
                filter_func=lambda n: n.startswith("ui/") and n.endswith(".html") and n != "ui/page.html"
            ):
                module = self._environment.get_template(template).module
                macros |= {key: value for key, value in module.__dict__.items() if not key.startswith("_")}
            # Whole at once: another thread must never find half of them.
            self._macros = macros
        try:
            return self._macros[name]
        except KeyError:
            raise AttributeError(f"no component {name!r} in templates/ui/") from None


def url(name: str, *args: Any, **kwargs: Any) -> str:
    if args or kwargs:
        return reverse(name, args=args or None, kwargs=kwargs or None)
    return _fixed_url(name, get_urlconf(), get_script_prefix())


# A page names some fifty files and twenty fixed addresses, the same on every page.
@lru_cache(maxsize=1024)
def _fixed_url(name: str, urlconf: str | None, prefix: str) -> str:
    return reverse(name, urlconf)


def static(path: str) -> str:
    return _static_url(path, settings.STATIC_URL, settings.STORAGES["staticfiles"]["BACKEND"])


@lru_cache(maxsize=1024)
def _static_url(path: str, base: str, storage: str) -> str:
    return static_url(path)


def environment(**options: Any) -> Environment:
    options["undefined"] = StrictUndefined
    options.setdefault("trim_blocks", True)
    options.setdefault("lstrip_blocks", True)
    env = Environment(extensions=["jinja2.ext.do"], **options)  # noqa: S701 - Django passes autoescape=True in options
    env.globals |= {"static": static, "url": url}
    env.globals["noted_words"] = NOTED
    env.globals |= {"history_address": history_address, "reads_journal": reads_journal}
    env.filters |= typography.FILTERS
    env.filters |= {"agree": agree, "in_quality": in_quality, "unknown": unknown}
    env.tests["told"] = typography.is_told
    env.globals["ui"] = Components(env)
    interface.install(env)
    return env
