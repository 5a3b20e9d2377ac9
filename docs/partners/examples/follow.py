"""Keeps a copy of a city's organizations in a file: follow.py ADDRESS MUNICIPALITY CERTIFICATE CA FILE [--once]

The cursor is in the same file and changes with the copy, in one transaction: wherever this program or the platform is
interrupted, it goes on where it was. --once: ends when it is up to date.
"""
import sqlite3
import sys

import zwk
from zwk.catalog.v1.organization_pb2 import (GetOrganizationRequest, ListOrganizationsRequest, OrganizationArchived, OrganizationChanged,
                                             OrganizationCreated)

TABLES = """
CREATE TABLE IF NOT EXISTS organization (id TEXT PRIMARY KEY, name TEXT NOT NULL);
CREATE TABLE IF NOT EXISTS place (one INTEGER PRIMARY KEY CHECK (one = 1), cursor TEXT NOT NULL);
"""


def keep_cursor(copy: sqlite3.Connection, cursor: str) -> None:
    copy.execute("INSERT INTO place VALUES (1, ?) ON CONFLICT (one) DO UPDATE SET cursor = excluded.cursor", (cursor,))


def begin(city: zwk.Client, copy: sqlite3.Connection) -> str:
    """Takes over all that is there; the cursor behind which the rest is heard."""
    cursor = next(said for said in city.watch("catalog", new_only=True, heartbeats=True) if isinstance(said, str))
    with copy:
        copy.execute("DELETE FROM organization")
        for each in city.catalog.OrganizationService.IterListOrganizations(ListOrganizationsRequest(page_size=500)):
            copy.execute("INSERT INTO organization VALUES (?, ?)", (each.organization_id, each.name))
        keep_cursor(copy, cursor)
    return cursor


def take(city: zwk.Client, copy: sqlite3.Connection, event: zwk.Event) -> None:
    """What the city says of it now."""
    organization_id = event.aggregate.removeprefix("organization/")
    now = city.catalog.OrganizationService.GetOrganization(GetOrganizationRequest(organization_id=organization_id)).organization
    with copy:
        if now.archived:
            copy.execute("DELETE FROM organization WHERE id = ?", (organization_id,))
        else:
            copy.execute("INSERT INTO organization VALUES (?, ?) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
                         (organization_id, now.name))
        keep_cursor(copy, event.cursor)


def main(address: str, municipality: str, certificate: str, ca: str, file: str, once: str = "") -> None:
    copy = sqlite3.connect(file)
    copy.executescript(TABLES)
    found = copy.execute("SELECT cursor FROM place").fetchone()
    types = (OrganizationCreated, OrganizationChanged, OrganizationArchived)
    with zwk.Client(address, zwk.Certificate(certificate, ca=ca), municipality) as city:
        cursor: str = found[0] if found else begin(city, copy)
        while True:
            try:
                for said in city.watch("catalog", cursor, types, heartbeats=True):
                    if isinstance(said, zwk.Event):
                        take(city, copy, said)
                    elif once:
                        return
            except zwk.reasons.EventsGone:
                cursor = begin(city, copy)  # away for longer than the platform keeps events


if __name__ == "__main__":
    main(*sys.argv[1:])
