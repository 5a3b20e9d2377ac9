"""Which small faults a source text can be given: in C++ as clang-format leaves it, and in Lua.

A fault is a replacement of a few characters. It is found by looking at the text, not by parsing it: what turns out
not to compile is no fault (mutate.py leaves it out), so a guess that is wrong costs time and nothing else.
"""

import dataclasses
import random
import re

KINDS = ("comparison", "arithmetic", "constant", "statement", "condition")


@dataclasses.dataclass(frozen=True)
class Fault:
    kind: str
    start: int
    end: int
    text: str  # stands between start and end afterwards
    operator: int | None = None  # where the one stands that joins two conditions

    def put_into(self, source):
        return source[: self.start] + self.text + source[self.end :]


def find_faults(source, lua=False):
    """All faults of a text, in the order of their places."""
    code = (_LUA_HIDDEN if lua else _CPP_HIDDEN).sub(_blank, source)
    found = [*_operators(code, lua), *_constants(code), *_conditions(source, code, lua)]
    found += _lua_statements(code) if lua else _cpp_statements(code)
    return sorted(set(found), key=lambda fault: (fault.start, fault.end, fault.text))


def shuffled(faults, seed):
    """The same order for the same seed and faults. Kinds take turns by lot, so that none is drowned by another.

    `faults` is a list of (path, Fault)."""
    dice = random.Random(str(seed))
    by_kind = {kind: [item for item in faults if item[1].kind == kind] for kind in KINDS}
    for items in by_kind.values():
        dice.shuffle(items)
    order = []
    while waiting := [kind for kind in KINDS if by_kind[kind]]:
        order.append(by_kind[dice.choice(waiting)].pop())
    return order


# --- what is not code: its characters are hidden, its places stay ---

_CPP_HIDDEN = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<raw>\w*)\(.*?\)(?P=raw)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\''
    r"|^[ \t]*#(?:\\\n|[^\n])*|\bstatic_assert\([^;]*;|\btemplate <[^\n]*",
    re.DOTALL | re.MULTILINE,
)
_LUA_HIDDEN = re.compile(r"--[^\n]*|'(?:\\.|[^'\\\n])*'|\"(?:\\.|[^\"\\\n])*\"", re.DOTALL)


def _blank(match):
    text = match[0]
    if text[0] in "\"'R":  # a literal stays something that an operator can stand beside
        return '"' + re.sub(r"[^\n]", "_", text[1:-1]) + '"'
    return re.sub(r"[^\n]", " ", text)


# --- operators, constants, conditions ---

_TURNED = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "==": "!=", "!=": "==", "~=": "=="}
_CALCULATED = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="}


def _operators(code, lua):
    for match in re.finditer(r"(?<= )(?:[<>=!~]=|[<>])(?=\s)", code):
        turned = "~=" if lua and match[0] == "==" else _TURNED[match[0]]
        yield Fault("comparison", match.start(), match.end(), turned)
    for match in re.finditer(r"(?<=[^\s,(=<] )(?:[-+*/]=|[-+*/%])(?=\s+[^\s=])", code):
        if '"' in (code[match.start() - 2], code[match.end() :].lstrip()[:1]):
            continue  # texts are joined
        yield Fault("arithmetic", match.start(), match.end(), _CALCULATED[match[0]])
    for match in re.finditer(r"(?:(?<=[(\[{])|(?<=[=,?:] )|(?<=return ))-(?=[\w(])", code):
        yield Fault("arithmetic", match.start(), match.end(), "")
    loops = [(m.start(), m.end()) for m in re.finditer(r"\bfor \([^\n]*", code)]  # would seldom end
    for match in re.finditer(r"(?<![+-])(?:\+\+|--)(?![+-])", code):
        if lua or any(start <= match.start() < end for start, end in loops):
            continue
        yield Fault("arithmetic", match.start(), match.end(), "--" if match[0] == "++" else "++")


def _constants(code):
    for match in re.finditer(r"(?<![\w.'<])(?:0[xX][0-9a-fA-F']+|[0-9][0-9']*)(?:\.[0-9]+)?(?:e[-+]?[0-9]+)?", code):
        number = match[0].replace("'", "")
        if re.fullmatch(r"0[xX].+", number):
            text = hex(int(number, 16) + 1)
        elif number.isdigit():
            text = str(int(number) + 1)
        else:
            text = f"({number} + 1)"
        yield Fault("constant", match.start(), match.end(), text)
    for match in re.finditer(r"\b(?:true|false)\b", code):
        yield Fault("constant", match.start(), match.end(), "false" if match[0] == "true" else "true")


def _conditions(source, code, lua):
    pairs = {"and": "or", "or": "and"} if lua else {"&&": "||", "||": "&&"}
    for match in re.finditer(r"(?<= )(?:and|or)(?=\s)" if lua else r"(?<= )(?:&&|\|\|)(?=\s)", code):
        if lua:
            yield Fault("condition", match.start(), match.end(), pairs[match[0]])
            continue
        start, end = _joined(code, match.start(), match[0])
        turned = source[start : match.start()] + pairs[match[0]] + source[match.end() : end]
        yield Fault("condition", start, end, f"({turned})", match.start())
    if lua:
        for match in re.finditer(r"\bif ([^\n]*?) then\b", code):
            yield Fault("condition", *match.span(1), f"not ({source[slice(*match.span(1))]})")
        return
    for match in re.finditer(r"\bif \(", code):
        end = _closing(code, match.end() - 1)
        if end is None:
            continue
        start = _first_sign(code, match.end() + code[match.end() : end].rfind(";") + 1, end)  # behind what it declares
        if not re.match(r"(?:const|auto)\b", code[start:end]):
            yield Fault("condition", start, end, f"!({source[start:end]})")


def _first_sign(code, start, end):
    """Where the first sign stands that is no space."""
    return end - len(code[start:end].lstrip())


def _joined(code, operator, joins):
    """From the first condition that is joined before this operator to the end of the one behind it."""
    ends = r"[,;?]|(?<!:):(?!:)|(?<![=!<>])=(?!=)|\breturn\b|\bco_return\b" + (r"|\|\|" if joins == "&&" else "")
    depth, place = 0, operator - 1
    while place >= 0:
        if code[place] in ")]}":
            depth += 1
        elif code[place] in "([{":
            depth -= 1
        if depth < 0:
            break
        place -= 1
    inner = _flat(code, place + 1, operator)
    cut = max((match.end() for match in re.finditer(ends, inner)), default=0)
    start = _first_sign(code, place + 1 + cut, operator)
    end, depth = operator + 2, 0
    while end < len(code):
        if code[end] in "([{":
            depth += 1
        elif code[end] in ")]}":
            depth -= 1
            if depth < 0:
                break
        elif depth == 0 and (code[end] in ",;?" or code.startswith(("||", joins), end)):
            break
        elif depth == 0 and code[end] == ":" and ":" not in (code[end - 1], code[end + 1]):
            break
        end += 1
    return start, len(code[:end].rstrip())


def _flat(code, start, end):
    """The text with what stands in brackets blanked."""
    out, depth = [], 0
    for sign in code[start:end]:
        depth -= sign in ")]}"
        out.append(" " if depth > 0 else sign)
        depth += sign in "([{"
    return "".join(out)


def _closing(code, opening):
    """The place of the bracket that closes the one at `opening`."""
    depth = 0
    for place in range(opening, len(code)):
        if code[place] in "([{":
            depth += 1
        elif code[place] in ")]}":
            depth -= 1
            if depth == 0:
                return place
    return None


# --- statements that are taken out ---

_NO_STATEMENT = re.compile(
    r"(?:return|co_return|co_yield|using|namespace|class|struct|enum|typedef|static|const|constexpr|auto|case|default"
    r"|break|continue|goto|friend|public|private|protected|else|do|while|switch|try|extern|explicit"
    r"|ZWK_CO_ASSIGN_OR_RETURN|ZWK_ASSIGN_OR_RETURN)\b"
)


def _cpp_statements(code):
    """Calls, assignments, and an `if` or `for` of a single statement; never what declares something."""
    before = ";"  # how the code before this line ends
    for line in re.finditer(r"[^\n]*\S[^\n]*", code):
        start = _first_sign(code, *line.span())
        end = _end_of_statement(code, start) if before in ";{}:" and not _NO_STATEMENT.match(code, start) else None
        before = line[0].rstrip()[-1]
        if end is not None:
            yield Fault("statement", start, end, ";")


def _end_of_statement(code, start):
    if head := re.compile(r"(?:if|for)(?: constexpr)? (?=\()").match(code, start):
        body = _closing(code, head.end())
        if body is None or (end := _semicolon(code, body + 1)) is None:
            return None
        return None if re.match(r"\s*else\b", code[end:]) else end
    end = _semicolon(code, start)
    if end is None:
        return None
    text = re.sub(r"^co_await ", "", code[start:end])
    head = re.match(r"[^=(\[.+;-]*", text)[0].strip()
    declares = re.match(r"[\w:]+<[^;]*>[&*]* \w+[;({=]", text) or re.search(r"[\w>&*]\s+[&*]*\w", head) or re.search(r"= (?:default|delete);$", text)
    return None if declares or text in (";", "};") else end


def _semicolon(code, start):
    """Behind the semicolon that ends the statement at `start`; None if a block comes first."""
    place = start
    while place < len(code):
        if code[place] == ";":
            return place + 1
        if code[place] in ")]}" or code[place] == "{" and code[place - 1] in " \n" and code[place - 2] == ")":
            return None
        if code[place] in "([{":
            place = _closing(code, place)
            if place is None:
                return None
        place += 1
    return None


def _lua_statements(code):
    """Calls and assignments to what exists, and a loop or an `if` of one line."""
    start = None
    for line in re.finditer(r"[^\n]*\S[^\n]*", code):
        if start is None:
            text = line[0].strip()
            if not re.match(r"(?:call|redis\.call)\(|[\w.]+(?:\[[^=]*?\])?(?:, [\w.]+(?:\[[^=]*?\])?)* = ", text):
                if not re.match(r"(?:for\b.* do|if\b.* then)\b.* end$", text):
                    continue
            start = _first_sign(code, *line.span())
        text = code[start : line.end()]
        if all(text.count(a) == text.count(b) for a, b in ("()", "[]", "{}")):
            yield Fault("statement", start, start + len(text.rstrip()), "")
            start = None
