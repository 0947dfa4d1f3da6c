"""The zone says where mail for the domain goes; BIND itself loads it and answers."""

import pytest

from .programs import DEPLOY, free_port, program, rendered, run, running

ZONE = DEPLOY / "bind9/db.example.org"

RECORDS = [
    ("example.org", "MX", "5 mail.example.org."),
    ("example.org", "NS", "ns.example.org."),
    ("example.org", "TXT", '"v=spf1 mx -all"'),
    ("_dmarc.example.org", "TXT", '"v=DMARC1; p=none; rua=mailto:postmaster@example.org"'),
    *[
        (name, "A", "192.0.2.10")
        for name in (
            "example.org",
            "ns.example.org",
            "mail.example.org",
            "pop.example.org",
            "imap.example.org",
            "smtp.example.org",
            "webmail.example.org",
        )
    ],
    ("_imaps._tcp.example.org", "SRV", "0 1 993 mail.example.org."),
]


def test_it_works():
    done = run(program("named-checkzone", "bind9-utils"), "-i", "full", "example.org", ZONE)
    assert done.returncode == 0 and "loaded serial" in done.stdout, done.stdout
    assert "ignoring" not in done.stdout and "warning" not in done.stdout.lower(), done.stdout


@pytest.mark.parametrize("name", ["named.conf.options", "named.conf.local"])
def test_configuration_is_understood(name):
    done = run(program("named-checkconf", "bind9-utils"), DEPLOY / "bind9" / name)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.fixture(scope="module")
def name_server(tmp_path_factory):
    """The real BIND with these very files, asking nobody else; the port where it listens."""
    named = program("named", "bind9")
    folder, port = tmp_path_factory.mktemp("bind9"), free_port()
    options = rendered(
        "bind9/named.conf.options",
        folder / "named.conf.options",
        {
            'directory "/var/cache/bind";': f'directory "{folder}"; pid-file none; session-keyfile none;',
            "forwarders { 1.1.1.1; 9.9.9.9; };": "recursion no;",
            "dnssec-validation auto;": "dnssec-validation no;",
            "listen-on { any; };": f"listen-on port {port} {{ 127.0.0.1; }};",
            "listen-on-v6 { any; };": "listen-on-v6 { none; };",
        },
    )
    zones = rendered("bind9/named.conf.local", folder / "named.conf.local", {"/etc/bind/db.example.org": ZONE})
    whole = folder / "named.conf"
    whole.write_text(f'include "{options}";\ninclude "{zones}";\ncontrols {{ }};\n')
    with running(named, "-g", "-n", "1", "-c", whole, ready=port, log=folder / "log"):
        yield port


@pytest.mark.parametrize(("name", "kind", "answer"), RECORDS)
def test_it_answers(name_server, name, kind, answer):
    done = run(program("dig", "bind9-dnsutils"), "@127.0.0.1", "-p", name_server, "+short", "+norecurse", name, kind)
    assert done.stdout.strip() == answer


def test_it_gives_the_zone_to_nobody(name_server):
    done = run(program("dig", "bind9-dnsutils"), "@127.0.0.1", "-p", name_server, "example.org", "AXFR")
    assert "Transfer failed" in done.stdout
