"""The two roles, as groups."""

from typing import Any

from django.db import migrations

from coordi_wipe.inventory.certificates.roles import ROLES


def _make(apps: Any, editor: Any) -> None:
    for name in ROLES:
        apps.get_model("auth", "Group").objects.using(editor.connection.alias).get_or_create(name=name)


class Migration(migrations.Migration):
    """Makes the groups; nothing is undone."""

    dependencies = (
        ("certificates", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
    )

    operations = (migrations.RunPython(_make, migrations.RunPython.noop),)
