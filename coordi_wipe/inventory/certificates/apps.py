"""The application as Django knows it."""

from django.apps import AppConfig


class CertificatesConfig(AppConfig):
    """What the inventory keeps."""

    name = "coordi_wipe.inventory.certificates"
    label = "certificates"
    default_auto_field = "django.db.models.BigAutoField"
