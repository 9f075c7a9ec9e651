"""Uploaded sheets and the cells corrected in drafts lie sealed."""

import uuid

from django.db import migrations, models

import shuangying.kernel.imports.models
import shuangying.kernel.registers.sealed_json
from shuangying.core.sealing import FORMAT


def seal_corrections(apps, schema_editor):
    imports = apps.get_model("imports", "Import").objects.using(schema_editor.connection.alias)
    for row in imports.order_by("pk").iterator():
        row.uid, row.corrections = uuid.uuid4(), row.plain_corrections
        row.save(update_fields=["uid", "corrections"])


def seal_files(apps, schema_editor):
    uploads = apps.get_model("imports", "Upload").objects.using(schema_editor.connection.alias)
    for name in sorted({*uploads.exclude(file="").values_list("file", flat=True)}):
        storage = uploads.model._meta.get_field("file").storage
        if storage.exists(name) and storage.as_it_lies(name, 1) != FORMAT:
            storage.replace(name, storage.seal(name, storage.as_it_lies(name)))


class Migration(migrations.Migration):
    dependencies = [("imports", "0001_initial")]

    operations = [
        migrations.AddField("import", "uid", models.UUIDField(default=uuid.uuid4, editable=False)),
        migrations.AddField("upload", "gone_at", models.DateTimeField(null=True)),
        migrations.RenameField("import", "corrections", "plain_corrections"),
        migrations.AddField("import", "corrections", shuangying.kernel.registers.sealed_json.SealedJSONField()),
        migrations.RunPython(seal_corrections, migrations.RunPython.noop),
        migrations.RemoveField("import", "plain_corrections"),
        migrations.AlterField(
            "upload",
            "file",
            models.FileField(
                blank=True,
                max_length=200,
                storage=shuangying.kernel.imports.models._uploads,
                upload_to=shuangying.kernel.imports.models._folder,
            ),
        ),
        migrations.RunPython(seal_files, migrations.RunPython.noop),
    ]
