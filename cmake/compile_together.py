"""Which sources of a library a compiler may read as one: prints the number of its group for each, separated by `;`.

    compile_together.py INCLUDES SOURCE...

Files that are compiled together see what the others hide in anonymous namespaces, and what the others include. So no name
may mean one thing here and another there, but for functions that differ in their parameters. Nobody who writes code has to
think of it: such files are in different groups. Looked at are the files and what they include from the folder INCLUDES.
"""
import functools
import re
import sys
import typing
from pathlib import Path

MOST = 16  # files of a group: more, and the other processors wait for one
NO_CODE = re.compile(r'R"(\w*)\(.*?\)\1"|//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])\'', re.S)


def main(includes, sources):
    groups, numbers = [], []
    for source in sources:
        file = File(source, includes)
        number = next((i for i, group in enumerate(groups)
                       if len(group) < MOST and all(fit(file, other) for other in group)), len(groups))
        if number == len(groups):
            groups.append([])
        groups[number].append(file)
        numbers.append(str(number))
    print(";".join(numbers))


class Declaration(typing.NamedTuple):
    name: str
    kind: str  # function, alias, type, variable, macro
    detail: str  # the parameters of a function, the whole of an alias
    namespace: str
    defined: str  # the file that says all of it, "" where it is only announced
    hidden: bool  # only its file sees it


class File:
    def __init__(self, path, includes):
        text = Path(path).read_text(encoding="utf-8")
        self.alone = re.search(r"^\s*using namespace\b", text, re.M)
        self.names = {}
        declarations = set(declared(text, path)) | of_headers(text, includes)
        aliases = {each.name: each.detail.partition(" = ")[2] for each in declarations if each.kind == "alias"}
        for declaration in declarations:
            if declaration.kind == "function":
                declaration = declaration._replace(detail=without(aliases, declaration.detail))
            self.names.setdefault(declaration.name, []).append(declaration)


def fit(one, other):
    return not (one.alone or other.alone) and not any(
        clash(a, b) for name in one.names.keys() & other.names.keys()
        for a in one.names[name] if a.hidden or a not in other.names[name]  # else they are together already
        for b in other.names[name] if b.hidden or b not in one.names[name])


def clash(one, other):
    """Of two declarations of one name."""
    hidden = one.hidden or other.hidden
    same_place = one.namespace == other.namespace
    twice = same_place and one.defined and other.defined and one.defined != other.defined
    if one.kind != other.kind:
        return hidden or same_place
    if one.kind == "alias":
        return (hidden or same_place) and one.detail != other.detail
    if one.kind == "function" and one.hidden == other.hidden and same_place and one.detail != other.detail:
        return False  # one hidden, the other not: the hidden one is found first, and alone
    return hidden or twice


def without(aliases, types):
    for _ in range(3):  # an alias may be of another one
        types = re.sub(r"\w+", lambda word: aliases.get(word.group(), word.group()), types)
    return types


@functools.lru_cache(None)
def of_header(path, includes):
    text = (Path(includes) / path).read_text(encoding="utf-8") if (Path(includes) / path).exists() else ""
    return {each._replace(hidden=False) for each in declared(text, path)} | of_headers(text, includes)


def of_headers(text, includes):
    return set().union(*(of_header(header, includes) for header in re.findall(r'^#include "([^"]+)"', text, re.M)))


def declared(text, path):
    """All that is declared outside of classes and functions."""
    text = NO_CODE.sub(lambda match: " " if match.group().startswith("/") else '""', text)
    for macro in re.findall(r"^\s*#\s*define\s+(\w+)", text, re.M):
        yield Declaration(macro, "macro", "", "", path, True)
    text = re.sub(r"^\s*#(?:[^\n]*\\\n)*[^\n]*", "", text, flags=re.M)
    scopes, head = [], ""  # names of namespaces that are open, None for other braces
    for piece in re.split(r"([{};])", text):
        if piece not in ("{", "}", ";"):
            head += piece
            continue
        if piece == "}":
            del scopes[-1:]
        else:
            head = " ".join(head.split())
            opened = re.fullmatch(r"(?:inline )?namespace ?([\w:]*)", head) if piece == "{" else None
            if head and not opened and None not in scopes:
                for name, kind, detail in of_declaration(head):
                    defined = path if piece == "{" or kind == "variable" and "=" in head else ""
                    yield Declaration(name, kind, detail, "::".join(filter(None, scopes)), defined,
                                      "" in scopes or head.startswith("static "))
            if piece == "{":
                scopes.append(opened.group(1) if opened else None)
        head = ""


def of_declaration(head):
    if head.startswith("template <>") or "operator" in head:
        return []
    head = re.sub(r"^template ?<.*?> ?(?=[a-z])", "", head)
    alias = re.fullmatch(r"(?:namespace|using) (\w+) = .*", head)
    if alias:
        return [(alias.group(1), "alias", head)]
    type_ = re.match(r"(?:struct|class|enum class|enum|union) (\w+)(?![\w:<])", head)
    if type_:
        return [(type_.group(1), "type", "")]
    function = re.match(r"[^=(]*?([\w:~]+) ?\(", head)
    if function:
        return [] if "::" in function.group(1) else [(function.group(1), "function", parameters(head[function.end():]))]
    variable = re.search(r"(?<![:\w])(\w+)(?: ?\[[^]]*\])*$", head.split("=")[0].strip())
    return [] if head.startswith(("using ", "struct ", "class ")) or not variable else [(variable.group(1), "variable", "")]


def parameters(text):
    """The types between the parentheses, without names and defaults."""
    depth, types, current = 0, [], ""
    for letter in text:
        depth += (letter in "(<[{") - (letter in ")>]}")
        if depth < 0:
            break
        if letter == "," and depth == 0:
            types, current = types + [current], ""
        else:
            current += letter
    named = [each.split("=")[0].strip() for each in types + [current]]
    return ", ".join(re.sub(r"(?<=[\w>&*]) ?\b\w+$", "", each) if re.search(r"[ &*>]\w+$", each) else each for each in named)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2:])
