from django.apps import AppConfig


class MailadminConfig(AppConfig):
    name = "mailadmin"

    def ready(self):
        from mailadmin import checks  # noqa: F401 (registers the system checks)
