from django.db import migrations

from yaji.experience.discover.engines import engine


def create(apps, schema_editor):
    for statement in engine(schema_editor.connection.vendor).CREATE:
        schema_editor.execute(statement)


def drop(apps, schema_editor):
    for statement in engine(schema_editor.connection.vendor).DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("discover", "0001_documents")]

    operations = [migrations.RunPython(create, drop)]
