"""Real legal texts and Council records, as the press cites them. What was not read is empty."""

from datetime import date

from ministries.enums import CouncilRecordKind, LegalLinkKind, LegalTextKind, LegalTextState
from ministries.models import CouncilRecord, LegalText, LegalTextLink, Ministry

from .institutions import find_ministry

DECRET_2018 = "2018-531"
ARRETE_MDGL = "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22"

# kind, reference, date, title, issuer, ministry, state, source
TEXTS = [
    (
        LegalTextKind.DECRET,
        DECRET_2018,
        "2018-11-14",
        (
            "fixant le cadre général d’organisation de la mise en œuvre des programmes et projets numériques en"
            " République du Bénin"
        ),
        "Président de la République",
        "",
        LegalTextState.UNKNOWN,
        "les4verites.bj ; oxygene-benin.bj. Le texte intégral n’a pas été trouvé",
    ),
    (
        LegalTextKind.ARRETE,
        ARRETE_MDGL,
        "2022-09-07",
        (
            "portant attributions, organisation et fonctionnement de la Commission Ministérielle des Systèmes"
            " d’Information et de la Connectivité du Ministère de la Décentralisation et de la Gouvernance Locale"
        ),
        "Ministre de la Décentralisation et de la Gouvernance Locale",
        "Ministère de la Décentralisation et de la Gouvernance Locale",
        LegalTextState.IN_FORCE,
        "oxygene-benin.bj ; lanationbenin.bj. Le texte intégral n’a pas été trouvé",
    ),
    (
        LegalTextKind.DECRET,
        "2021-401",
        "2021-07-28",
        "fixant la structure-type des ministères",
        "Président de la République",
        "",
        LegalTextState.AMENDED,
        "24haubenin.info, septembre 2021",
    ),
    (
        LegalTextKind.DECRET,
        "2022-476",
        "2022-08-03",
        "modifiant le décret n° 2021-401 fixant la structure-type des ministères",
        "Président de la République",
        "",
        LegalTextState.IN_FORCE,
        "kpakpatomedias.com (visas du décret 2024-991)",
    ),
    (
        LegalTextKind.DECRET,
        "2016-292",
        "2016-05-17",
        "fixant la structure-type des ministères (ancien)",
        "Président de la République",
        "",
        LegalTextState.UNKNOWN,
        "vdocuments.mx",
    ),
    (
        LegalTextKind.LOI,
        "2017-20",
        "2018-04-20",
        "portant code du numérique en République du Bénin",
        "Assemblée nationale",
        "",
        LegalTextState.AMENDED,
        "openloibenin.com ; apdp.bj",
    ),
    (
        LegalTextKind.LOI,
        "2020-35",
        "2021-01-06",
        "modifiant la loi n° 2017-20 portant code du numérique",
        "Assemblée nationale",
        "",
        LegalTextState.IN_FORCE,
        "openloibenin.com ; apdp.bj",
    ),
    (
        LegalTextKind.DECRET,
        "2020-209",
        "2020-03-18",
        "relatif à la plateforme nationale d’interopérabilité X-Road BJ et à ses organes",
        "Président de la République",
        "",
        LegalTextState.UNKNOWN,
        "beninwebtv.com, septembre 2020",
    ),
    (
        LegalTextKind.LOI,
        "2020-26",
        "2020-09-29",
        "portant code des marchés publics",
        "Assemblée nationale",
        "",
        LegalTextState.UNKNOWN,
        "manuel de l’ARMP, juin 2023",
    ),
    (
        LegalTextKind.DECRET,
        "2023-156",
        "2023-04-17",
        "portant composition du Gouvernement",
        "Président de la République",
        "",
        LegalTextState.REPEALED,
        "wikinews, avril 2023",
    ),
    (
        LegalTextKind.DECRET,
        "2024-892",
        "2024-04-11",
        "portant composition du Gouvernement",
        "Président de la République",
        "",
        LegalTextState.REPEALED,
        "presse, avril 2024",
    ),
    (
        LegalTextKind.DECRET,
        "2026-314",
        "2026-05-24",
        "portant composition du Gouvernement",
        "Président de la République",
        "",
        LegalTextState.IN_FORCE,
        "liste relevée dans deux dépôts publics",
    ),
]

LINKS = [
    (ARRETE_MDGL, DECRET_2018, LegalLinkKind.APPLIES),
    ("2022-476", "2021-401", LegalLinkKind.AMENDS),
    ("2020-35", "2017-20", LegalLinkKind.AMENDS),
    ("2026-314", "2024-892", LegalLinkKind.REPEALS),
    ("2024-892", "2023-156", LegalLinkKind.REPEALS),
]

COUNCIL_DAY = date(2017, 11, 22)
COUNCIL_SOURCE = "Bénin Révélé Mag et ouestaf.com, d’après le compte rendu du Conseil des ministres du 22 novembre 2017"
COUNCIL = [
    (
        "Refonte du système d’information du Ministère des Affaires étrangères et de la Coopération",
        (
            "But : l’usage général de l’outil informatique et des systèmes efficaces et sûrs ; un câblage défaillant ne"
            " laisse pas exploiter la fibre optique. Recâblage progressif des locaux ; prestations voix, données et"
            " vidéo ; visioconférence avec les postes ; contrôle d’accès ; plateforme de travail collaboratif. Le"
            " Conseil fait débloquer les moyens nécessaires ; leur montant n’est pas publié."
        ),
    ),
    (
        "Traitement physique et numérique des archives des postes diplomatiques et consulaires",
        (
            "Les conditions de stockage, de conservation et de traitement de la plupart des postes ne protègent pas"
            " leurs archives. Première phase : neuf (09) postes diplomatiques et consulaires. Le Conseil fait débloquer"
            " les moyens nécessaires ; leur montant n’est pas publié."
        ),
    ),
]


def load_texts() -> None:
    for kind, reference, day, title, issuer, ministry, state, source in TEXTS:
        LegalText.objects.get_or_create(
            kind=kind,
            reference=reference,
            dated_on=date.fromisoformat(day),
            ministry=find_ministry(ministry) if ministry else None,
            defaults={"title": title, "issuer": issuer, "state": state, "source": source},
        )
    for source_reference, target_reference, link in LINKS:
        LegalTextLink.objects.get_or_create(
            source_text=real_text(source_reference), target_text=real_text(target_reference), kind=link
        )
    affairs = foreign_affairs()
    for title, text in COUNCIL:
        CouncilRecord.objects.get_or_create(
            held_on=COUNCIL_DAY,
            title=title,
            defaults={
                "kind": CouncilRecordKind.COMMUNICATION,
                "text": text,
                "ministry": affairs,
                "approved": True,
                "source": COUNCIL_SOURCE,
            },
        )


def real_text(reference: str) -> LegalText:
    return LegalText.objects.get(reference=reference, is_fictitious=False)


def foreign_affairs() -> Ministry:
    return find_ministry("Ministère des Affaires étrangères et de la Coopération")
