"""All faults of a C++ file in one text, asleep: it is compiled once, and each run of a test wakes one (awake.h).

A fault that cannot sleep (in a constant expression, a case, a type) is left out, and seeded alone.
"""

import bisect
import hashlib
import pathlib
import re
import zlib

HEADER = pathlib.Path(__file__).with_name("awake.h").read_text()
NO_FAULT = 77  # awake.h

_TURNED = {"<": "Less", "<=": "LessOrEqual", ">": "Greater", ">=": "GreaterOrEqual", "==": "Equal", "!=": "NotEqual",
           "+": "Plus", "-": "Minus", "*": "Times", "/": "Over", "%": "Rest",
           "+=": "PlusInto", "-=": "MinusInto", "*=": "TimesInto", "/=": "OverInto"}
_SIZE_OF_AN_ARRAY = re.compile(r"(?<!return )\b(?!return\b)\w+ \w+(?:\[\w*\])*\[$")
_IN = "::zwk_mutate::"


def number_of(path, place):
    """The number of a fault, from its file and its place among the faults of the file: the same in every run (ccache)."""
    return (zlib.crc32(path.encode()) << 16) + place + 1


def that_sleep(source, path, faults):
    """{number: fault}"""
    numbered = {number_of(path, place): fault for place, fault in enumerate(faults)}
    return {number: fault for number, fault in numbered.items() if pieces(source, fault, number)}


def weave(source, path, header, numbered):
    """The text with the faults of `numbered` ({number: fault}); lines stay where they are.

    Warnings stay out of it: what a sleeping fault looks like is no news to anybody."""
    edits = []  # (place, order, end, text): at one place what is within opens later and closes earlier
    for number, fault in numbered.items():
        for start, end, text in pieces(source, fault, number):
            size = fault.end - fault.start
            if start == end == fault.end:
                order = (0, size, -number)
            elif start == end == fault.start:
                order = (1, -size, number)
            else:
                order = (2,)
            edits.append((start, order, end, text))
    out, at = [], 0
    for start, _, end, text in sorted(edits):
        out += [source[at:start], text]
        at = max(at, end)
    woven = "".join([*out, source[at:]])
    # A constant of a name is no constant expression any more when it may be another one.
    woven = re.sub(r"\bconstexpr (?=[\w:<>, *]+ k[A-Z]\w*[^;]*" + _IN + ")", "const ", woven)
    return f'#include "{header}"\n# 1 "{path}" 3\n{woven}'


def pieces(source, fault, number):
    """[(start, end, text)] that put the sleeping fault into its text; none where it cannot sleep."""
    was, on = source[fault.start : fault.end], f"{_IN}On({number})"
    if fault.kind == "statement":
        return [(fault.start, fault.start, f"{{ if (!{on}) "), (fault.end, fault.end, " }")]
    if fault.kind == "constant":
        if _SIZE_OF_AN_ARRAY.search(source, source.rfind("\n", 0, fault.start) + 1, fault.start):
            return []
        tail = re.compile(r"[uUlLzZfF]*").match(source, fault.end)[0] if was[0].isdigit() else ""
        return [(fault.start, fault.end + len(tail), f"({on} ? {fault.text}{tail} : {was}{tail})")]
    if fault.kind == "condition" and fault.operator is None:
        return [(fault.start, fault.start, f"{on} != static_cast<bool>("), (fault.end, fault.end, ")")]
    if fault.kind == "condition":
        if "co_await" in was:
            return []
        either = source[fault.operator : fault.operator + 2] == "||"
        return [
            (fault.start, fault.start, "(static_cast<bool>("),
            (fault.operator, fault.operator + 2, f") {'==' if either else '!='} {on} ? static_cast<bool>("),
            (fault.end, fault.end, f") : {'!' if either else ''}{on})"),
        ]
    if fault.text == "":  # a sign
        return [(fault.start, fault.end, f"({on} ? 1 : -1) * ")]
    if was in ("++", "--") and re.fullmatch(r"[^\w)\]]..[\w*]", source[fault.start - 1 : fault.end + 1], re.DOTALL):
        return [(fault.start, fault.end, f"{_IN}{'Up' if was == '++' else 'Down'}{{{number}}} ->* ")]
    if was in _TURNED:
        return [(fault.end, fault.end, f" {_IN}{_TURNED[was]}{{{number}}} {was}")]
    return []


def lines_of(source, fault, number):
    """The lines (from 1) on which the fault changes the text."""
    ends = [match.start() for match in re.finditer("\n", source)]
    return {bisect.bisect_left(ends, place) + 1 for start, end, _ in pieces(source, fault, number) for place in (start, end)}


def wrong_lines(output, path):
    """Lines of a file at which the compiler stops, or what it says is no constant."""
    found = re.findall(rf"{re.escape(str(path))}:(\d+):\d+: (?:error:|note: [^\n]*constant| *required from here)", output)
    return {int(line) for line in found}


def let_scripts_be_replaced(header):
    """A generated header of scripts takes, where there is one, what the environment has under the name of a constant."""
    return re.sub(r"inline constexpr char (k\w+)\[\] =(?! ::)", r'inline const char* const \1 = ::zwk_mutate::Instead("\1") ?:',
                  re.sub(r"#pragma once\n(?!#pragma)", "#pragma once\n#pragma GCC system_header\n", header))


def replaced(header, text, after):
    """The environment that puts one script, and its hash, in the place of another."""
    names = dict(re.findall(r'char\* const (k\w+) = \S+ \?: "(\w+)"', header))
    was, now = (hashlib.sha1(script.encode()).hexdigest() for script in (text, after))
    [sha] = [name for name, value in names.items() if value == was]
    return {sha: now, sha.removesuffix("Sha") + "Script": after}
