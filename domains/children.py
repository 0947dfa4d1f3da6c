"""What belongs to a domain and goes with it: the list to which each app adds its own tables."""

CHILDREN = {}  # model: what deletes its rows of a domain


def belongs_to_domain(*models):
    """Decorates a function of a domain's name that deletes the rows of these models which are in that domain."""

    def declare(purge):
        CHILDREN.update(dict.fromkeys(models, purge))
        return purge

    return declare


def purge_domain(name):
    """Delete all that is in the domain of that name, but not the domain itself. What was declared last goes first."""
    for purge in reversed(dict.fromkeys(CHILDREN.values())):
        purge(name)
