from typing import Any


def charts() -> dict[str, Any]:
    return {}
