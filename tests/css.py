"""The form of the style sheets: `python -m tests.css` says which differ from it, `--write` brings them into it.

cssbeautifier is djlint's own: one declaration a line, one selector a line.
"""

import sys

import cssbeautifier

from tests.house_rules.source import ROOT

FILES = sorted((ROOT / "static/css").glob("*.css"))


def formatted(text):
    options = cssbeautifier.default_options()
    options.indent_size = 2
    options.newline_between_rules = False  # blank lines are for groups of rules, where the writer wants them
    options.space_around_combinator = True
    options.max_preserve_newlines = 2
    options.end_with_newline = True
    return cssbeautifier.beautify(text, options)


def main(write):
    different = [path for path in FILES if formatted(path.read_text()) != path.read_text()]
    for path in different:
        if write:
            path.write_text(formatted(path.read_text()))
        else:
            print(f"{path.relative_to(ROOT)} is not in form. Type: python -m tests.css --write", file=sys.stderr)
    return 1 if different and not write else 0


if __name__ == "__main__":
    sys.exit(main("--write" in sys.argv[1:]))
