"""In the description of the API, a list of values is called as its class, or as the settings say."""

import pytest
from django.conf import settings

from cmsic.api_schema import drawn_schema
from promises.enums import PromiseOrigin
from steering.enums import Level


@pytest.fixture(scope="module")
def lists():
    drawn = drawn_schema()["components"]["schemas"]
    return {name: each["enum"] for name, each in drawn.items() if "enum" in each}


def test_a_list_is_called_as_its_class(lists):
    assert lists["PromiseOriginEnum"] == PromiseOrigin.values


def test_the_settings_name_what_a_class_names_too_shortly(lists):
    assert lists["RiskLevelEnum"] == Level.values
    assert "LevelEnum" not in lists


def test_every_name_of_the_settings_is_one_of_the_schema(lists):
    assert set(settings.SPECTACULAR_SETTINGS["ENUM_NAME_OVERRIDES"]) <= set(lists)
