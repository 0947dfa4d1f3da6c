"""The throttle is accounts' now. The table stays as it is."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_tables_of_accounts"), ("mailadmin", "0002_version")]
    operations = [migrations.SeparateDatabaseAndState(state_operations=[migrations.DeleteModel(name="Throttle")])]
