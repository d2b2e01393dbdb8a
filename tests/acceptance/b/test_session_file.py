"""« Session file as one PDF (C13): 30 annexes, 400 pages in ≤ 60 s in the worker, bookmarks, page numbers over all,
restricted annexes out. » Short size: 11 annexes, 33 pages."""

import re
import resource
import time

import pikepdf
import pypdf
import pytest
from django.urls import reverse

from foundation.accounts.enums import Role
from foundation.common.exceptions import Refused
from foundation.documents import store
from foundation.documents.models import PreparedPart, StoredFile
from foundation.jobs.models import Job
from sessions.core.enums import ItemKind
from sessions.papers.enums import FileAudience
from sessions.papers.models import SessionFile
from sessions.papers.operations.filing import make_session_file, request_session_file
from sessions.papers.queries.session_files import MAKE_FILE
from tests.factories import (
    AgendaItemFactory,
    AnnexFactory,
    SessionFactory,
    commission_with_members,
    member_of,
    officer_of,
)
from tests.factories.files import pdf_of, picture_of, stored
from tests.measure import report, size

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
GOAL = 60  # seconds
LETTERS = "abcdefghijklmnopqrstuvwxyz"
INSIDE, OUTSIDE = FileAudience.INSIDE, FileAudience.OUTSIDE


@pytest.fixture
def session():
    return SessionFactory(commission=commission_with_members(3), convened=True, number=1)


def annex(item, content, name, **fields):
    return AnnexFactory(item=item, file=stored(content, name), **{"title": f"Pièce {name}", **fields})


def pages_of(row):
    reader = pypdf.PdfReader(store.path_of(row.file.sha256))
    return reader, [" ".join(page.extract_text().translate({0xA0: " ", 0x202F: " "}).split()) for page in reader.pages]


def made(session, audience, run_jobs):
    request_session_file(session.pk, audience, by=None)
    run_jobs()
    return SessionFile.objects.select_related("file").get(session=session, audience=audience)


def flat(reader, entries):
    for entry in entries:
        if isinstance(entry, list):
            yield from flat(reader, entry)
        else:
            yield entry.title, reader.get_destination_page_number(entry) + 1


def test_every_annex_is_bound_behind_its_item_and_numbered_over_the_whole(session, run_jobs):
    annexes, pages = size(5, 26), size(24, 396)
    AgendaItemFactory(session=session, position=1, kind=ItemKind.HEADING, title="Communications")
    items = [
        AgendaItemFactory(session=session, position=place, title=f"Question {place - 1}", description="Exposé.")
        for place in range(2, 7)
    ]
    scan = picture_of("numérisé")
    shares = [pages // annexes + (1 if place < pages % annexes else 0) for place in range(annexes)]
    for place, share in enumerate(shares):
        content = pdf_of(
            f"Texte {place} feuillet",
            share,
            scan=scan if place % 2 else b"",
            rotate=90 * (place % 4),
            bookmark=f"Titre {place}",
        )
        annex(items[place % 5], content, f"note-{place}.pdf", title=f"Note {LETTERS[place]}")
    annex(items[0], picture_of("plan", kind="PNG"), "plan.png", title="Plan du site")
    annex(items[1], picture_of("photo"), "photo.jpg", title="Photographie")
    # What cannot be bound stands beside, with its reason.
    locked = pdf_of("SECRET", 2, encryption=pikepdf.Encryption(owner="o", user="u"))
    annex(items[2], locked, "verrou.pdf", title="Marché")
    annex(items[2], pdf_of("cut", 9)[:900], "coupe.pdf", title="Rapport")
    annex(items[3], b"PK", "budget.xlsx", title="Budget")
    annex(items[3], pdf_of("large", 3), "plans.pdf", title="Grands plans", is_printed=False)
    began = time.monotonic()
    row = made(session, INSIDE, run_jobs)
    seconds = time.monotonic() - began
    binder = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss // 1024
    total = row.page_count
    report(
        "session_file",
        annexes=annexes + 6,
        pages=total,
        seconds=round(seconds, 1),
        binder_mib=binder,
        size_mib=round(row.file.size / 2**20, 1),
        goal=GOAL,
    )
    assert seconds <= GOAL
    reader, texts = pages_of(row)
    marks = list(flat(reader, reader.outline))
    first = next(page for title, page in marks if title == "1. Question 1")
    contents = " ".join(
        text.removesuffix(f"Dossier p. {number} / {total}") for number, text in enumerate(texts[1 : first - 1], 2)
    )
    assert total == first - 1 + 5 + pages + 2
    assert len(texts) == total
    assert [text.endswith(f"Dossier p. {number} / {total}") for number, text in enumerate(texts, 1)] == [False] + [
        True
    ] * (total - 1)
    # The contents tell the page on which each annex begins, and lead there.
    told = dict(re.findall(r"Annexe (\d\.\d+) – .+? (\d+|à part)(?= |$)", contents))
    begins = {key: int(page) for key, page in told.items() if page.isdigit()}
    assert {key for key, page in told.items() if page == "à part"} == {line["key"] for line in row.apart}
    assert {title.split()[1]: page for title, page in marks if title.startswith("Annexe")} == begins
    assert [title for title, _ in marks if title[0].isdigit()] == [
        f"{number}. Question {number}" for number in range(1, 6)
    ]
    for place in range(annexes):
        page = next(page for title, page in marks if title.endswith(f"– Note {LETTERS[place]}"))
        assert f"Texte {place} feuillet 1" in texts[page - 1]
        assert (f"Titre {place}", page + shares[place] - 1) in marks  # its own bookmarks are kept
    links = {
        reader.get_page_number(note.get_object()["/Dest"][0].get_object()) + 1
        for sheet in reader.pages[1 : first - 1]
        for note in sheet["/Annots"]
    }
    assert links == set(begins.values()) | {page for title, page in marks if title[0].isdigit()}
    assert {line["name"]: line["reason"] for line in row.apart} == {
        "verrou.pdf": "le PDF est protégé par un mot de passe",
        "coupe.pdf": "le PDF est abîmé",
        "budget.xlsx": "fichier tableur",
        "plans.pdf": "annexe non imprimée",
    }
    assert "Joint à part, coupe.pdf : le PDF est abîmé." in " ".join(texts)
    assert reader.trailer["/Root"]["/Lang"] == "fr"
    assert "pdfaid" not in str(reader.xmp_metadata.rdf_root.toxml())  # a copy for reading claims no norm


def test_only_what_changed_is_made_again(session, run_jobs):
    item = AgendaItemFactory(session=session, position=1)
    first, second = annex(item, pdf_of("un", 2), "un.pdf"), annex(item, picture_of("deux", kind="PNG"), "deux.png")
    row = made(session, INSIDE, run_jobs)
    looked_at = set(PreparedPart.objects.values_list("pk", flat=True))
    assert make_session_file(row.pk) == {"session": str(session.pk), "pages": 6}
    with pytest.raises(Refused, match="déjà à jour"):
        request_session_file(session.pk, INSIDE, by=None)
    first.file = stored(pdf_of("autre", 3), "un.pdf")
    first.save()
    again = made(session, INSIDE, run_jobs)
    assert (again.page_count, again.fingerprint != row.fingerprint) == (7, True)
    assert PreparedPart.objects.exclude(pk__in=looked_at).get().sha256 == first.file.sha256
    assert PreparedPart.objects.get(sha256=second.file.sha256).pk in looked_at
    assert not StoredFile.objects.filter(pk=row.file_id).exists()  # replaced, not kept


def test_two_audiences_and_never_a_title_of_one_in_the_other(session, run_jobs, client):
    opened = AgendaItemFactory(session=session, position=1, title="Ouvert à tous")
    closed = AgendaItemFactory(session=session, position=2, title="CANARI point", is_closed_doors=True)
    annex(opened, pdf_of("lisible"), "lisible.pdf")
    annex(opened, pdf_of("CANARI pages"), "canari-nom.pdf", title="CANARI annexe", is_confidential=True)
    annex(opened, b"PK", "CANARI.xlsx", title="CANARI tableau", is_confidential=True)
    annex(closed, pdf_of("CANARI clos"), "clos.pdf", title="Pièce close")
    member, dsi = member_of(session.commission, Role.MEMBER), officer_of(session.scope, Role.DSI)
    rows = {}
    for user, audience in ((member, INSIDE), (dsi, OUTSIDE)):
        client.force_login(user)
        assert client.post(reverse("sessions:make_file", args=[session.pk])).status_code == 302
        assert client.post(reverse("sessions:make_file", args=[session.pk])).status_code == 302  # twice asks once
        assert Job.objects.waiting().filter(kind=MAKE_FILE).count() == 1
        run_jobs()
        rows[audience] = SessionFile.objects.select_related("file").get(session=session, audience=audience)
        whole = b"".join(client.get(reverse("sessions:file_download", args=[session.pk])).streaming_content)
        assert whole == store.read(rows[audience].file.sha256)
        assert (
            client.get(reverse("documents:file", args=[rows[audience].file_id])).status_code == 404
        )  # its one door is the page of the session
    inside, outside = (
        " ".join([*pages_of(row)[1], str(list(flat(*(lambda r: (r, r.outline))(pages_of(row)[0]))))])
        for row in (rows[INSIDE], rows[OUTSIDE])
    )
    for words in ("CANARI point", "CANARI pages", "CANARI annexe", "CANARI tableau", "CANARI clos"):
        assert words in inside
    assert "Ouvert à tous" in outside
    assert "CANARI" not in outside + str(rows[OUTSIDE].apart) + rows[OUTSIDE].file.name
    assert "2." not in "".join(title for title, _ in flat(*(lambda r: (r, r.outline))(pages_of(rows[OUTSIDE])[0])))
    # What was open and no longer is goes out of it at once.
    opened.is_closed_doors = True
    opened.save()
    client.force_login(dsi)
    assert client.get(reverse("sessions:file_download", args=[session.pk])).status_code == 409
    assert client.get(reverse("api:session-files-file", args=[rows[OUTSIDE].pk])).status_code == 409
    assert client.get(reverse("api:session-files-file", args=[rows[INSIDE].pk])).status_code == 404
    assert (
        client.post(
            reverse("api:session-files-list"), {"session": str(session.pk)}, content_type="application/json"
        ).status_code
        == 409
    )


def test_the_page_of_the_session_offers_it_with_its_state(session, run_jobs, client):
    client.force_login(member_of(session.commission, Role.MEMBER))
    address = reverse("sessions:detail", args=[session.pk])
    assert "Dossier de la session" not in client.get(address).text  # nothing to bind
    item = AgendaItemFactory(session=session, position=1)
    assert "Établir le dossier" in client.get(address).text
    client.post(reverse("sessions:make_file", args=[session.pk]))
    assert "en attente" in client.get(reverse("sessions:file_progress", args=[session.pk])).text
    run_jobs()
    page = client.get(address).text
    assert "Télécharger le dossier" in page
    assert "Établir le dossier" not in page
    item.title = "Autre intitulé"
    item.save()
    assert "n’est plus à jour" in client.get(address).text


def test_a_picture_that_is_none_leaves_the_others(session, run_jobs):
    item = AgendaItemFactory(session=session, position=1)
    annex(item, pdf_of("bon"), "bon.pdf")
    annex(item, b"\x89PNG\r\n\x1a\n" + bytes(64), "bombe.png")
    row = made(session, INSIDE, run_jobs)
    assert (row.page_count, [line["reason"] for line in row.apart]) == (4, ["l’image est abîmée"])
