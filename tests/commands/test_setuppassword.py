"""manage.py setuppassword"""

import pytest

from mailadmin.passwords import check_setup_password, hash_setup_password
from tests.conftest import PASSWORD


@pytest.fixture(autouse=True)
def var(settings, tmp_path):
    """A folder for what is kept, and no setup password yet."""
    settings.VAR_DIR = tmp_path / "var"
    settings.SETUP_PASSWORD_HASH = ""
    return settings.VAR_DIR


def kept(var):
    return (var / "setup_password_hash").read_text().strip()


def test_it_works(works, var):
    line = works("setuppassword", "--password-stdin", stdin=f"{PASSWORD}\n")
    name, _equals, value = line.rstrip("\n").partition("=")
    assert name == "SETUP_PASSWORD_HASH"
    assert (value[0], value[-1]) == ("'", "'")
    assert check_setup_password(PASSWORD, value.strip("'"))
    assert not var.exists()


def test_it_may_be_kept_under_var(works, var):
    assert str(var) in works("setuppassword", "--password-stdin", "--write", stdin=f"{PASSWORD}\n")
    assert check_setup_password(PASSWORD, kept(var))
    assert (var / "setup_password_hash").stat().st_mode & 0o777 == 0o600
    assert [path.name for path in var.iterdir()] == ["setup_password_hash"]


def test_one_that_is_made(manage, var):
    done = manage("setuppassword", "--generate")
    assert done.code == 0
    assert check_setup_password(done.out.rstrip("\n"), done.err.strip().removeprefix("SETUP_PASSWORD_HASH=").strip("'"))
    done = manage("setuppassword", "--generate", "--write")
    assert check_setup_password(done.out.rstrip("\n"), kept(var))


def test_a_new_one_replaces_what_was_kept(works, var, settings):
    works("setuppassword", "--password-stdin", "--write", stdin="Swan-7-lake-42\n")
    (var / "setup_password").write_text("Swan-7-lake-42\n")
    settings.SETUP_PASSWORD_HASH = kept(var)
    works("setuppassword", "--password-stdin", "--write", stdin=f"{PASSWORD}\n")
    assert check_setup_password(PASSWORD, kept(var))
    assert not (var / "setup_password").exists()


def test_nothing_is_kept_that_would_not_count(refused, works, var, settings):
    settings.SETUP_PASSWORD_HASH = hash_setup_password("Swan-7-lake-42")
    line = refused("setuppassword", "--password-stdin", "--write", stdin=f"{PASSWORD}\n")
    assert "SETUP_PASSWORD_HASH is set" in line
    assert not var.exists()
    works("setuppassword", "--password-stdin", stdin=f"{PASSWORD}\n")


def test_a_folder_that_is_none(refused, var):
    var.write_text("a file")
    assert str(var) in refused("setuppassword", "--password-stdin", "--write", stdin=f"{PASSWORD}\n")


@pytest.mark.parametrize(
    ("options", "stdin", "sentence"),
    [
        ([], "", "--password-stdin or --generate"),
        (["--password-stdin"], "", "at least 5 characters"),
        (["--password-stdin"], "weak\n", "at least 2 digits"),
        (["--password-stdin"], "1a" * 37 + "\n", "too long"),
        (["--password", PASSWORD], "", "unrecognized arguments"),
        (["--password-stdin", "--generate"], "", "not allowed with argument"),
    ],
)
def test_bad_input(refused, options, stdin, sentence):
    assert sentence in refused("setuppassword", *options, stdin=stdin)
