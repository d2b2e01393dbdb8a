import pytest

from ministries.references import Certainty, decode, looks_usual

REAL = [
    "020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22",
    "Arrêté 2022 N° 0145/MESRS/DC/SGM/DCUS/CJ/SA/028SGG22",
    "Nº2025-0762/MESRS/DC/SGM/DGES/DOSES/CJ/SA/020SGG25",
    "n° 2017-0045/MS/DC/SGM/DPMED/SA",
    "n° 285/MISP/DC/SGM/ANIP/DGPR/DEI/SA",
    "n° 030/MESTFP/DC/SGM/DPP/SGSI/SA",
    "NS N° 0012/MAS/DC/SGM/DPAF/DSI/DEC/SAFM/SEMC/SIS/SA",
    "N° 23/2018/PR/SGG/CM/OJ/ORD",
    "DECISION N° 2020-35/ARMP/PR-CR/CRD/SP/DRAJ/SA",
    "2018-531",
    "97-028",
]


@pytest.mark.parametrize("reference", REAL)
def test_a_real_reference_is_usual_and_kept_as_given(reference):
    read = decode(reference)
    assert looks_usual(reference)
    assert read.notice == ""
    assert read.text == reference
    assert read.segments


@pytest.mark.parametrize(
    ("reference", "number", "year", "issuer"),
    [
        ("020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22", "020", 2022, "MDGL"),
        ("Arrêté 2022 N° 0145/MESRS/DC/SGM/DCUS/CJ/SA/028SGG22", "0145", 2022, "MESRS"),
        ("Nº2025-0762/MESRS/DC/SGM/DGES/DOSES/CJ/SA/020SGG25", "0762", 2025, "MESRS"),
        ("n° 2017-0045/MS/DC/SGM/DPMED/SA", "0045", 2017, "MS"),
        ("n° 285/MISP/DC/SGM/ANIP/DGPR/DEI/SA", "285", None, "MISP"),
        ("N° 23/2018/PR/SGG/CM/OJ/ORD", "23", 2018, "PR"),
        ("DECISION N° 2020-35/ARMP/PR-CR/CRD/SP/DRAJ/SA", "35", 2020, "ARMP"),
        ("2018-531", "531", 2018, ""),
        ("97-028", "028", 1997, ""),
    ],
)
def test_number_year_and_issuer_are_read(reference, number, year, issuer):
    read = decode(reference)
    assert (read.number, read.year, read.issuer) == (number, year, issuer)


def test_each_segment_has_its_meaning_and_says_how_sure_it_is():
    read = decode("020/MDGL/DC/SGM/DPAF/DSI/SA/023SGG22", ministries={"MDGL": "Ministère de la Décentralisation"})
    assert [(s.text, s.certainty) for s in read.segments] == [
        ("020", Certainty.KNOWN),
        ("MDGL", Certainty.KNOWN),
        ("DC", Certainty.KNOWN),
        ("SGM", Certainty.KNOWN),
        ("DPAF", Certainty.KNOWN),
        ("DSI", Certainty.KNOWN),
        ("SA", Certainty.INFERRED),
        ("023SGG22", Certainty.INFERRED),
    ]
    assert read.segments[1].meaning == "Ministère de la Décentralisation"
    assert read.segments[6].meaning == "secrétariat administratif"
    assert read.segments[7].meaning == "visa n° 023 du secrétariat général du Gouvernement, 2022"


def test_an_unknown_direction_is_not_invented():
    read = decode("n° 285/MISP/DC/SGM/ANIP/DGPR/DEI/SA")
    assert [s.certainty for s in read.segments if s.text in ("DGPR", "DEI")] == [Certainty.UNKNOWN, Certainty.UNKNOWN]


@pytest.mark.parametrize(
    "reference",
    ["sans numéro", "12345/MDGL/DC", "020-MDGL-DC", "020/mdgl/dc", "020/MDGL", "<script>alert(1)</script>", "", "N°"],
)
def test_an_odd_reference_is_kept_with_a_notice(reference):
    read = decode(reference)
    assert not looks_usual(reference)
    assert read.text == reference
    assert "n’a pas la forme habituelle" in read.notice
