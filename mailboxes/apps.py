from django.apps import AppConfig


class MailboxesConfig(AppConfig):
    name = "mailboxes"

    def ready(self):
        from mailboxes import children  # noqa: F401 (declares what belongs to a domain)
