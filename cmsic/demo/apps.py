from django.apps import AppConfig


class DemoConfig(AppConfig):
    """Demo data: real facts with their sources, and a fictitious ministry that says so on every page."""

    name = "cmsic.demo"
    label = "demo"
