"""A pytest plugin (`-p tests.database_only`): only what touches the database. The rest is the same on every engine."""

FIXTURES = {"db", "transactional_db", "live_server", "mail", "own_database"}


def pytest_collection_modifyitems(config, items):
    kept = [item for item in items if item.get_closest_marker("django_db") or FIXTURES & set(item.fixturenames)]
    config.hook.pytest_deselected(items=[item for item in items if item not in kept])
    items[:] = kept
