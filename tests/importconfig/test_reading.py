"""PHP and the reader of plain values say the same of a file; and nothing that a file does gets out of it."""

import time
from pathlib import Path

import pytest

from mailadmin.upstream.literals import by_reader
from mailadmin.upstream.php import Unreadable, by_php
from tests.importconfig.files import COMPUTED, DEBIAN, HOSTILE, PLAIN

SHIPPED = Path("/etc/postfixadmin/config.inc.php")


@pytest.fixture
def file(tmp_path):
    """A function that writes a file of that name, text or bytes, and returns its path."""

    def write(content, name="config.local.php"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


def both(*paths):
    """What both say, which must be the same to the type of each value and the order of all."""
    php, reader = by_php(paths), by_reader(paths)
    assert repr(reader.values) == repr(php.values)
    assert sorted(reader.variables.items()) == sorted(php.variables.items())
    assert reader.unread == php.unread == {}
    return php


def test_it_works(file):
    values = both(file(PLAIN)).values
    assert values["database_password"] == "p@ss:w/rd?#%$x '\"\\ é"
    assert values["database_user"] == "postfix"
    assert values["transport_options"] == {0: "virtual", 1: "lmtp:unix:private/dovecot", 2: "relay:"}
    assert list(values["vacation_choice_of_reply"]) == [0, 604800, 10, -2]
    assert values["welcome_text"] == 'Hi "you",\n  it\'s a $5 \\ text!'
    assert values["motd_user"] == "tab\there \\q A é"
    assert (values["aliases"], values["page_size"], values["sendmail"]) == ("0", "25", "NO")
    assert "backup" not in values


def test_the_shipped_one():
    """With Debian's dbconfig.inc.php, which it includes."""
    assert len(both(SHIPPED).values) > 110


def test_debian_s_own(file):
    file(DEBIAN, "dbconfig.inc.php")
    found = both(file(SHIPPED.read_bytes(), "config.inc.php"))
    assert found.values["database_password"] == "it's"
    assert found.values["database_host"] == "localhost"
    assert both(file(DEBIAN, "dbconfig.inc.php")).variables["dbtype"] == "mysql"


def test_a_later_file_goes_first(file):
    one = file("<?php $CONF['aliases'] = '3'; $CONF['mailboxes'] = '1';", "a.php")
    two = file("<?php $CONF['aliases'] = '4';", "b.php")
    assert both(one, two).values == {"aliases": "4", "mailboxes": "1"}


@pytest.mark.parametrize("content", [
    PLAIN.encode().replace(b"\n", b"\r\n"),
    b"\xef\xbb\xbf" + PLAIN.encode(),
    "<?php $CONF['motd_user'] = 'Grüße'; $CONF['x'] = \"\\xe4\";".encode("latin-1"),
    b"text before\n<?php $CONF['aliases'] = '1' ?>\n more <?php // a ?> b\n",
    b"<?php $CONF['a'] = 1; return; $CONF['a'] = 2;",
    b"<?php $CONF = array('aliases' => '3'); $CONF['x']['y']['z'] = 'deep'; $CONF['x']['y'][] = 0x1f + 010;",
    b"<?php global $CONF; $a['b'] = 'c'; $CONF['aliases'] = $a['b'] . PHP_EOL . 7 . true; $CONF['aliases'] .= 'd';",
    b"<?php if (!defined('POSTFIXADMIN')) die('x'); $CONF['a'] = array(); $CONF['b'] = array(1, '5' => 2, 3);",
    b"<?php if (isset($no)) $CONF['a'] = 1; else $CONF['a'] = 2; if (empty($no)) { ; } $CONF['b'] = dirname('/a/b');",
    b"<?php $CONF['a'] = <<<EOM\n    indented\n      more\n    EOM; $CONF['b'] = <<<EOM\nEOM;",
    b"<?php $CONF['a'] = 1.5e3; $CONF['b'] = .5; $CONF['c'] = 3 . 'a'; $CONF['d'] = 0b11 + 1 - 2 * 3; $CONF['e'] = -0;",
    b"<?php function x() { return 1; } class A { function b() { return $CONF['a']; } } $CONF['a'] = null;",
    b"", b"no PHP at all", b"<?php", b"<?php // only\n",
], ids=repr)  # fmt: skip
def test_odd_shapes(file, content):
    both(file(content))


def test_what_is_computed_is_not_guessed(file):
    found = by_reader([file(COMPUTED)])
    assert found.values == {"mailboxes": "7"}
    assert set(found.unread) == {
        *("aliases", "maxquota", "motd_user", "page_size", "motd_admin", "footer_text", "password_validation"),
    }
    php = by_php([file(COMPUTED)])
    assert php.values["aliases"] == 4
    assert (php.values["motd_user"], php.values["page_size"], php.values["footer_text"]) == ("Hello x", "30", "a")
    assert php.unread == {"password_validation": "code"}


@pytest.mark.parametrize(
    "content",
    [
        "foreach ($a as $k) { $CONF[$k] = 1; }",
        "$GLOBALS['CONF']['aliases'] = 2;",
        "extract($_ENV);",
        "eval('$CONF = 1;');",
        "$$name = 1;",
        "if ($a): $CONF['aliases'] = 2; endif;",
        "exit;",
        "require 'missing.php';",
        "include $unknown;",
        "$CONF = array_merge($CONF, array('aliases' => 2));",
        "$x = " + "(" * 5000 + "1" + ")" * 5000 + ";",
        "function set() { global $CONF; $CONF['aliases'] = 2; } set();",
        "$c = &$CONF; $c['aliases'] = 2;",
        "$c = &$CONF['aliases']; $c = 2;",
        "if (getenv('PATH')) { include 'config.inc.php'; }",
        "@include 'config.inc.php';",
        "if (getenv('PATH')) return; $CONF['aliases'] = 2;",
        "class A { function set() { global $CONF; $CONF['aliases'] = 2; } } (new A)->set();",
        "$f = function () { global $CONF; $CONF['aliases'] = 2; }; $f();",
        "list($CONF['aliases']) = array(2);",
        "foreach (array(2) as $CONF['aliases']) { }",
        "$x = $CONF['aliases'] = 2;",
        "$CONF['aliases'] ??= 2;",
        "unset($CONF['aliases']);",
    ],
)
def test_what_would_make_all_else_a_guess(file, content):
    path = file(f"<?php $CONF['aliases'] = 1; {content}")
    try:
        found = by_reader([path])
    except Unreadable:
        return
    assert "aliases" in found.unread


@pytest.mark.parametrize("what", HOSTILE)
def test_hostile_files_do_nothing(file, tmp_path, what):
    path = file(HOSTILE[what].replace("MARK", str(tmp_path / "mark")))
    started = time.monotonic()
    with pytest.raises(Unreadable, match="^PHP (stopped|ran)"):
        by_php([path])
    assert time.monotonic() - started < 60
    assert list(tmp_path.iterdir()) == [path]


def test_a_class_that_writes_is_not_there(file, tmp_path):
    path = file(f"<?php $f = new SplFileObject('{tmp_path}/mark', 'w'); $CONF['aliases'] = '5';")
    assert by_php([path]).values == {"aliases": "5"}
    assert list(tmp_path.iterdir()) == [path]


def test_output_and_warnings_do_no_harm(file):
    path = file(
        "a <?php echo 'x'; ob_end_clean(); echo 'y'; $CONF['aliases'] = $nothing['x'] . '5'; trigger_error('z');"
    )
    assert by_php([path]).values == {"aliases": "5"}


def test_other_folders_are_out_of_reach(file):
    path = file("<?php $CONF['motd_user'] = @file_get_contents('/etc/passwd') ?: 'none';")
    assert by_php([path]).values == {"motd_user": "none"}
