"""App passwords and exceptions from the second factor are accounts' now. The tables stay as they are."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_tables_of_accounts"), ("mailboxes", "0002_upstream_keys")]
    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.DeleteModel(name="AppPassword"),
                migrations.DeleteModel(name="TotpException"),
            ]
        )
    ]
