import pytest

from tests.projects.world import Today


@pytest.fixture
def today(monkeypatch, tmp_path):
    return Today(monkeypatch, tmp_path)
