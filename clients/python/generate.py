#!/usr/bin/env python3
"""Makes the package: what is written by hand here, and beside it what the protos say. generate.py FOLDER

FOLDER/zwk/<area>/v1/*_pb2.py   messages and their types, by protoc
FOLDER/zwk/<area>/services.py   a typed class for each service
FOLDER/zwk/reasons.py           a class for each reason of a refusal (proto/zwk/common/v1/reason.proto)
"""
import pathlib
import re
import shutil
import sys
import sysconfig

import grpc_tools
from google.protobuf import descriptor_pb2
from grpc_tools import protoc

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parents[1]
AREAS = ("participation", "forecasting", "catalog", "reporting")
SERVICE, ENUM = 6, 5  # numbers of these fields in FileDescriptorProto, for the paths of comments


def run_protoc(out):
    """All protos as Python and as descriptors with their comments."""
    protos = sorted(str(path.relative_to(ROOT / "proto")) for path in (ROOT / "proto/zwk").rglob("*.proto"))
    image = out / "image.binpb"
    arguments = ["protoc", f"-I{ROOT / 'proto'}", f"-I{sysconfig.get_paths()['purelib']}",
                 f"-I{pathlib.Path(grpc_tools.__file__).parent / '_proto'}",
                 f"--python_out={out}", f"--pyi_out={out}", "--include_source_info", f"--descriptor_set_out={image}"]
    if protoc.main([*arguments, *protos]) != 0:
        sys.exit("protoc failed")
    files = descriptor_pb2.FileDescriptorSet.FromString(image.read_bytes()).file
    image.unlink()
    return files


def comments(file):
    """Path of an element -> what stands above it."""
    return {tuple(at.path): re.sub(r"(?m)^ ", "", at.leading_comments).strip() for at in file.source_code_info.location}


def module(file):
    return file.name.removesuffix(".proto").replace("/", ".") + "_pb2"


def docstring(text, indent):
    """As lines of code; the text of a proto may hold anything."""
    lines = text.replace("\\", "\\\\").replace('"""', "'''").splitlines() or [""]
    if len(lines) == 1 and not lines[0].endswith('"'):
        return [f'{indent}"""{lines[0]}"""']
    return [f'{indent}"""{lines[0]}', *[f"{indent}{line}".rstrip() for line in lines[1:]], f'{indent}"""']


class Types:
    """Where each message is, and which modules that needs."""

    def __init__(self, files):
        self.of = {f".{file.package}.{message.name}": (file, message) for file in files for message in file.message_type}
        self.imports = set()

    def name(self, full):
        if full == ".google.api.HttpBody":
            self.imports.add("from google.api import httpbody_pb2")
            return "httpbody_pb2.HttpBody"
        file, message = self.of[full]
        package, name = module(file).rsplit(".", 1)
        alias = f"{package.split('.')[1]}_{name}"
        self.imports.add(f"from {package} import {name} as {alias}")
        return f"{alias}.{message.name}"

    def listed(self, method):
        """The field of a list's answer that has what is listed, if the method answers page by page."""
        if method.output_type not in self.of:
            return None
        asked = {field.name for field in self.of[method.input_type][1].field}
        fields = self.of[method.output_type][1].field
        lists = [field for field in fields if field.label == field.LABEL_REPEATED and field.type == field.TYPE_MESSAGE]
        paged = "page_token" in asked and "next_page_token" in {field.name for field in fields}
        return lists[0] if paged and len(lists) == 1 and lists[0].type_name in self.of else None


def method_lines(types, full_service, method, text):
    request, response = types.name(method.input_type), types.name(method.output_type)
    path = f'"/{full_service}/{method.name}"'
    kind, takes, gives = "unary", f"request: {request}", response
    if method.server_streaming:
        kind, gives = "server_stream", f"Iterator[{response}]"
    if method.client_streaming:
        kind, takes = "client_stream", f"requests: Iterable[{request}]"
    lines = [f"    def {method.name}(self, {takes}, *, timeout: float | None = None) -> {gives}:", *docstring(text, " " * 8),
             f"        return self._calls.{kind}({path}, {takes.split(':')[0]}, {response}, timeout)", ""]
    field = types.listed(method)
    if field:
        item = types.name(field.type_name)
        lines += [f"    def Iter{method.name}(self, request: {request}, *, timeout: float | None = None) -> Iterator[{item}]:",
                  f'        """All that {method.name} lists from this page on, page by page."""',
                  f"        for page in self._calls.pages({path}, request, {response}, timeout):",
                  f"            yield from page.{field.name}", ""]
    return lines


def services_module(area, files):
    types, body, names = Types(files), [], []
    for file in files:
        said = comments(file)
        for index, service in enumerate(file.service if file.package == f"zwk.{area}.v1" else ()):
            names.append(service.name)
            body += ["", f"class {service.name}:", *docstring(said.get((SERVICE, index), ""), "    "), "",
                     "    def __init__(self, calls: Calls) -> None:", "        self._calls = calls", ""]
            for number, method in enumerate(service.method):
                body += method_lines(types, f"{file.package}.{service.name}", method, said.get((SERVICE, index, 2, number), ""))
    area_class = ["", f"class {area.capitalize()}:", f'    """The services of {area}."""', "", "    def __init__(self, calls: Calls) -> None:",
                  *[f"        self.{name} = {name}(calls)" for name in names]]
    imports = ["from collections.abc import Iterable, Iterator", "", *sorted(types.imports), "from zwk.calls import Calls", ""]
    return "\n".join([f'"""The services of {area}. Made from the protos."""', *imports, *body, *area_class]) + "\n"


def reasons(files):
    """Name and meaning of each reason."""
    file = next(file for file in files if file.name == "zwk/common/v1/reason.proto")
    said = comments(file)
    return [(value.name.removeprefix("REASON_"), said[(ENUM, 0, 2, index)].split("\n\n")[-1])
            for index, value in enumerate(file.enum_type[0].value) if value.number]


def reasons_module(files):
    lines = ['"""A class for each reason of a refusal. Made from zwk/common/v1/reason.proto."""', "from zwk.errors import Error", ""]
    table = []
    for name, meaning in reasons(files):
        class_name = "".join(word.capitalize() for word in name.split("_"))
        lines += ["", f"class {class_name}(Error):", *docstring(meaning, "    "), ""]
        table.append(f'    "{name}": {class_name},')
    return "\n".join([*lines, "", "BY_REASON: dict[str, type[Error]] = {", *table, "}"]) + "\n"


def main(out):
    shutil.rmtree(out, ignore_errors=True)
    shutil.copytree(HERE, out, ignore=shutil.ignore_patterns("tests", "generate.py", "requirements.txt", "__pycache__", ".mypy_cache"))
    files = run_protoc(out)
    (out / "zwk/reasons.py").write_text(reasons_module(files), encoding="utf-8")
    for area in AREAS:
        (out / f"zwk/{area}/services.py").write_text(services_module(area, files), encoding="utf-8")
    for folder in {path.parent for path in out.glob("zwk/*/v1/*.py")} | {out / "zwk" / area for area in (*AREAS, "common")}:
        (folder / "__init__.py").touch()
    version = re.search(r"^project\(zwk VERSION ([0-9.]+)", (ROOT / "CMakeLists.txt").read_text(encoding="utf-8"), re.M)
    (out / "VERSION").write_text(version[1] + "\n", encoding="utf-8")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(pathlib.Path(sys.argv[1]).resolve())
