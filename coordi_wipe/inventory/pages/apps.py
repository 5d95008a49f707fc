"""The application as Django knows it."""

from django.apps import AppConfig


class PagesConfig(AppConfig):
    """What people see of the inventory."""

    name = "coordi_wipe.inventory.pages"
    label = "pages"
