"""Keeps an organization as one's own register has it: write.py ADDRESS MUNICIPALITY CERTIFICATE CA NUMBER NAME

May be run again and again: the organization of a number is made once, and changed when its name is another one.
"""
import sys
import uuid

import zwk
from zwk.catalog.v1.organization_pb2 import CreateOrganizationRequest, GetOrganizationRequest, Organization, UpdateOrganizationRequest

# Ids of one's own that follow from the numbers of one's own register.
REGISTER = uuid.UUID("6f1d3c52-8a0e-5c5e-9a54-2f0c8d7b1e11")


def main(address: str, municipality: str, certificate: str, ca: str, number: str, name: str) -> None:
    wanted = Organization(organization_id=str(uuid.uuid5(REGISTER, number)), name=name)
    with zwk.Client(address, zwk.Certificate(certificate, ca=ca), municipality) as city:
        organizations = city.catalog.OrganizationService
        try:
            organizations.CreateOrganization(CreateOrganizationRequest(organization=wanted))
            print("made")
            return
        except zwk.reasons.IdTaken:
            pass  # it is there, with another name
        while True:
            there = organizations.GetOrganization(GetOrganizationRequest(organization_id=wanted.organization_id)).organization
            change = UpdateOrganizationRequest(organization=wanted, expected_version=there.version)
            change.update_mask.paths.append("name")
            try:
                organizations.UpdateOrganization(change)
                print("changed")
                return
            except zwk.reasons.VersionMismatch:
                continue  # somebody was faster: look again


if __name__ == "__main__":
    main(*sys.argv[1:])
