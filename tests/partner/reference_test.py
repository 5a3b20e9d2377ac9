"""The reference of the interface: everything is in it, with words, and every link leads somewhere."""
import pathlib
import re
import sys
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "clients/python"))

import reference  # noqa: E402  (it stands in the client's folder)


class Reference(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        with tempfile.TemporaryDirectory() as folder:
            reference.main(pathlib.Path(folder))
            cls.pages = {path.name: path.read_text(encoding="utf-8") for path in pathlib.Path(folder).glob("*.md")}

    def test_every_rpc_message_and_enum_is_in_it(self):
        for path in (ROOT / "proto/zwk").rglob("*.proto"):
            text, page = re.sub(r"//.*", "", path.read_text()), self.pages[f"{path.parts[-3]}.md"]
            for service, body in re.findall(r"^service (\w+) \{(.*?)^\}", text, re.M | re.S):
                for rpc in re.findall(r"^  rpc (\w+)", body, re.M):
                    self.assertIn(f"\n### {service}.{rpc}\n", page)
            for name in re.findall(r"^(?:message|enum) (\w+)", text, re.M):
                self.assertIn(f"\n## {name}\n", page)

    def test_every_link_leads_somewhere(self):
        anchors = {name: {heading.lower().replace(".", "") for heading in re.findall(r"^##+ (.+)$", text, re.M)} for name, text in self.pages.items()}
        links = 0
        for name, text in self.pages.items():
            for page, anchor in re.findall(r"\]\(([a-z]*\.?m?d?)#([^)]+)\)", text):
                links += 1
                self.assertIn(anchor, anchors[page or name], f"{name}: {page}#{anchor}")
        self.assertGreater(links, 1000)

    def test_it_says_who_may_and_what_is_told(self):
        self.assertIn("- HTTP: `POST /v1/offers`\n- Roles: OFFER_EDITOR\n", self.pages["catalog.md"])
        self.assertIn("| [OfferPublished](#offerpublished) | [OfferService.GetOffer](#offerservicegetoffer) | `offer.offer_id`", self.pages["catalog.md"])


if __name__ == "__main__":
    unittest.main(verbosity=2)
