from django.db import migrations, models

from yaji.kit import triggers


class Migration(migrations.Migration):
    dependencies = [("orders", "0003_found_by_name")]

    operations = [
        migrations.AddField(
            model_name="orderline",
            name="returns_until",
            field=models.DateTimeField(null=True),
        ),
        triggers.Install(),
    ]
