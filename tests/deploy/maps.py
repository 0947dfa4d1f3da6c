"""The queries of deploy/, read out of the files as Postfix and Dovecot read them."""

import re

from deploy.mailconfig import Account, Database, Policy, render

from .programs import DEPLOY

SOMEBODY = Account("somebody", "secret", "PASSWORD")

MAPS = DEPLOY / "postfix/sql"


def settings(text):
    """{name: value} of `name = value` lines; what begins with white space, or follows a backslash, goes on."""
    text = re.sub(r"(?m)^ *#.*\n", "", text)
    text = re.sub(r" *\\\n *|\n[ \t]+(?=\S)", " ", text)
    return dict(re.findall(r"(?m)^(\w+) *= *(.*)$", text))


def postfix_queries(engine):
    """{file name: query}"""
    return {path.name: settings(path.read_text())["query"] for path in sorted(MAPS.glob(f"{engine}_*.cf"))}


def dovecot_queries(engine="mysql", **policy):
    """{file and name: query} of both versions, with two app passwords and every condition in."""
    policy = {"app_passwords_tried": 2, "password_expiration": True} | policy
    files = render(DEPLOY, Database(engine, "/db"), SOMEBODY, SOMEBODY, SOMEBODY, Policy(**policy))
    queries = {}
    for path, text in files.items():
        if path.startswith("dovecot/dovecot-app-password"):
            queries[f"2.3 {path[8:-9]}"] = settings(text)["password_query"]
    old = settings(files["dovecot/dovecot-sql.conf.ext"])
    queries |= {f"2.3 {name}": query for name, query in old.items() if name.endswith("_query")}
    text = re.sub(r" *\\\n *", " ", files["dovecot-2.4/mailadmin.conf"])
    for kind, block, body in re.findall(r"(?ms)^(passdb|userdb) ([\w-]+) \{\n(.*?)^\}", text):
        for name, query in re.findall(r"(?m)^  (query|sql_query|iterate_query) = (.*)$", body):
            queries[f"2.4 {kind} {name}" if block == "sql" else f"2.4 dovecot-{block}"] = query
    return queries


def asked_for(query, address):
    """The query with the variables of Postfix and Dovecot replaced for one address."""
    local, _at, domain = address.rpartition("@")
    values = {"%s": address, "%u": local, "%d": domain, "%r": "192.0.2.7", "%%{": "%{"}
    values |= {"%{user}": address, "%{user | domain}": domain, "%{protocol}": "imap", "%{remote_ip}": "192.0.2.7"}
    return re.sub(r"%%\{|%\{[\w |]+\}|%[sudr]", lambda match: values[match[0]], query)
