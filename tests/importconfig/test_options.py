"""The table of PostfixAdmin's options is whole and true."""

import os
import re
import subprocess
import sys

import pytest

from mailadmin.upstream.options import OPTIONS, OTHER_NAME, SAME_NAME
from mailadmin.upstream.php import by_php
from mailadmin.upstream.values import KINDS
from tests.house_rules.source import ROOT

SHIPPED = "/etc/postfixadmin/config.inc.php"
# Options that came after 3.3, or that its file only mentions.
LATER = """smtp_username smtp_type site_url emailcheck_localaliasonly totp app_passwords dkim dkim_all_admins
    smtp_active_flag domain_list_hide_maxquota domain_list_hide_password_expiry username_legal_chars
    dkim_struct_hook dkim_signing_struct_hook totp_exception_address_struct_hook mailbox_postcreation_hook
    mailbox_postpassword_script mailbox_postapppassword_script mailbox_post_TOTP_change_secret_script
    mailbox_post_totp_exception_add_script mailbox_post_totp_exception_delete_script domain_postedit_script
    min_password_length"""


def test_it_works():
    assert OPTIONS["aliases"].setting == "ALIASES"
    assert OPTIONS["xmlrpc_enabled"].setting == ""
    assert OPTIONS["xmlrpc_enabled"].why


def test_each_option_that_is_shipped_has_its_line():
    named = set(re.findall(r"\$CONF\['(\w+)'\]", open(SHIPPED).read()))  # noqa: PTH123, SIM115
    assert len(named) > 110
    assert not named - set(OPTIONS)
    assert set(OPTIONS) - named == set(LATER.split())


@pytest.mark.parametrize(("name", "default"), sorted(by_php([SHIPPED]).values.items()))
def test_defaults_are_those_that_are_shipped(name, default):
    assert OPTIONS[name].kind == "part" or OPTIONS[name].default == default


@pytest.mark.parametrize("option", [*SAME_NAME, *OTHER_NAME], ids=lambda option: option.name)
def test_what_is_taken_is_a_setting(option):
    sources = (ROOT / "mailadmin/settings.py").read_text() + (ROOT / "mailadmin/env.py").read_text()
    assert re.search(rf"self\.text\(\"{option.setting}\"|env\.\w+\(\s*\"{option.setting}\"", sources)
    assert (option in SAME_NAME) == (option.setting == option.name.upper())


@pytest.fixture(scope="module")
def documented():
    """The default of each setting, as .env.example says it."""
    return dict(re.findall(r"^#([A-Z_]+)=(.*)$", (ROOT / ".env.example").read_text(), re.MULTILINE))


@pytest.mark.parametrize(
    "option", [option for option in OPTIONS.values() if option.kind in KINDS], ids=lambda o: o.name
)
def test_defaults_differ_only_where_the_table_says_so(option, documented):
    ours = option.ours if option.ours is not None else KINDS[option.kind](option.default, option.name)
    assert documented[option.setting] == ours
    assert bool(option.why) == (option.ours is not None)


def test_the_example_file_tells_true_defaults(documented, tmp_path):
    """Started with those lines, the settings are what they are with none."""
    names = [option.setting for option in SAME_NAME if option.setting != "LOGGING"]
    code = f"from mailadmin import settings; print([getattr(settings, name) for name in {names}])"
    bare = {"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path), "DOTENV": "none"}
    results = {
        subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, text=True).stdout
        for environment in (bare, bare | {name: documented[name] for name in names})
    }
    assert len(results) == 1
    assert results.pop().startswith("[")


def test_what_is_left_out_has_a_reason():
    assert all(option.setting or len(option.why.split()) > 3 for option in OPTIONS.values())


def test_the_readme_counts_right():
    text = " ".join((ROOT / "README.md").read_text().split())
    assert f"Of its {len(OPTIONS)} options, {len(SAME_NAME)} are settings under the same name in capitals" in text
    assert f"{len(OTHER_NAME)} are part of settings under another name" in text
