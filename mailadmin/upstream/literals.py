"""Reads PostfixAdmin's configuration where PHP is not there: plain values, and nothing is run or guessed.

It knows the assignments `$CONF['x'] = …;`, `$CONF['x']['y'] = …;` and `$dbuser = …;`; strings of all four kinds,
numbers, arrays, sums, products and joined texts of these; included files; and of conditions those of PostfixAdmin's own
files (whether a file is there, whether a variable is set). An option that anything else might set is not read.
"""

import copy
import os
import re
from pathlib import Path

from mailadmin.upstream.php import VARIABLES, Read, Unreadable, text_of

TOKEN = re.compile(
    r"""(?P<blank>\s+|(?:\#(?!\[)|//)(?:(?!\?>)[^\r\n])*|/\*.*?\*/)
    |(?P<close>\?>.*?(?:<\?php\b|<\?=?|\Z))
    |(?P<doc><<<[ \t]*(?P<q>["']?)(?P<label>\w+)(?P=q)\r?\n(?P<body>.*?)(?P<indent>(?<=\n)[ \t]*)(?P=label)\b)
    |(?P<single>'(?:[^'\\]|\\.)*')
    |(?P<double>"(?:[^"\\]|\\.)*")
    |(?P<float>(?:\d+\.\d*|\.\d+)(?:[eE][+-]?\d+)?|\d+[eE][+-]?\d+)
    |(?P<int>0[xX][0-9a-fA-F]+|0[bB][01]+|\d+)
    |(?P<variable>\$[a-zA-Z_\x80-\xff][\w\x80-\xff]*)
    |(?P<name>[a-zA-Z_\\\x80-\xff][\w\\\x80-\xff]*)
    |(?P<sign>=>|\|\||&&|\.=|===?|!==?|\?\?|->|::|.)""",
    re.VERBOSE | re.DOTALL,
)
ESCAPE = re.compile(r"\\(?:([0-7]{1,3})|x([0-9a-fA-F]{1,2})|u\{([0-9a-fA-F]+)\}|([nrtvef\\$\"]))")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "v": "\v", "e": "\x1b", "f": "\f", "\\": "\\", "$": "$", '"': '"'}
WORDS = {"true": True, "false": False, "null": None}
KINDS = ("blank", "close", "doc", "single", "double", "float", "int", "variable", "name", "sign")
LEVELS = [("||",), ("&&",), (".",), ("+", "-"), ("*",)]  # of operators, the loosest first
DEPTH = 20  # of files that include others
BY_COLON = {"endif", "endforeach", "endfor", "endwhile", "endswitch", "goto"}
INCLUDES = ("require", "require_once", "include", "include_once")


class Returned(Exception):
    """The end of a file before its last line."""


class Hopeless(Exception):
    """What makes a guess of all that follows."""


def by_reader(paths):
    """What the files say one after another, as far as it can be read. Raises OSError, or Unreadable for all of them."""
    reader = Reader()
    try:
        for path in paths:
            reader.read(Path(path))
    except (Hopeless, RecursionError) as error:
        raise Unreadable(f"{reader.path}: {error}") from None
    values, skipped = reader.variables.pop("CONF"), reader.unread | reader.by_functions
    variables = {name: reader.variables[name] for name in VARIABLES if name in reader.variables}
    kept = {name: value for name, value in values.items() if name not in skipped}
    unread = {str(finished(name)): "no plain value" for name in skipped}
    return Read(finished(kept), finished(variables), unread)


def finished(value):
    """With strings as text; until then they are bytes in the shape of Latin-1, as in PHP."""
    if isinstance(value, dict):
        return {finished(key): finished(each) for key, each in value.items()}
    return text_of(value.encode("latin-1")) if isinstance(value, str) else value


def tokens(text):
    """(kind, text, match) of each token; the last is of the kind "end"."""
    start = re.search(r"<\?(?:php\b)?", text)
    result = []
    for match in TOKEN.finditer(text, start.end() if start else len(text)):
        kind = next(kind for kind in KINDS if match[kind] is not None)
        if kind == "name" and match[0].lower() in BY_COLON:
            raise Hopeless(f"{match[0]} can't be read without PHP")
        if kind != "blank":
            result.append((kind, match[0], match) if kind != "close" else ("sign", ";", match))
    return [*result, ("end", "", None)]


class Reader:
    """Goes through the statements of files, and keeps what they assign."""

    def __init__(self):
        self.variables = {"CONF": {}}
        self.unread = set()  # options that something unknown may have set
        self.by_functions = set()  # and those that a function of the file's own sets
        self.lost = set()  # and variables
        self.included = []
        self.path, self.tokens, self.at = None, [], 0

    def read(self, path):
        """Read one file, and those that it includes."""
        if len(self.included) > DEPTH:
            raise Hopeless("too many files include each other")
        outer = self.path, self.tokens, self.at
        self.included.append(path.resolve())
        self.path, self.at = path.resolve(), 0
        self.tokens = tokens(path.read_bytes().decode("latin-1"))
        try:
            while self.tokens[self.at][0] != "end":
                self.statement()
        except Returned:
            pass
        self.path, self.tokens, self.at = outer

    # --- Tokens

    def next(self):
        token = self.tokens[self.at]
        self.at += token[0] != "end"
        return token

    def sees(self, *texts):
        kind, text, _match = self.tokens[self.at]
        return kind in ("sign", "name") and text.lower() in texts

    def take(self, *texts):
        return self.next()[1].lower() if self.sees(*texts) else ""

    def need(self, text):
        if not self.take(text):
            raise Unreadable(f"no {text}")

    # --- Statements

    def statement(self):
        start = self.at
        try:
            self.known_statement()
        except Unreadable:
            self.at = start
            self.skip(lost=True)

    def known_statement(self):
        if self.take("{"):
            while not self.take("}") and self.tokens[self.at][0] != "end":
                self.statement()
        elif self.sees("function", "class", "abstract", "final", "trait"):
            self.definition()
        elif self.sees("global", "declare"):
            self.skip(lost=False)
        elif self.take("return"):
            raise Returned
        elif self.sees("exit", "die", "__halt_compiler"):
            raise Hopeless("it stops before its end")
        elif self.take("if"):
            self.condition()
        elif word := self.take(*INCLUDES):
            self.include(word)
        elif not self.take(";", "}"):
            self.assignment()

    def skip(self, *, lost):
        """Pass over one statement; if it is `lost`, nothing is known any more of what it names."""
        start, depth, end = self.at, 0, False
        while not end and self.tokens[self.at][0] != "end":
            kind, text, _match = self.next()
            sign = text if kind == "sign" else ""
            depth += (sign in ("(", "[", "{")) - (sign in (")", "]", "}"))
            end = depth <= 0 and sign in (";", "}")
        passed = range(start, self.at if lost else start)
        words = {self.tokens[at][1].lower() for at in passed if self.tokens[at][0] == "name"}
        # An `exit` that is reached only sometimes is not: PostfixAdmin would not run with such a file.
        if words & {*INCLUDES} or ("return" in words and "function" not in words):
            raise Hopeless("what it includes, or where it ends, can't be known without PHP")
        for at in passed:
            self.lose(at)
        if self.tokens[start][1].lower() in ("if", "try"):
            while self.sees("else", "elseif", "catch", "finally"):
                self.skip(lost=lost)

    def definition(self):
        """Pass over a function or a class. What it sets is unread for good: it may be called at any time."""
        start, unread = self.at, self.unread
        self.skip(lost=False)
        body = range(start, self.at)
        if any(self.tokens[at][1].lower() in ("global", "$globals") for at in body):
            self.unread = self.by_functions
            for at in body:
                if self.tokens[at][1] != "$CONF" or self.tokens[at - 1][1] not in ("global", ","):
                    self.lose(at)
            self.unread = unread

    def lose(self, at):
        kind, text, _match = self.tokens[at]
        if text == "$CONF" and self.tokens[at + 1][1] == "[" and self.tokens[at + 2][0] in ("single", "double"):
            self.unread.add(self.tokens[at + 2][1][1:-1])
        elif text in ("$CONF", "$GLOBALS", "$", "extract", "eval"):
            raise Hopeless("it sets options in a way that can't be read without PHP")
        elif kind == "variable":
            self.lost.add(text[1:])

    def condition(self):
        """Raises Unreadable, before any of them is read, when it is not known which branch counts."""
        self.need("(")
        meant = truth(self.value())
        self.need(")")
        self.branch(meant)
        if self.take("else"):
            self.branch(not meant)
        elif self.sees("elseif"):
            if meant:
                self.skip(lost=False)
                while self.sees("else", "elseif"):
                    self.skip(lost=False)
            else:
                self.next()
                self.statement_of_condition()

    def statement_of_condition(self):
        """An `elseif`, as a statement of its own."""
        start = self.at
        try:
            self.condition()
        except Unreadable:
            self.at = start
            self.skip(lost=True)
            while self.sees("else", "elseif"):
                self.skip(lost=True)

    def branch(self, meant):
        self.statement() if meant else self.skip(lost=False)

    def include(self, word):
        try:
            name = joinable(self.value())
            self.need(";")
        except Unreadable:
            raise Hopeless("it includes a file that can't be found without PHP") from None
        path = (self.path.parent / name).resolve()
        if not path.is_file():
            if word.startswith("require"):
                raise Hopeless(f"it includes {name}, which is not there")
        elif not (word.endswith("_once") and path in self.included):
            self.read(path)

    def assignment(self):
        name, keys = self.place()
        operator = self.take("=", ".=")
        value = self.value()
        if not operator or self.tokens[self.at][0] != "end":
            self.need(";")
        self.assign(name, keys, combined(".", self.read_place(name, keys), value) if operator == ".=" else value)

    def place(self):
        """A variable and the keys behind it; a key of None stands for `[]`."""
        kind, text, _match = self.next()
        if kind != "variable" or text == "$GLOBALS":
            raise Unreadable("no variable")
        keys = []
        while self.take("["):
            keys.append(None if self.sees("]") else as_key(self.value()))
            self.need("]")
        return text[1:], keys

    def assign(self, name, keys, value):
        if not keys:
            if name == "CONF" and not isinstance(value, dict):
                raise Unreadable("no array")
            self.variables[name] = value
            self.lost.discard(name)
            return
        if name == "CONF" and len(keys) == 1:
            self.unread.discard(keys[0])
        holder = self.variables.setdefault(name, {})
        for key in keys[:-1]:
            holder = holder.setdefault(key, {}) if isinstance(holder, dict) and key is not None else None
        if not isinstance(holder, dict):
            raise Unreadable("no array")
        holder[next_key(holder) if keys[-1] is None else keys[-1]] = value

    def read_place(self, name, keys):
        if (
            name in self.lost
            or name not in self.variables
            or (name == "CONF" and (not keys or keys[0] in self.unread | self.by_functions))
        ):
            raise Unreadable("unknown")
        value = self.variables[name]
        for key in keys:
            if not isinstance(value, dict) or key not in value:
                raise Unreadable("unknown")
            value = value[key]
        return copy.deepcopy(value)

    # --- Values

    def value(self, level=0):
        if level == len(LEVELS):
            return self.single_value()
        left = self.value(level + 1)
        while operator := self.take(*LEVELS[level]):
            left = combined(operator, left, self.value(level + 1))
        return left

    def single_value(self):
        kind, text, match = self.tokens[self.at]
        if kind == "variable":
            return self.read_place(*self.place())
        self.next()
        if kind == "name":
            return self.named(text.lower())
        if kind != "sign":
            return literal(kind, text, match)
        return self.behind_sign(text)

    def behind_sign(self, sign):
        if sign == "[":
            return self.array("]")
        if sign == "(":
            value = self.value()
            self.need(")")
            return value
        value = self.single_value() if sign in ("!", "-", "@") else None
        if sign == "!":
            return not truth(value)
        if sign == "@" or (sign == "-" and type(value) in (int, float)):
            return value if sign == "@" else -value
        raise Unreadable(sign)

    def named(self, name):
        """A constant, an array, or one of the few functions that PostfixAdmin's own files use."""
        constants = WORDS | {"__file__": str(self.path), "__dir__": str(self.path.parent), "php_eol": "\n"}
        if name in constants:
            return constants[name]
        self.need("(")
        if name == "array":
            return self.array(")")
        if name in ("isset", "empty"):
            value = self.there()
            result = value is not None if name == "isset" else not truth(value)
        else:
            result = called(name, self.value())
        self.need(")")
        return result

    def there(self):
        """The value of a variable, or None if it has none."""
        name, keys = self.place()
        if name in self.lost or name == "CONF":
            raise Unreadable("unknown")
        return self.read_place(name, keys) if name in self.variables else None

    def array(self, end):
        result = {}
        while not self.take(end):
            key = value = self.value()
            if self.take("=>"):
                value = self.value()
                result[as_key(key)] = value
            else:
                result[next_key(result)] = value
            if not self.sees(end):
                self.need(",")
        return result


def literal(kind, text, match):
    """The value of a number or a string."""
    if kind == "single":
        return re.sub(r"\\([\\'])", r"\1", text[1:-1])
    if kind == "double":
        return unescaped(text[1:-1])
    if kind == "doc":
        lines = match["body"].removesuffix("\n").removesuffix("\r").split("\n")
        body = "\n".join(line.removeprefix(match["indent"]) for line in lines)
        return body if match["q"] == "'" else unescaped(body, doc=True)
    if kind == "int":
        return int(text, 8 if re.fullmatch("0[0-7]+", text) else 0 if text != "0" else 10)
    if kind == "float":
        return float(text)
    raise Unreadable(text)


def unescaped(text, *, doc=False):
    """A string in double quotes, or a heredoc, in which `\\"` is nothing special."""
    if re.search(r"(?<!\\)(?:\\\\)*(?:\$[a-zA-Z_{\x80-\xff]|\{\$)", text):
        raise Unreadable("a variable in a text")

    def meant(found):
        octal, code, point, sign = found.groups()
        if doc and sign == '"':
            return found[0]
        if point:
            return chr(int(point, 16)).encode().decode("latin-1")
        return ESCAPES[sign] if sign else chr(int(octal or code, 8 if octal else 16) & 255)

    return ESCAPE.sub(meant, text)


def called(name, value):
    if isinstance(value, str):
        if name == "dirname":
            return os.path.dirname(value)  # noqa: PTH120 (as PHP's, which knows nothing of folders)
        if name in ("file_exists", "is_file") and value.startswith("/"):
            return os.path.exists(value) if name == "file_exists" else os.path.isfile(value)  # noqa: PTH110, PTH113
        if name == "defined" and value == "POSTFIXADMIN":
            return True
    raise Unreadable(f"{name}()")


def combined(operator, left, right):
    if operator in ("||", "&&"):
        return (truth(left) or truth(right)) if operator == "||" else (truth(left) and truth(right))
    if operator == ".":
        return joinable(left) + joinable(right)
    if type(left) is not int or type(right) is not int:
        raise Unreadable("a sum of what are no whole numbers")
    result = {"+": left + right, "-": left - right, "*": left * right}[operator]
    if abs(result) >= 2**63:
        raise Unreadable("a large number")
    return result


def joinable(value):
    if isinstance(value, dict | float):
        raise Unreadable("no text")
    return {True: "1", False: "", None: ""}[value] if value is None or isinstance(value, bool) else str(value)


def truth(value):
    return value not in (None, False, 0, "", "0", {})


def as_key(value):
    """A key as PHP keeps it: `"10"` and 10 are one."""
    if isinstance(value, dict | float):
        raise Unreadable("no key")
    if isinstance(value, str):
        return int(value) if re.fullmatch("0|-?[1-9][0-9]{0,17}", value) else value
    return "" if value is None else int(value)


def next_key(holder):
    return max((key for key in holder if isinstance(key, int)), default=-1) + 1
