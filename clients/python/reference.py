#!/usr/bin/env python3
"""The reference of the interface, as pages: what the protos say of each service, RPC, message and value. reference.py FOLDER"""
import pathlib
import sys
import tempfile

from google.protobuf import descriptor_pool, message_factory
from google.protobuf.descriptor_pb2 import FieldDescriptorProto as Field

import generate

SCALARS = {number: name.removeprefix("TYPE_").lower() for name, number in Field.Type.items()}
AREAS = (*generate.AREAS, "common")


class Page:
    """One area."""

    def __init__(self, area, files, options):
        self.area, self.options = area, options
        self.files = [file for file in files if file.package == f"zwk.{area}.v1"]
        self.lines = [f"# zwk.{area}.v1", "", "Made from the protos."]

    def text(self):
        for file in self.files:
            said = generate.comments(file)
            for index, service in enumerate(file.service):
                self.service(file, service, said, (6, index))
        for file in self.files:
            said = generate.comments(file)
            for index, message in enumerate(file.message_type):
                self.message(message, message.name, said, (4, index))
            for index, enum in enumerate(file.enum_type):
                self.enum(enum, enum.name, said, (5, index))
        return "\n".join(self.lines) + "\n"

    def service(self, file, service, said, path):
        self.lines += ["", f"## {service.name}", "", said.get(path, "")]
        for index, method in enumerate(service.method):
            takes, gives = (link(each, self.area) for each in (method.input_type, method.output_type))
            takes = f"stream of {takes}" if method.client_streaming else takes
            gives = f"stream of {gives}" if method.server_streaming else gives
            http, roles, events = self.options(f"{file.package}.{service.name}.{method.name}")
            self.lines += ["", f"### {service.name}.{method.name}", "", f"{takes} → {gives}", ""]
            self.lines += [f"- HTTP: `{http}`"] if http else []
            self.lines += [f"- Roles: {', '.join(roles)}", "", as_text(said.get((*path, 2, index), ""))]
            if events:
                self.lines += ["", "| event | heard by whoever may call | says |", "|---|---|---|"]
            for event in events:
                reads = f"[{event.read_by}](#{event.read_by.lower().replace('.', '')})"
                self.lines.append(f"| {link(event.type, self.area)} | {reads} | {', '.join(f'`{each}`' for each in event.fields)} |")

    def message(self, message, name, said, path):
        if message.options.map_entry:
            return
        self.lines += ["", f"## {name}", "", as_text(said.get(path, ""))]
        if message.field:
            self.lines += ["", "| field | type | |", "|---|---|---|"]
        entries = {f"{each.name}": each for each in message.nested_type if each.options.map_entry}
        for index, field in enumerate(message.field):
            words = " ".join(said.get((*path, 2, index), "").split()).replace("|", "\\|")
            self.lines.append(f"| `{field.name}` | {self.type_of(field, entries)} | {words} |")
        for index, inner in enumerate(message.nested_type):
            self.message(inner, f"{name}.{inner.name}", said, (*path, 3, index))
        for index, inner in enumerate(message.enum_type):
            self.enum(inner, f"{name}.{inner.name}", said, (*path, 4, index))

    def enum(self, enum, name, said, path):
        self.lines += ["", f"## {name}", "", as_text(said.get(path, "")), "", "| value | |", "|---|---|"]
        for index, value in enumerate(enum.value):
            self.lines.append(f"| `{value.name}` | {' '.join(said.get((*path, 2, index), '').split())} |")

    def type_of(self, field, entries):
        entry = entries.get(field.type_name.rsplit(".", 1)[-1])
        if entry:
            return f"map of {self.type_of(entry.field[0], {})} to {self.type_of(entry.field[1], {})}"
        name = link(field.type_name, self.area) if field.type_name else SCALARS[field.type]
        return f"list of {name}" if field.label == Field.LABEL_REPEATED else name


def link(full, area):
    """To where a type is explained."""
    parts = full.strip(".").split(".")
    if parts[0] != "zwk":
        return f"`{'.'.join(parts)}`"
    name = ".".join(parts[3:])
    anchor = name.lower().replace(".", "")
    return f"[{name}]({'' if parts[1] == area else parts[1] + '.md'}#{anchor})"


def as_text(comment):
    """Lines of a comment that stand for themselves stay lines."""
    return "  \n".join(comment.splitlines())


def options_of(files):
    """Answers HTTP path, roles and told events of a method, from the options as messages."""
    pool = descriptor_pool.DescriptorPool()
    for file in (*_googles(), *files):
        pool.Add(file)
    message_factory.GetMessageClassesForFiles(["google/api/annotations.proto", "zwk/common/v1/allow.proto", "zwk/common/v1/public_event.proto"], pool)
    http = pool.FindExtensionByName("google.api.http")
    allow = pool.FindExtensionByName("zwk.common.v1.allow")
    told = pool.FindExtensionByName("zwk.common.v1.public_event")
    options = message_factory.GetMessageClass(pool.FindMessageTypeByName("google.protobuf.MethodOptions"))
    by_name = {f"{file.package}.{service.name}.{method.name}": method for file in files for service in file.service for method in service.method}

    def of(name):
        said = options.FromString(by_name[name].options.SerializeToString())
        rule = said.Extensions[http]
        verb = rule.WhichOneof("pattern")
        names = [allow.message_type.fields_by_name["roles"].enum_type.values_by_number[role].name for role in said.Extensions[allow].roles]
        return (f"{verb.upper()} {getattr(rule, verb)}" if verb else ""), [name.removeprefix("ROLE_") for name in names], said.Extensions[told]

    return of


def _googles():
    """What the protos import of Google, imports first."""
    from google.api import annotations_pb2, field_behavior_pb2, http_pb2, httpbody_pb2
    from google.protobuf import any_pb2, descriptor_pb2, duration_pb2, empty_pb2, field_mask_pb2, struct_pb2, timestamp_pb2, wrappers_pb2

    for module in (descriptor_pb2, any_pb2, duration_pb2, empty_pb2, field_mask_pb2, struct_pb2, timestamp_pb2, wrappers_pb2, http_pb2,
                   annotations_pb2, field_behavior_pb2, httpbody_pb2):
        file = generate.descriptor_pb2.FileDescriptorProto()
        module.DESCRIPTOR.CopyToProto(file)
        yield file


def main(folder):
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        files = generate.run_protoc(pathlib.Path(scratch))
    options = options_of(files)
    for area in AREAS:
        (folder / f"{area}.md").write_text(Page(area, files, options).text(), encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]))
