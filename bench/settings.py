"""The portal as it is deployed, with the kinds of jobs of the benches."""

from cmsic.settings.test import *  # noqa: F403
from cmsic.settings.test import INSTALLED_APPS

INSTALLED_APPS = [*INSTALLED_APPS, "bench.kinds"]
SIDE_DATABASE = "side"
