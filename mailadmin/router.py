"""Keeps the tables of Django's own accounts (users, groups, permissions) out of the mail database."""


class NoDjangoAccounts:
    """Django's sign-in machinery is used with our own tables `admin` and `mailbox`, so theirs are never made."""

    def allow_migrate(self, db, app_label, **hints):
        return False if app_label in ("auth", "contenttypes") else None
