"""Models and migrations say the same."""

from django.core.management import call_command


def test_it_works(db):
    call_command("makemigrations", "--check", "--dry-run", verbosity=0)
