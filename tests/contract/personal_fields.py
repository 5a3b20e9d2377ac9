#!/usr/bin/env python3
"""People's words are Personal, so that they are sealed: every text of the protos that is not has been looked at by somebody.

A field of type string whose name does not say that it is an id, a key, a hash, a day or a language stands in services/zwkctl/privacy.json as one that is
about a person and in the clear, with the reason, or in personal_fields.toml as one that is about nobody. A new one fails until somebody decides. Names are taken at
their word: who calls the name of a person `key` is found by nobody here. So do all Personal fields, with what they are.

`personal_fields.py --write` writes the two tables of docs/privacy/verarbeitungstaetigkeit.md anew, which say what is kept about people.
"""

import json
import re
import sys
import tomllib

from roles import ROOT, files, short

LIST = ROOT / "tests/contract/personal_fields.toml"
WORDS = ROOT / "services/zwkctl/privacy.json"
PAGE = ROOT / "docs/privacy/verarbeitungstaetigkeit.md"
PERSONAL = ".zwk.common.v1.Personal"
# What a name says of itself. The rest is a text until somebody has said what it is.
NO_TEXT = re.compile(r"(\w+_)?(ids?|keys?|token|hash|sha256|locale|languages?|timezone|currency|country|countries)"
                     r"|\w+_(on|at|date|day)|on|dates?|valid_(from|to)|due_(earliest|latest)"
                     r"|dtstart|until|exdate|rdate|wkst|by(day|month|monthday|yearday|weekno|setpos)")
ROLES = json.loads(WORDS.read_text(encoding="utf-8"))["words"]["de"]["roles"]


class Protos:
    """Fields and methods by name, without `zwk.` and the version: participation.Topic.title."""

    def __init__(self):
        self.fields, self.inside, self.methods = {}, {}, []
        for file in files():
            if file["name"].startswith("zwk/"):
                area = self.named("." + file["package"])
                for message in file.get("messageType", ()):
                    self.take(area, message)
                self.methods += [method for service in file.get("service", ()) for method in service["method"]]

    @staticmethod
    def named(full):
        return re.sub(r"^\.zwk\.(\w+)\.v1", r"\1", full)

    def take(self, within, message):
        name = f"{within}.{message['name']}"
        self.inside[name] = {self.named(field["typeName"]) for field in message.get("field", ()) if "typeName" in field}
        self.fields |= {f"{name}.{field['name']}": field for field in message.get("field", ())}
        for nested in message.get("nestedType", ()):
            self.take(name, nested)

    def personal(self):
        return {name for name, field in self.fields.items() if field.get("typeName") == PERSONAL}

    def texts(self):
        return {name for name, field in self.fields.items()
                if field["type"] == "TYPE_STRING" and not NO_TEXT.fullmatch(field["name"]) and not name.startswith("common.Personal.")}

    def reach(self, message, seen):
        """Messages that stand in it, at any depth."""
        if message not in seen:
            seen.add(message)
            for each in self.inside.get(message, ()):
                self.reach(each, seen)
        return seen

    def readers(self, field):
        """Roles of the methods that answer with it, in the order of ROLES."""
        message = field.rpartition(".")[0]
        roles = {short(role) for method in self.methods if message in self.reach(self.named(method["outputType"]), set())
                 for role in method["options"]["[zwk.common.v1.allow]"]["roles"]}
        return [german for role, german in ROLES.items() if role in roles]


def decided():
    """What somebody has decided of each text: {"personal": {name: [what, key]}, "clear": {name: [what, why]}, "nobody": {...}}."""
    words = json.loads(WORDS.read_text(encoding="utf-8"))
    german = {kind: {name: each["de"] for name, each in words[listed].items()} for kind, listed in (("personal", "sealed"), ("clear", "clear"))}
    return tomllib.loads(LIST.read_text(encoding="utf-8")) | german


def nobody(groups):
    for reason, lines in groups.items():
        for line in lines.split("\n"):
            message, *fields = line.split() or [""]
            yield from ((f"{message}.{field}", reason) for field in fields)


def faults(protos, said):
    about_nobody = [name for name, _ in nobody(said["nobody"])]
    said_of = [*said["personal"], *said["clear"], *about_nobody]
    yield from (f"{name} is said twice" for name in sorted({name for name in said_of if said_of.count(name) > 1}))
    yield from (f"{name} is Personal: what is it, and whose key is it under (sealed)?" for name in sorted(protos.personal() - said["personal"].keys()))
    yield from (f"{name} is not Personal: its line goes" for name in sorted(said["personal"].keys() - protos.personal()))
    yield from (f"{name} is a text: is it Personal, about a person in the clear (clear) or about nobody ([nobody])?"
                for name in sorted(protos.texts() - said["clear"].keys() - set(about_nobody)))
    yield from (f"{name} is no text of the protos: its line goes" for name in sorted(set(about_nobody) - protos.texts()))
    yield from (f"there is no {name}: its line goes" for name in sorted(said["clear"].keys() - protos.fields.keys()))


def tables(protos, said):
    sealed = ["| Feld | was es ist | Schlüssel | wer es gelesen bekommt |", "|---|---|---|---|"]
    for name, (what, key) in said["personal"].items():
        readers = ", ".join(protos.readers(name)) or "niemand; steht in der Niederschrift"
        sealed.append(f"| `{name}` | {what} | {key} | {readers} |")
    clear = ["| Feld | was es ist | warum es nicht versiegelt ist |", "|---|---|---|"]
    clear += [f"| `{name}` | {what} | {why} |" for name, (what, why) in said["clear"].items()]
    return {"versiegelt": sealed, "klartext": clear}


def with_tables(page, made):
    for name, lines in made.items():
        begin, end = f"<!-- {name} -->\n", f"<!-- Ende {name} -->"
        before, found, rest = page.partition(begin)
        if not found or end not in rest:
            raise SystemExit(f"{PAGE.relative_to(ROOT)} has no place for the table {name}")
        page = before + begin + "\n".join(lines) + "\n" + end + rest.partition(end)[2]
    return page


def main():
    protos, said = Protos(), decided()
    if len(protos.personal()) < 10 or len(protos.texts()) < 100:
        sys.exit("this test no longer sees the protos")
    found = list(faults(protos, said))
    if found:
        sys.exit("\n".join(found) + f"\n({WORDS.relative_to(ROOT)}, {LIST.relative_to(ROOT)})")
    page = PAGE.read_text(encoding="utf-8")
    wanted = with_tables(page, tables(protos, said))
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(wanted, encoding="utf-8")
    elif page != wanted:
        sys.exit(f"{PAGE.relative_to(ROOT)} does not say what the protos say: tests/contract/personal_fields.py --write")


if __name__ == "__main__":
    sys.dont_write_bytecode = True
    main()
