"""Several people at the same moment: threads, each with a database connection of its own.

Tests that use this are marked `django_db(transaction=True)`: what one thread wrote must be there for the others.
"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from django.db import connections


def at_once(*acts):
    """Call all functions at the same moment. Returns, in order, what each returned, or the exception it raised."""
    start = Barrier(len(acts))

    def run(act):
        try:
            start.wait(10)
            return act()
        except Exception as error:
            return error
        finally:
            connections.close_all()

    with ThreadPoolExecutor(len(acts)) as pool:
        return [future.result() for future in [pool.submit(run, act) for act in acts]]
