from django.db import migrations, models

from yaji.kit import triggers


class Migration(migrations.Migration):
    dependencies = [("orders", "0002_commission_rates")]

    operations = [
        migrations.AddField(
            model_name="order",
            name="name_print",
            field=models.CharField(blank=True, db_default="", db_index=True, default="", max_length=64),
        ),
        triggers.Install(),
    ]
