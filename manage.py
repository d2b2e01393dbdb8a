#!/usr/bin/env python3
"""Run a management command; `bin/manage` prepares the environment around it."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cmsic.settings.dev")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)
