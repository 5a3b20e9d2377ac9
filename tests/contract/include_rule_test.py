#!/usr/bin/env python3
"""The include rule finds what is planted, in every kind of file, and lets a sound tree be."""

import pathlib
import tempfile
import unittest

import include_rule

SOUND = {
    "platform/base/values.h": ["<string>", '"absl/strings/string_view.h"'],
    "platform/store/documents.h": ['"platform/base/values.h"', '"hiredis/hiredis.h"'],
    "catalog/main.cc": ['"catalog/catalog.h"', '"platform/config/service_main.h"'],
    "catalog/catalog.cc": ['"catalog/catalog.h"', '"catalog/offer/offer_store.h"', '"platform/rpc/server.h"'],
    "catalog/catalog.h": ['"platform/store/store.h"'],
    "catalog/offer/offer.h": ["<vector>", '"platform/base/values.h"', '"zwk/catalog/v1/offer.pb.h"',
                              '"zwk/common/v1/personal.pb.h"', '"catalog/register/place.h"'],
    "catalog/offer/offer_port.h": ['"catalog/offer/offer.h"'],
    "catalog/offer/offer_use.h": ['"catalog/offer/offer_port.h"', '"platform/metrics/metrics.h"'],
    "catalog/offer/offer_api.cc": ['"catalog/offer/offer_use.h"', '"platform/rpc/answer.h"'],
    "catalog/offer/offer_store.h": ['"platform/store/documents.h"', '"catalog/offer/offer.h"'],
    "catalog/offer/population_view.cc": ['"platform/stream/view.h"', '"zwk/forecasting/v1/forecast.pb.h"'],
    "catalog/offer/population_client.cc": ['"platform/rpc/channel.h"', '"zwk/forecasting/v1/forecast.pb.h"'],
    "catalog/offer/offer_test.cc": ["<gtest/gtest.h>", '"tests/support/proto.h"', '"platform/store/redis_store.h"'],
    "catalog/register/place.h": ["<string>"],
    "catalog/search/words.cc": ["<libstemmer.h>"],
    "zwkctl/main.cc": ["<CLI/CLI.hpp>", '"platform/rpc/channel.h"', '"zwk/catalog/v1/offer.pb.h"'],
}

# File, what is planted there.
BREACHES = [
    ("catalog/offer/offer.h", '"platform/store/store.h"'),
    ("catalog/offer/offer.h", '"platform/rpc/fields.h"'),
    ("catalog/offer/offer.h", '"catalog/offer/offer_use.h"'),
    ("catalog/offer/offer.h", '"catalog/offer/offer_store.h"'),
    ("catalog/offer/offer.h", '"zwk/forecasting/v1/forecast.pb.h"'),
    ("catalog/offer/offer.h", '"forecasting/register/neighborhood.h"'),
    ("catalog/offer/offer.h", "<libstemmer.h>"),
    ("catalog/offer/offer.h", "<grpcpp/grpcpp.h>"),
    ("catalog/offer/offer_port.h", '"platform/metrics/metrics.h"'),
    ("catalog/offer/offer_port.h", '"catalog/offer/offer_use.h"'),
    ("catalog/offer/offer_use.h", '"catalog/offer/offer_api.h"'),
    ("catalog/offer/offer_use.h", '"platform/stream/view.h"'),
    ("catalog/offer/offer_api.cc", '"catalog/offer/offer_store.h"'),
    ("catalog/offer/offer_api.cc", '"platform/store/redis_store.h"'),
    ("catalog/offer/offer_api.cc", '"zwk/reporting/v1/document.pb.h"'),
    ("catalog/offer/offer_store.h", '"platform/rpc/channel.h"'),
    ("catalog/offer/offer_store.h", '"catalog/offer/offer_api.h"'),
    ("catalog/offer/population_view.cc", '"platform/rpc/channel.h"'),
    ("catalog/offer/population_view.cc", "<hiredis/hiredis.h>"),
    ("catalog/offer/population_client.cc", '"platform/config/service_main.h"'),
    ("catalog/offer/offer_test.cc", '"reporting/page/page.h"'),
    ("catalog/catalog.h", '"forecasting/forecasting.h"'),
    ("catalog/catalog.h", "<hiredis/hiredis.h>"),
    ("catalog/main.cc", '"participation/participation.h"'),
    ("catalog/main.cc", "<prometheus/registry.h>"),
    ("catalog/wire/convert.h", '"platform/store/store.h"'),
    ("platform/base/values.h", '"platform/store/store.h"'),
    ("platform/base/values.h", '"catalog/offer/offer.h"'),
    ("platform/store/documents.h", '"platform/rpc/server.h"'),
    ("platform/store/documents.h", "<grpcpp/grpcpp.h>"),
    ("platform/novelty/new.h", '"platform/base/values.h"'),
    ("zwkctl/main.cc", '"catalog/offer/offer.h"'),
    ("zwkctl/main.cc", '"platform/store/store.h"'),
    ("novelty/new.h", '"platform/base/values.h"'),
]


def found(tree):
    with tempfile.TemporaryDirectory() as folder:
        for name, includes in tree.items():
            path = pathlib.Path(folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text("".join(f"#include {include}\n" for include in includes), encoding="utf-8")
        return include_rule.breaches(pathlib.Path(folder))


class IncludeRule(unittest.TestCase):
    def test_a_sound_tree_is_let_be(self):
        self.assertEqual(found(SOUND), [])

    def test_what_is_planted_is_found_by_file_and_line(self):
        for name, include in BREACHES:
            with self.subTest(name=name, include=include):
                lines = SOUND.get(name, []) + [include]
                self.assertEqual(
                    [line.split(": ")[0] for line in found({**SOUND, name: lines})], [f"{name}:{len(lines)}"])

    def test_a_circle_of_folders_is_found(self):
        tree = {**SOUND, "catalog/register/place.h": ['"catalog/search/words.h"'],
                "catalog/search/words.h": ['"catalog/offer/offer.h"']}
        self.assertEqual(found(tree), ["catalog: a circle of folders: offer -> register -> search -> offer"])


if __name__ == "__main__":
    unittest.main()
