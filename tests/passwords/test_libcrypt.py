"""libcrypt by ctypes, and passlib where it is missing: the same hashes, from many threads, without a warning."""

import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from mailadmin.passwords import check_password, crypt, make_password

PLAIN = "Fish-42 sheep"
VECTORS = (Path(__file__).parent / "vectors.txt").read_text().splitlines()[1:]
NOT_IN_PASSLIB = ("$y$", "{CRYPT}$y$", "$2x$", "$5$rounds=1000$ab+c$")


@pytest.fixture
def no_libcrypt(monkeypatch):
    monkeypatch.setattr(crypt, "_crypt_r", None)


def test_it_works():
    assert crypt._crypt_r, "libcrypt.so.1 is missing: apt-get install --no-install-recommends libcrypt1"
    assert crypt._crypt(b"Fish-42 sheep", b"$1$GBlGaZwS") == b"$1$GBlGaZwS$fyIhY/hMqe3bvPqkVf7Ts."
    assert crypt._crypt(b"Fish-42 sheep", b"$9$nonsense") is None


@pytest.mark.parametrize("stored", VECTORS)
def test_passlib_reads_the_same(no_libcrypt, stored):
    readable = not stored.startswith(NOT_IN_PASSLIB)
    assert check_password(PLAIN, stored) is readable
    assert check_password("x" + PLAIN, stored) is False


@pytest.mark.parametrize("scheme", ["MD5-CRYPT", "SHA256-CRYPT", "SHA512-CRYPT"])
@pytest.mark.parametrize("plain", [PLAIN, "密码 %=\"'", "x" * 200])
def test_passlib_makes_the_same(doveadm, monkeypatch, scheme, plain):
    monkeypatch.setattr(crypt, "_crypt_r", None)
    stored = make_password(plain, scheme)
    assert "rounds" not in stored
    monkeypatch.undo()
    assert check_password(plain, stored)
    assert doveadm.fits(plain, stored)


def test_passlib_steps_in_for_what_libcrypt_refuses(monkeypatch):
    """Distributions may build libcrypt without the old forms."""
    monkeypatch.setattr(crypt, "_crypt_r", lambda *_arguments: b"*0")
    assert check_password(PLAIN, make_password(PLAIN, "MD5-CRYPT"))


def test_threads_do_not_meet():
    plains = [f"Fish-{i}" for i in range(200)]
    with ThreadPoolExecutor(8) as pool:
        hashes = list(pool.map(make_password, plains, ["MD5-CRYPT", "SHA256-CRYPT"] * 100))
        assert all(pool.map(check_password, plains, hashes))
        assert not any(pool.map(check_password, plains, hashes[1:] + hashes[:1]))


def test_import_warns_of_nothing():
    program = "import mailadmin.passwords, warnings; assert 'crypt' not in str(warnings.filters)"
    root = Path(__file__).resolve().parents[2]
    done = subprocess.run([sys.executable, "-W", "error", "-c", program], cwd=root, capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")
