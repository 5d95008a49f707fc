"""All that the inventory keeps."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Makes the tables."""

    initial = True

    dependencies = ()

    operations = (
        migrations.CreateModel(
            name="Certificate",
            fields=[
                ("digest", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("uuid", models.CharField(max_length=36)),
                (
                    "kind",
                    models.CharField(choices=[("real", "real"), ("rehearsal", "rehearsal")], max_length=9),
                ),
                ("number", models.CharField(db_index=True, max_length=13)),
                ("status", models.CharField(max_length=32)),
                ("level", models.CharField(max_length=8)),
                ("technique", models.CharField(blank=True, max_length=64)),
                ("tag", models.CharField(blank=True, db_index=True, max_length=120)),
                ("pc_tag", models.CharField(blank=True, db_index=True, max_length=120)),
                ("drive_model", models.CharField(blank=True, max_length=120)),
                ("drive_serial", models.CharField(blank=True, db_index=True, max_length=120)),
                ("drive_wwn", models.CharField(blank=True, max_length=120)),
                ("drive_size", models.BigIntegerField()),
                ("drive_numbered", models.BooleanField()),
                ("machine_vendor", models.CharField(blank=True, max_length=120)),
                ("machine_product", models.CharField(blank=True, max_length=120)),
                ("machine_serial", models.CharField(blank=True, max_length=120)),
                ("lot", models.CharField(blank=True, db_index=True, max_length=200)),
                ("operator", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                ("received_at", models.DateTimeField(db_index=True)),
                ("signer", models.CharField(max_length=200)),
                ("receipt", models.BinaryField()),
            ],
            options={
                "ordering": ("-received_at",),
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("accepted", "accepted"),
                            ("rejected", "rejected"),
                            ("destroyed", "destroyed"),
                        ],
                        max_length=9,
                    ),
                ),
                ("slip", models.CharField(blank=True, max_length=64)),
                ("reason", models.CharField(blank=True, max_length=500)),
                ("by", models.CharField(max_length=150)),
                ("at", models.DateTimeField()),
                ("entry", models.BinaryField()),
            ],
            options={
                "ordering": ("id",),
            },
        ),
        migrations.CreateModel(
            name="LogLeaf",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(choices=[("real", "real"), ("rehearsal", "rehearsal")], max_length=9),
                ),
                ("index", models.PositiveBigIntegerField()),
                ("data", models.BinaryField(max_length=32)),
            ],
            options={
                "ordering": ("kind", "index"),
            },
        ),
        migrations.CreateModel(
            name="Quarantined",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("digest", models.CharField(max_length=64, unique=True)),
                ("pdf", models.BinaryField()),
                ("signer", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Document",
            fields=[
                (
                    "certificate",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        serialize=False,
                        to="certificates.certificate",
                    ),
                ),
                ("pdf", models.BinaryField()),
                ("evidence", models.BinaryField()),
            ],
        ),
        migrations.AddConstraint(
            model_name="certificate",
            constraint=models.UniqueConstraint(fields=("kind", "uuid"), name="one_content_for_an_evidence"),
        ),
        migrations.AddField(
            model_name="decision",
            name="certificate",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="logleaf",
            name="certificate",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leaf",
                to="certificates.certificate",
            ),
        ),
        migrations.AddField(
            model_name="logleaf",
            name="decision",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="leaf",
                to="certificates.decision",
            ),
        ),
        migrations.AddField(
            model_name="quarantined",
            name="against",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="quarantined",
                to="certificates.certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="logleaf",
            constraint=models.UniqueConstraint(fields=("kind", "index"), name="one_leaf_for_a_place"),
        ),
        migrations.AddConstraint(
            model_name="logleaf",
            constraint=models.UniqueConstraint(fields=("kind", "data"), name="one_place_for_a_leaf"),
        ),
        migrations.AddConstraint(
            model_name="logleaf",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("certificate__isnull", False), ("decision__isnull", False), _connector="XOR"
                ),
                name="a_leaf_is_of_one_thing",
            ),
        ),
    )
