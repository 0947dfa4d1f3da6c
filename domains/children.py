"""What belongs to a domain: the list to which each app adds its own tables, with all that a domain needs of them."""

from dataclasses import dataclass

CHILDREN = []


@dataclass(frozen=True)
class Child:
    """Tables whose rows belong to domains, and what is done with them.

    `purge(name)` deletes the rows of one domain. `counts(names)` is {attribute: {name: number}} for lists, in as many
    queries for one domain as for many; `words(names)` what goes when these domains go, as (number, text with
    %(count)s); `begin(actor, domain)` makes what a new domain begins with.
    """

    models: tuple
    purge: object
    counts: object = None
    words: object = None
    begin: object = None


def belongs_to_domain(*models, **acts):
    """Declare tables; `acts` are those of Child."""
    CHILDREN.append(Child(models, **acts))


def purge_domain(name):
    """Delete all that is in the domain of that name, but not the domain itself. What was declared last goes first."""
    for child in reversed(CHILDREN):
        child.purge(name)


def begin_domain(actor, domain):
    """Make what a new domain begins with."""
    for child in CHILDREN:
        if child.begin:
            child.begin(actor, domain)


def with_counts(domains):
    """Give domains the numbers of what is in them, `mailbox_count` for instance, in a few queries for all of them."""
    names = [domain.domain for domain in domains]
    for child in CHILDREN:
        for attribute, numbers in child.counts(names).items() if child.counts else ():
            for domain in domains:
                setattr(domain, attribute, numbers.get(domain.domain, 0))
    return domains


def contents(names):
    """What is in domains, in words: what goes when they go."""
    lines = [line for child in CHILDREN if child.words for line in child.words(names)]
    return [text % {"count": number} for number, text in lines if number]
