from contextlib import ExitStack

import pytest

from foundation.documents import extensions
from foundation.documents.extensions import Paper
from foundation.documents.layout import Frame, paper_html

TEXT = "La commission a entendu le directeur des systèmes d’information. "


def sample_html(document, code=""):
    frame = Frame(
        title=document.title,
        ministry="Ministère de l’Essai",
        reference=document.reference,
        code=code,
        is_specimen=document.is_specimen,
    )
    return paper_html("pdf/base.html", frame, **document.content)


@pytest.fixture
def sample_paper():
    """A kind of paper « sample » for one test."""

    with ExitStack() as until_the_end:

        def register(html=sample_html):
            until_the_end.enter_context(
                extensions.papers.silenced(*extensions.papers, lambda: Paper("sample", "Essai", html))
            )
            return "sample"

        yield register
