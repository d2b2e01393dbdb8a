"""What can be checked without running a test: settings, migrations, templates, drawn workflows, OpenAPI schema."""

import io
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.template import engines


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        call_command("check", fail_level="WARNING")
        call_command("makemigrations", check_changes=True, dry_run=True, verbosity=0)
        self.check_templates()
        call_command("draw_workflows", check=True)
        self.check_schema()
        self.stdout.write("settings, migrations, templates, workflows and API schema: ok")

    def check_templates(self) -> None:
        """Compile every Jinja2 template: a syntax error is found before somebody opens the page."""
        environment = engines["jinja2"].env  # type: ignore[attr-defined]
        wrong = []
        for name in environment.list_templates():
            if not name.endswith((".html", ".txt")):
                continue
            try:
                environment.get_template(name)
            except Exception as error:
                wrong.append(f"{name}: {error}")
        if wrong:
            raise CommandError("templates that do not compile:\n" + "\n".join(wrong))

    def check_schema(self) -> None:
        output = io.StringIO()
        call_command("spectacular", validate=True, fail_on_warn=True, stdout=output, stderr=output)
