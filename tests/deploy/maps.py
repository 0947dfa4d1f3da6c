"""The queries of deploy/, read out of the files as Postfix and Dovecot read them."""

import re

from .programs import DEPLOY

MAPS = DEPLOY / "postfix/sql"


def settings(text):
    """{name: value} of `name = value` lines; what begins with white space, or follows a backslash, goes on."""
    text = re.sub(r"(?m)^ *#.*\n", "", text)
    text = re.sub(r" *\\\n *|\n[ \t]+(?=\S)", " ", text)
    return dict(re.findall(r"(?m)^(\w+) *= *(.*)$", text))


def postfix_queries(engine):
    """{file name: query}"""
    return {path.name: settings(path.read_text())["query"] for path in sorted(MAPS.glob(f"{engine}_*.cf"))}


def dovecot_queries():
    """{file and name: query} of both versions."""
    old = settings((DEPLOY / "dovecot/dovecot-sql.conf.ext").read_text())
    queries = {f"2.3 {name}": query for name, query in old.items() if name.endswith("_query")}
    text = re.sub(r" *\\\n *", " ", (DEPLOY / "dovecot-2.4/mailadmin.conf").read_text())
    for block, body in re.findall(r"(?ms)^(passdb|userdb) sql \{\n(.*?)^\}", text):
        for name, query in re.findall(r"(?m)^  (query|iterate_query) = (.*)$", body):
            queries[f"2.4 {block} {name}"] = query
    return queries


def asked_for(query, address):
    """The query with the variables of Postfix and Dovecot replaced for one address."""
    local, _at, domain = address.rpartition("@")
    values = {"%s": address, "%u": local, "%d": domain, "%{user}": address, "%{protocol}": "imap"}
    return re.sub(r"%\{\w+\}|%[sud]", lambda match: values[match[0]], query)
