import zlib

import django.db.models.deletion
from django.db import migrations, models


def pack(apps, _schema_editor):
    """Compress the rows of existing entries as they are, so that their digests stay true."""
    entries = apps.get_model("audit", "Entry").objects.exclude(rows="[]")
    last = 0
    while some := list(entries.filter(pk__gt=last).order_by("pk")[:200]):
        last = some[-1].pk
        for entry in some:
            entry.packed = zlib.compress(entry.rows.encode())
        entries.bulk_update(some, ["packed"])


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="entry",
            name="packed",
            field=models.BinaryField(default=b""),
        ),
        migrations.RunPython(pack),
        migrations.RemoveField(
            model_name="entry",
            name="rows",
        ),
        migrations.CreateModel(
            name="Stretch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("register", models.CharField(max_length=80)),
                ("first_id", models.BigIntegerField()),
                ("last_id", models.BigIntegerField()),
                (
                    "entry",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="stretches", to="audit.entry"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["register", "first_id"], name="audit_stret_registe_42ccef_idx")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last_id__gt", models.F("first_id"))), name="stretch_has_records"
                    )
                ],
            },
        ),
    ]
