from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "mailboxes"

    def ready(self):
        from mailboxes import purge  # noqa: F401 (declares what goes with a domain)
