"""What is in the database, to compare before and after."""

from django.apps import apps

# What a mere look or a refused attempt may write: sessions, the count of failed sign-ins, the overview's kept figures.
PASSING = {"django_session", "mailadmin_throttle", "mailadmin_totp_step", "mailadmin_snapshot", "django_migrations"}


def contents():
    """Every row of every table that people's work is in."""
    models = [model for model in apps.get_models() if model._meta.db_table not in PASSING | unused_tables()]
    return {
        model._meta.db_table: sorted(map(repr, model._base_manager.values_list(*columns(model)))) for model in models
    }


def columns(model):
    return [field.attname for field in model._meta.concrete_fields]


def unused_tables():
    """Those of Django's own apps that have no table here."""
    return {model._meta.db_table for app in ("auth", "contenttypes") for model in apps.get_app_config(app).get_models()}
