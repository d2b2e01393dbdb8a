"""Health of one web container: it answers and reaches its database. Dead workers are /healthz's news, not this container's fault."""

import json
import os
import sys
import urllib.error
import urllib.request

host = os.environ["ALLOWED_HOSTS"].split(",")[0]
request = urllib.request.Request("http://127.0.0.1:8000/healthz", headers={"Host": host})
try:
    with urllib.request.urlopen(request, timeout=4) as response:  # noqa: S310
        answer = json.load(response)
except urllib.error.HTTPError as error:
    answer = json.load(error)
sys.exit(answer.get("database") != "ok")
