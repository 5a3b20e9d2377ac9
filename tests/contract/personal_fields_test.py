#!/usr/bin/env python3
"""What personal_fields.py lets pass and what not, on the protos as they are and one thing added or taken away."""

import copy
import sys
import unittest

sys.dont_write_bytecode = True
import personal_fields as rule

PROTOS = rule.Protos()
SAID = rule.decided()


class Faults(unittest.TestCase):
    def setUp(self):
        self.protos, self.said = copy.deepcopy(PROTOS), copy.deepcopy(SAID)

    def found(self):
        return list(rule.faults(self.protos, self.said))

    def add(self, name, **kind):
        self.protos.fields[name] = {"name": name.rpartition(".")[2], "type": "TYPE_STRING", **kind}

    def test_the_tree_has_none(self):
        self.assertEqual(self.found(), [])

    def test_a_text_of_which_nobody_has_said_anything_is_one(self):
        for name in ("participation.Board.contact_name", "catalog.Offer.author", "reporting.Document.remark"):
            with self.subTest(name):
                self.setUp()
                self.add(name)
                self.assertEqual([fault.partition(" ")[0] for fault in self.found()], [name])

    def test_a_name_that_says_what_it_is_is_believed(self):
        for name in ("board_id", "lab_ids", "page_token", "neighborhood_key", "sha256", "valid_to", "issued_on", "locale"):
            self.add(f"participation.New.{name}")
        self.assertEqual(self.found(), [])

    def test_a_new_personal_field_wants_words(self):
        self.add("participation.Lab.contact", type="TYPE_MESSAGE", typeName=rule.PERSONAL)
        self.assertEqual([fault.partition(":")[0] for fault in self.found()], ["participation.Lab.contact is Personal"])

    def test_what_was_sealed_and_is_so_no_more_is_noticed(self):
        self.protos.fields["participation.Topic.title"] = {"name": "title", "type": "TYPE_STRING"}
        self.assertEqual([fault.partition(":")[0] for fault in self.found()],
                         ["participation.Topic.title is not Personal", "participation.Topic.title is a text"])

    def test_lines_of_what_is_gone_go(self):
        for name in ("participation.Board.purpose", "catalog.Organization.email"):
            del self.protos.fields[name]
        self.assertEqual(len(self.found()), 2)

    def test_nothing_is_said_twice(self):
        self.said["nobody"]["once more"] = "participation.Board purpose"
        self.assertEqual(self.found(), ["participation.Board.purpose is said twice"])


class Readers(unittest.TestCase):
    def test_they_are_the_roles_of_those_who_are_answered(self):
        self.assertEqual(PROTOS.readers("participation.Topic.title"),
                         ["Administration", "Planung", "Vorsitz", "Moderation", "Protokoll", "Beirat", "Teilnehmende"])
        self.assertEqual(PROTOS.readers("participation.MinutesSignature.signatory"), [])


class Page(unittest.TestCase):
    def test_what_stands_around_the_tables_stays(self):
        page = "vor\n<!-- a -->\nalt\n<!-- Ende a -->\nnach\n"
        self.assertEqual(rule.with_tables(page, {"a": ["neu"]}), "vor\n<!-- a -->\nneu\n<!-- Ende a -->\nnach\n")

    def test_a_page_without_a_place_is_refused(self):
        with self.assertRaises(SystemExit):
            rule.with_tables("vor\n", {"a": []})


if __name__ == "__main__":
    unittest.main()
