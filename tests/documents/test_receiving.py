"""What people send: good files enter, the others are refused with a sentence, whatever their name says."""

import io
import time
import zipfile

import openpyxl
import pikepdf
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from foundation.common.exceptions import Refused
from foundation.documents import store
from foundation.documents.canonical import sha256
from foundation.documents.models import StoredFile
from foundation.documents.operations.receiving import ANNEXES, receive_upload
from sessions.papers.operations.papers import prepare_pv
from sessions.past.operations import receive_scan
from tests.factories import ScopeFactory, SessionFactory, UserFactory, commission_with_members

pytestmark = pytest.mark.django_db
EVERYTHING = (*ANNEXES, "csv", "txt")
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"


def send(name, content, allowed=EVERYTHING):
    return receive_upload(SimpleUploadedFile(name, content), by=UserFactory(), scope=ScopeFactory(), allowed=allowed)


def zipped(parts, compression=zipfile.ZIP_DEFLATED):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return out.getvalue()


def word(types=WORD, **parts):
    base = {
        "[Content_Types].xml": (
            f'<?xml version="1.0"?><Types><Override PartName="/word/document.xml" ContentType="{types}"/></Types>'
        ),
        "word/document.xml": "<w:document xmlns:w='x'><w:body/></w:document>",
    }
    return zipped(base | {name.replace("__", "/").replace("_dot_", "."): content for name, content in parts.items()})


def workbook():
    out = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Projet", 12])
    book.save(out)
    return out.getvalue()


def pdf(change=lambda document: None, **options):
    out = io.BytesIO()
    document = pikepdf.new()
    document.add_blank_page()
    change(document)
    document.save(out, **options)
    return out.getvalue()


def image(kind="PNG", size=(20, 20), mode="RGB"):
    out = io.BytesIO()
    Image.new(mode, size).save(out, kind)
    return out.getvalue()


GOOD = {
    "note.pdf": pdf,
    "note.docx": word,
    "suivi.xlsx": workbook,
    "plan.odt": lambda: zipped(
        {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "META-INF/manifest.xml": "<m/>"}
    ),
    "photo.png": image,
    "photo.JPG": lambda: image("JPEG"),
    "liste.csv": lambda: "Nom;Montant\nÉcole;12".encode("cp1252"),
    "note.txt": lambda: b"Bonjour",
}


@pytest.mark.parametrize("name", GOOD)
def test_a_good_file_enters(name):
    content = GOOD[name]()
    stored = send(name, content)
    assert store.read(stored.sha256) == content
    assert (stored.name, stored.size, stored.state) == (name, len(content), "accepted")


def action(kind, **keys):
    def change(document):
        document.Root.OpenAction = document.make_indirect(pikepdf.Dictionary(S=pikepdf.Name(kind), **keys))

    return change


def nested_action(document):
    document.pages[0].Annots = pikepdf.Array(
        [
            pikepdf.Dictionary(
                Type=pikepdf.Name.Annot,
                Subtype=pikepdf.Name.Link,
                A=pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=pikepdf.String("x")),
            )
        ]
    )


def embedded(document):
    document.attachments["x.exe"] = b"MZ"


RELS = (
    "<Relationships><Relationship"
    ' Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"'
    ' Target="http://evil/x.dotm" TargetMode="External"/></Relationships>'
)
BOMB = b"0" * 130_000_000

HOSTILE = {
    "a script in a PDF": ("x.pdf", lambda: pdf(action("/JavaScript", JS=pikepdf.String("app.alert(1)"))), "un script"),
    "a script in an annotation": ("x.pdf", lambda: pdf(nested_action), "un script"),
    "a script in a compressed object": (
        "x.pdf",
        lambda: pdf(
            action("/JavaScript", JS=pikepdf.String("x")), object_stream_mode=pikepdf.ObjectStreamMode.generate
        ),
        "un script",
    ),
    "a launch in a PDF": (
        "x.pdf",
        lambda: pdf(action("/Launch", F=pikepdf.String("cmd.exe"))),
        "le lancement d’un programme",
    ),
    "a form sent elsewhere": (
        "x.pdf",
        lambda: pdf(action("/SubmitForm", F=pikepdf.String("http://evil"))),
        "l’envoi d’un formulaire",
    ),
    "a file in a PDF": ("x.pdf", lambda: pdf(embedded), "un fichier incorporé"),
    "a locked PDF": ("x.pdf", lambda: pdf(encryption=pikepdf.Encryption(owner="a", user="b")), "mot de passe"),
    "a broken PDF": ("x.pdf", lambda: b"%PDF-1.7\n" + b"\x00" * 500, "abîmé"),
    "a PDF that is a page": ("x.pdf", lambda: b"<html><script>alert(1)</script>", "n’est pas celui d’un PDF"),
    "a PDF behind a page": ("x.pdf", lambda: b"<html>" + pdf(), "n’est pas celui d’un PDF"),
    "a program": ("x.docx", lambda: b"MZ\x90\x00" + b"\x00" * 300, "ne correspond pas à son nom"),
    "a macro declared": ("x.docx", lambda: word("application/vnd.ms-word.document.macroEnabled.main+xml"), "macros"),
    "a macro hidden": ("x.docx", lambda: word(word__vbaProject_dot_bin=b"x"), "macros"),
    "a macro by its name": ("x.xlsm", workbook, "Enregistrez-le en .xlsx"),
    "an old format": ("x.docx", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 500, "ancien format"),
    "a sheet named as a letter": ("x.docx", workbook, "n’est pas celui d’un fichier .docx"),
    "any archive": ("x.docx", lambda: zipped({"a.txt": "x"}), "n’est pas celui d’un fichier .docx"),
    "a template fetched from outside": (
        "x.docx",
        lambda: word(**{"word___rels__settings_dot_xml_dot_rels": RELS}),
        "à l’extérieur",
    ),
    "an embedded program": ("x.docx", lambda: word(word__embeddings__oleObject1_dot_bin=b"x"), "objet incorporé"),
    "an ActiveX control": ("x.docx", lambda: word(word__activeX__activeX1_dot_xml="<a/>"), "objet incorporé"),
    "entities in XML": (
        "x.docx",
        lambda: word(word__styles_dot_xml='<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>'),
        "déclaration dangereuse",
    ),
    "entities in another encoding": (
        "x.docx",
        lambda: word(word__styles_dot_xml='<?xml version="1.0" encoding="utf-16"?><!DOCTYPE a><a/>'.encode("utf-16")),
        "déclaration dangereuse",
    ),
    "broken XML": ("x.docx", lambda: word(word__styles_dot_xml="<a><b></a>"), "abîmé"),
    "a dynamic link": (
        "x.xlsx",
        lambda: zipped(
            {
                "[Content_Types].xml": "<Types><Override ContentType='spreadsheetml.sheet.main+xml'/></Types>",
                "xl/externalLinks/externalLink1.xml": "<ddeLink/>",
            }
        ),
        "lien actif",
    ),
    "a bomb of zeros": ("x.docx", lambda: word(word__media__a_dot_xml=BOMB), "démesuré"),
    "a bomb of entries": ("x.docx", lambda: zipped({f"a{i}.xml": b"" for i in range(3500)}), "démesuré"),
    "a path that climbs": ("x.docx", lambda: word(**{"../../etc/cron": "x"}), "structure est anormale"),
    "a lying directory": (
        "x.docx",
        lambda: word(word__a_dot_xml="<a>" + "b" * 5000 + "</a>").replace(b"\x8f\x13\x00\x00", b"\x10\x00\x00\x00"),
        "abîmé",
    ),
    "a truncated archive": ("x.docx", lambda: word()[:-30], "abîmé"),
    "macros in ODF": (
        "x.odt",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.text", "Basic/Standard/Module1.xml": "<a/>"}),
        "macros",
    ),
    "an ODF of another kind": (
        "x.odt",
        lambda: zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet"}),
        "n’est pas celui d’un fichier .odt",
    ),
    "an image that is a page": ("x.png", lambda: b"<svg onload=alert(1)>", "n’est pas celui d’une image"),
    "a JPEG named PNG": ("x.png", lambda: image("JPEG"), "n’est pas celui d’une image"),
    "a broken image": ("x.png", lambda: image()[:40], "abîmée"),
    "a huge image": ("x.png", lambda: image(size=(9000, 9000), mode="1"), "trop de points"),
    "binary as text": ("x.csv", lambda: b"a;b\x00c", "n’est pas du texte"),
    "a PDF as text": ("x.txt", lambda: pdf(), "n’est pas du texte"),
    "nothing": ("x.pdf", lambda: b"", "vide"),
    "a page": ("x.html", lambda: b"<p>", "ce format n’est pas accepté ici"),
    "a drawing that acts": ("x.svg", lambda: b"<svg/>", "ce format n’est pas accepté ici"),
    "two extensions": ("x.pdf.exe", lambda: b"MZ", "ce format n’est pas accepté ici"),
    "no extension": ("facture", lambda: b"x", "ce format n’est pas accepté ici"),
}


@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_file_is_refused_and_leaves_nothing(case):
    name, make, expected = HOSTILE[case]
    content = make()
    started = time.monotonic()
    with pytest.raises(Refused, match=f"Impossible de déposer « .* » : .*{expected}"):
        send(name, content)
    assert time.monotonic() - started < 30
    assert not StoredFile.objects.exists()
    assert list(store.contents()) == list(store.temporaries(-1)) == []


def test_a_file_that_is_too_large_is_refused_before_it_is_read(settings):
    settings.UPLOAD_MAX_BYTES = 1024 * 1024
    with pytest.raises(Refused, match="il dépasse 1 Mo"):
        send("x.txt", b"a" * (1024 * 1024 + 1))


def test_only_the_formats_asked_for_enter():
    with pytest.raises(Refused, match=r"Formats acceptés : \.pdf, \.png\."):
        send("x.txt", b"x", allowed=("pdf", "png"))


def test_a_parser_that_hangs_does_not_hold_the_page(monkeypatch):
    from foundation.documents.operations import receiving

    monkeypatch.setattr(receiving, "PATIENCE", 0.05)
    with pytest.raises(Refused, match="sa vérification n’a pas abouti"):
        send("x.pdf", pdf())


def test_the_inspector_sees_no_secret(monkeypatch):
    """Its environment holds neither key nor database address."""
    from foundation.documents.operations import receiving

    seen = {}

    def run(command, **options):
        seen.update(options["env"])
        raise receiving.subprocess.TimeoutExpired(command, 1)

    monkeypatch.setattr(receiving.subprocess, "run", run)
    receiving.examine("x", "pdf")
    assert set(seen) <= {"PATH", "LD_LIBRARY_PATH", "LANG"}


def own_paper(run_jobs):
    """A procès-verbal as the portal makes it: its data is in it."""
    session = SessionFactory(commission=commission_with_members(3), lifted=True, number=1)
    document = prepare_pv(session.pk, by=None).document
    run_jobs()
    document.refresh_from_db()
    return store.read(document.pdf_sha256)


def test_our_own_paper_is_accepted_byte_for_byte_and_no_other_with_data_in_it(run_jobs):
    content = own_paper(run_jobs)
    assert send("pv.pdf", content).sha256 == StoredFile.objects.order_by("created_at", "pk").first().sha256
    with pytest.raises(Refused, match="un fichier incorporé"):
        send("pv.pdf", content + b"\n% autre")
    with pytest.raises(Refused, match="un fichier incorporé"):
        send("autre.pdf", pdf(embedded))


def test_our_own_paper_keeps_the_rules_of_its_place(run_jobs):
    content = own_paper(run_jobs)
    with pytest.raises(Refused, match="ce format n’est pas accepté ici"):
        send("pv.pdf", content, allowed=("png",))
    with pytest.raises(Refused):
        send("pv.docx", content)


def test_our_own_paper_becomes_the_scan_of_a_session_held_on_paper(run_jobs):
    content = own_paper(run_jobs)
    commission = commission_with_members(2)
    upload = SimpleUploadedFile("pv.pdf", content, "application/pdf")
    assert receive_scan(upload, commission, by=UserFactory()).sha256 == sha256(content)
