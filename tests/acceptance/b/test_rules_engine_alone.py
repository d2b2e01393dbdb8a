"""(a) The rules engine is callable alone: a pure function from statute, seats, events, instant and item to quorum or
result, with its sentence.
"""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
# A committee of 9 voting seats, one vacant, one on leave; « 5 membres au moins »; one proxy each; simple majority with
# a casting vote.
ALONE = """
import sys
for name in ("django", "psycopg", "rest_framework"):
    sys.modules[name] = None  # whoever imports it fails
from sessions import rulebook as rules
act = rules.Rules(
    quorum=rules.QuorumRule(base="filled_seats", number=5, counts_proxies=True, leave_out_of_base=True, article="article 7"),
    proxies_allowed=True, proxy_limit=1, majority=rules.MajorityRule(label="majorité simple", article="article 8"), casting_vote=True, casting_article="article 8",
)
seats = [rules.Seat(n, f"siège {n}", holder="" if n == 9 else f"membre {n}", is_on_leave=n == 8, is_chair=n == 1) for n in range(1, 10)]
events = [rules.Event(n, "arrived", at=900 + n) for n in range(1, 5)] + [rules.Event(5, "proxy", at=905, to=1), rules.Event(4, "left", at=1100)]
for instant in (1000, 1200):
    print(rules.quorum(act, seats, events, at=instant).sentence)
print(rules.result(act, seats, events, {1: "for", 2: "against", 3: "abstain", 4: "against", 5: "for"}, at=1000, item="point 3", chair=1).sentence)
"""  # noqa: E501


def test_it_runs_without_django_and_explains_each_sum():
    done = subprocess.run([sys.executable, "-c", ALONE], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines() == [
        "4 présents + 1 représenté sur 7 sièges pourvus hors congés, 5 requis (article 7)",
        "3 présents + 1 représenté sur 7 sièges pourvus hors congés, 5 requis (article 7)",
        (
            "2 voix pour, 3 requises (majorité simple, article 8) ; partage des voix, voix prépondérante de la"
            " présidence (article 8)"
        ),
    ]


def test_every_worked_case_of_its_page_is_a_test():
    page = (ROOT / "docs" / "regles.md").read_text()
    named = re.findall(r"\| `(test_\w+)` \|", page)
    cases = (ROOT / "tests" / "sessions" / "rulebook" / "test_worked_cases.py").read_text()
    assert len(named) > 15
    assert [name for name in named if f"def {name}(" not in cases] == []
