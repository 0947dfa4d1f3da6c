from django.apps import AppConfig


class AuditConfig(AppConfig):
    name = "mailadmin.audit"
    label = "audit"
