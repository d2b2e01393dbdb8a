"""Health of this one container: healthcheck.py web | worker | relay. Exit code 0 when it works."""

import json
import os
import socket
import sys
import urllib.error
import urllib.request

BEAT = (
    "SELECT 1 FROM jobs_worker WHERE role = %s AND position(%s IN name) > 0 AND seen_at > clock_timestamp() - interval"
    " '60 seconds'"
)


def web_answers() -> bool:
    """It answers and reaches its database. Dead workers are /healthz's news, not this container's fault."""
    host = os.environ["ALLOWED_HOSTS"].split(",")[0]
    request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
    try:
        with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310 - our own address
            answer = json.load(response)
    except urllib.error.HTTPError as error:
        answer = json.load(error)
    return answer.get("database") == "ok"


def has_beaten(role: str) -> bool:
    """It has written its beat within a minute."""
    import psycopg

    with psycopg.connect(os.environ["DATABASE_URL"], connect_timeout=4) as connection:
        return connection.execute(BEAT, [role, socket.gethostname()]).fetchone() is not None


if __name__ == "__main__":
    role = sys.argv[1]
    sys.exit(not (web_answers() if role == "web" else has_beaten(role)))
