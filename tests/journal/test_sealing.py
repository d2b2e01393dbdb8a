"""Sealing needs committed rows: these tests commit."""

import io
import json
import subprocess
import sys
import threading

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import connection, connections, transaction

from foundation.journal import verifier
from foundation.journal.models import Block, Entry, SealedLine, SealState
from foundation.journal.operations.erasing import erase_personal_values
from foundation.journal.operations.exporting import export, export_heads
from foundation.journal.operations.sealing import head, seal
from foundation.journal.operations.verifying import heads, unexplained_changes, unsealed_count, verify
from foundation.journal.record import record
from tests.factories import ProjectFactory, ScopeFactory, UserFactory

pytestmark = pytest.mark.django_db(transaction=True)


def sealed_world():
    """Two ministries with acts and rows of history, sealed in three blocks each at least."""
    user = UserFactory()
    projects = [ProjectFactory(), ProjectFactory()]
    for turn in range(3):
        for project in projects:
            project.title = f"Projet {turn}"
            project.save()
            record(
                "rename",
                project,
                by=user,
                after={"title": project.title, "amount": 12.5, "nested": {"b": 1, "a": [1, None, "é"]}},
            )
        seal()
    return user, projects


def force(statement, *parameters):
    """What somebody who rules the database can do: switch the triggers off."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(statement, parameters)
        assert cursor.rowcount >= 1


def test_committed_lines_and_rows_of_history_are_sealed_and_verify():
    sealed_world()
    assert unsealed_count() == 0
    chains = verify()
    assert chains.findings == []
    assert chains.lines_count == SealedLine.objects.count() > 10
    assert SealedLine.objects.filter(source="projects_projectevent").exists()
    assert SealedLine.objects.filter(source="journal_entry").count() == Entry.objects.count()


def test_sealing_twice_seals_nothing_more():
    sealed_world()
    before = SealedLine.objects.count()
    assert seal() == 0
    assert SealedLine.objects.count() == before


def test_each_ministry_has_its_own_chain():
    _, projects = sealed_world()
    for project in projects:
        numbers = list(Block.objects.filter(scope=project.scope_id).order_by("number").values_list("number", flat=True))
        assert numbers == list(range(1, len(numbers) + 1))
        assert len(numbers) >= 3
        assert head(project.scope_id) == (
            numbers[-1],
            Block.objects.get(scope=project.scope_id, number=numbers[-1]).hash,
        )


def test_a_line_older_than_a_pending_transaction_waits_and_none_is_forgotten():
    """The second transaction commits first; nothing of it is sealed while the first could still write below it."""
    scope = ScopeFactory()
    seal()
    wrote, release = threading.Event(), threading.Event()

    def slow():
        with transaction.atomic():
            record("slow", scope, by=None)
            wrote.set()
            release.wait(10)
        connections.close_all()

    thread = threading.Thread(target=slow)
    thread.start()
    wrote.wait(10)
    record("fast", scope, by=None)
    assert seal() == 0
    release.set()
    thread.join()
    assert seal() == 2
    assert verify().findings == []


def test_after_a_restore_into_another_cluster_the_rest_is_sealed():
    _, projects = sealed_world()
    SealState.objects.update(cluster="another", horizon=10**12)
    record("restore", projects[0], by=None)
    assert seal() == 1
    assert verify().findings == []
    assert SealState.objects.get().horizon < 10**12


TAMPERINGS = {
    "act changed": "UPDATE journal_entry SET act = 'other' WHERE id = (SELECT id FROM journal_entry LIMIT 1)",
    "reason added": "UPDATE journal_entry SET reason = 'other' WHERE id = (SELECT id FROM journal_entry LIMIT 1)",
    "instant moved": (
        "UPDATE journal_entry SET at = at + interval '1 microsecond' WHERE id = (SELECT id FROM journal_entry LIMIT 1)"
    ),
    "after rewritten": (
        """UPDATE journal_entry SET after = '{"title": "x"}' WHERE id = (SELECT id FROM journal_entry LIMIT 1)"""
    ),
    "author hidden": "UPDATE journal_entry SET actor_id = NULL WHERE id = (SELECT id FROM journal_entry LIMIT 1)",
    "personal value replaced": (
        "UPDATE journal_personalvalue SET value = 'other' WHERE id = (SELECT id FROM journal_personalvalue LIMIT 1)"
    ),
    "line removed": "DELETE FROM journal_entry WHERE id = (SELECT e.id FROM journal_entry e LIMIT 1)",
    "history rewritten": (
        "UPDATE projects_projectevent SET title = 'other' WHERE pgh_id = (SELECT pgh_id FROM projects_projectevent"
        " LIMIT 1)"
    ),
    "history removed": (
        "DELETE FROM projects_projectevent WHERE pgh_id = (SELECT pgh_id FROM projects_projectevent LIMIT 1)"
    ),
    "line slipped in": (
        "INSERT INTO journal_entry (id, txid, act, act_label, object_type, object_id, object_label, capacity, channel,"
        " request_id, reason, personal, is_closed) SELECT gen_random_uuid(), min(txid), 'forged', '', 'x', 'x', '', '',"
        " '', '', '', '{}', false FROM journal_entry"
    ),
    "digest replaced": (
        "UPDATE journal_sealedline SET digest = repeat('0', 64) WHERE id = (SELECT id FROM journal_sealedline LIMIT 1)"
    ),
    "place exchanged": (
        "UPDATE journal_sealedline SET position = position + 1000 WHERE id = (SELECT min(id) FROM journal_sealedline"
        " WHERE block_id = (SELECT block_id FROM journal_sealedline GROUP BY block_id HAVING count(*) > 1 LIMIT 1))"
    ),
    "sealed line removed": "DELETE FROM journal_sealedline WHERE id = (SELECT id FROM journal_sealedline LIMIT 1)",
    "block backdated": (
        "UPDATE journal_block SET sealed_at = sealed_at - interval '1 day' WHERE id = (SELECT id FROM journal_block"
        " LIMIT 1)"
    ),
    "block rehashed": (
        "UPDATE journal_block SET hash = repeat('0', 64) WHERE id = (SELECT id FROM journal_block WHERE number = 1"
        " LIMIT 1)"
    ),
    "block removed": "DELETE FROM journal_block WHERE id = (SELECT id FROM journal_block WHERE number = 1 LIMIT 1)",
}


@pytest.mark.parametrize("name", TAMPERINGS)
def test_a_tampering_is_found(name):
    sealed_world()
    force(TAMPERINGS[name])
    assert verify().findings
    with pytest.raises(CommandError, match="ne se vérifie pas"):
        call_command("journal", "--verify", stdout=io.StringIO())


def test_a_cut_tail_is_found_by_an_anchor_kept_outside():
    sealed_world()
    anchors = heads()
    last = Block.objects.filter(scope__isnull=False).order_by("-number").first()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(
            "DELETE FROM journal_entry WHERE id::text IN (SELECT source_id FROM journal_sealedline WHERE block_id"
            " = %s)",
            [last.pk],
        )
        cursor.execute(
            "DELETE FROM projects_projectevent WHERE pgh_id::text IN (SELECT source_id FROM journal_sealedline WHERE"
            " block_id = %s)",
            [last.pk],
        )
        cursor.execute("DELETE FROM journal_sealedline WHERE block_id = %s", [last.pk])
        cursor.execute("DELETE FROM journal_block WHERE id = %s", [last.pk])
    assert verify().findings == [], "a chain alone does not see its own end cut"
    assert [finding for finding in verify(anchors).findings if "n’existe plus" in finding]


def test_a_chain_computed_anew_is_found_by_an_anchor_kept_outside():
    sealed_world()
    anchors = heads()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_entry SET act = 'other'")
        cursor.execute("DELETE FROM journal_sealedline")
        cursor.execute("DELETE FROM journal_block")
        cursor.execute("DELETE FROM journal_sealstate")
    seal()
    assert verify().findings == []
    assert verify(anchors).findings


def test_a_lawful_erasure_breaks_no_chain():
    user, projects = sealed_world()
    erase_personal_values(
        Entry.objects.filter(actor_id=user.pk),
        projects[0],
        names=("actor",),
        by=UserFactory(),
        reason="demande de la personne, loi 2017-20, article 443",
    )
    seal()
    assert verify().findings == []
    assert {entry.actor_name for entry in Entry.objects.filter(act="rename")} == {"effacé"}


def test_a_column_added_later_does_not_break_what_was_sealed():
    sealed_world()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE projects_projectevent ADD COLUMN added_later text DEFAULT 'x'")
    try:
        assert verify().findings == []
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ALTER TABLE projects_projectevent DROP COLUMN added_later")


def test_the_verifier_alone_checks_an_export(tmp_path):
    """It runs without Django, without the portal: isolated mode, another folder."""
    sealed_world()
    path, anchors = tmp_path / "journal.jsonl", tmp_path / "heads.txt"
    with path.open("w") as out:
        count = export(out)
    anchors.write_text("".join(f"{chain} {number} {digest}\n" for chain, number, digest in heads()))
    command = [sys.executable, "-I", verifier.__file__, str(path), str(anchors)]
    good = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (good.returncode, good.stderr) == (0, "")
    assert f"{count} lignes" in good.stdout
    lines = path.read_text().splitlines()
    place = next(i for i, line in enumerate(lines) if '"rename' in line.replace("\\", ""))
    item = json.loads(lines[place])
    item["row"] = item["row"].replace("rename", "remane")
    lines[place] = json.dumps(item, ensure_ascii=False)
    path.write_text("\n".join(lines))
    bad = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert bad.returncode == 1
    assert "modifiée" in bad.stdout


def test_the_heads_of_the_day_are_written_to_be_carried_off(settings, tmp_path):
    settings.DATA_DIR = tmp_path
    sealed_world()
    path = export_heads()
    assert [tuple(line.split()) for line in path.read_text().splitlines()] == [
        (chain, str(number), digest) for chain, number, digest in heads()
    ]


def test_the_command_says_that_the_journal_is_intact():
    sealed_world()
    out = io.StringIO()
    call_command("journal", "--verify", stdout=out)
    assert "Le journal est intact." in out.getvalue()


def test_a_change_made_behind_the_portal_is_seen_without_its_act():
    _, projects = sealed_world()
    before = unexplained_changes().get("projects_projectevent", 0)
    with transaction.atomic():
        projects[0].title = "Explained"
        projects[0].save()
        record("rename", projects[0], by=None)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE projects_project SET title = 'Raw SQL' WHERE id = %s", [projects[0].pk])
    assert unexplained_changes()["projects_projectevent"] == before + 1
