"""The embedded servers really start, answer on their sockets only, and end."""

import os
import subprocess
from pathlib import Path

import environ
import psycopg
import pytest
import redis
from launcher.console import Problem
from launcher.portal import as_owner
from launcher.services import APP_ROLE, OWNER_ROLE, Servers, database_url, redis_url, temporary_place

from .conftest import wait_until


@pytest.fixture
def servers(checkout, console, tmp_path):
    folder, place = temporary_place(checkout)
    servers = Servers(place, tmp_path, console, is_durable=False)
    yield servers
    servers.stop()
    subprocess.run(["rm", "-rf", folder], check=True)


def alive(pid: int) -> bool:
    return Path(f"/proc/{pid}").exists()


def test_a_socket_url_is_read_alike_by_django_environ_and_libpq():
    url = database_url("cmsic_app", Path("/home/awa/mon dossier/é"))
    read = environ.Env.db_url_config(url)
    assert (read["NAME"], read["USER"], read["OPTIONS"]) == ("cmsic", "cmsic_app", {"host": "/home/awa/mon dossier/é"})
    assert psycopg.conninfo.conninfo_to_dict(url) == {
        "user": "cmsic_app",
        "dbname": "cmsic",
        "host": "/home/awa/mon dossier/é",
    }


def test_a_socket_url_is_read_by_redis():
    read = redis.Redis.from_url(redis_url(Path("/home/awa/mon dossier/v.sock"))).connection_pool.connection_kwargs
    assert (read["path"], read["db"]) == ("/home/awa/mon dossier/v.sock", 0)


def test_the_owner_of_the_schema_is_not_the_application():
    env = {"DATABASE_URL": "app", "DATABASE_OWNER_URL": "owner"}
    assert as_owner(env)["DATABASE_URL"] == "owner"
    assert env["DATABASE_URL"] == "app"


def test_the_servers_answer_on_sockets_only_and_end(servers):
    servers.start()
    pids = servers.pids()
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as owner:
        assert owner.execute("SHOW server_version_num").fetchone()[0].startswith("18")
        assert owner.execute("SHOW listen_addresses").fetchone() == ("",)
        for extension in ("unaccent", "pg_trgm", "btree_gist", "citext"):
            owner.execute(f"CREATE EXTENSION {extension}")  # the owner is no superuser: they must be trusted
        assert owner.execute("SELECT lower('ÉCOLE'), current_user").fetchone() == ("école", OWNER_ROLE)
    with psycopg.connect(servers.environment()["DATABASE_URL"]) as app:
        assert app.execute("SELECT current_user").fetchone() == (APP_ROLE,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            app.execute("CREATE TABLE t ()")
    with redis.Redis.from_url(servers.environment()["REDIS_URL"]) as broker:
        assert broker.ping()
        assert broker.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert broker.config_get("port") == {"port": "0"}
    servers.stop()
    assert not any(alive(pid) for pid in pids)


def test_data_survive_a_restart_and_a_kill(servers):
    servers.is_durable = True
    servers.start()
    with psycopg.connect(servers.environment()["DATABASE_OWNER_URL"]) as owner:
        owner.execute("CREATE TABLE t AS SELECT 1 AS n")
    with redis.Redis.from_url(servers.environment()["REDIS_URL"]) as broker:
        broker.set("k", "v")
        assert broker.config_get("appendonly") == {"appendonly": "yes"}
    identity = servers.identity()
    servers.stop()
    servers.start()
    for child in servers.children:
        child.process.kill()
        child.process.wait()
    servers.children.clear()
    servers.start()
    assert servers.identity() == identity
    assert servers.query("SELECT n FROM t") == "1"
    with redis.Redis.from_url(servers.environment()["REDIS_URL"]) as broker:
        assert broker.get("k") == b"v"


def test_a_cluster_of_another_version_is_told_and_kept(servers):
    servers.start()
    servers.stop()
    version = servers.place.postgres / "PG_VERSION"
    version.write_text("15\n")
    with pytest.raises(Problem, match=r"créée par PostgreSQL 15(.|\n)*Rien n’a été effacé"):
        servers.start()
    assert version.read_text() == "15\n"
    assert (servers.place.postgres / "base").exists()


def test_a_server_that_cannot_start_shows_the_end_of_its_log(servers):
    servers.start()
    servers.stop()
    (servers.place.postgres / "postgresql.conf").write_text("port = autre\n")
    with pytest.raises(Problem, match=r"PostgreSQL s’est arrêté au démarrage(.|\n)*port"):
        servers.start()
    assert servers.children == []


def test_a_failed_valkey_stops_postgres_too(servers, monkeypatch):
    monkeypatch.setattr(servers, "_start_valkey", lambda: (_ for _ in ()).throw(Problem("non")))
    with pytest.raises(Problem, match="non"):
        servers.start()
    wait_until(lambda: not (servers.place.postgres / "postmaster.pid").exists())


@pytest.mark.skipif(os.geteuid() != 0, reason="as an ordinary user the servers are one's own")
def test_root_lends_the_servers_to_a_system_account(servers):
    servers.start()
    for pid in servers.pids():
        assert Path(f"/proc/{pid}").owner() == "cmsic-portal"
