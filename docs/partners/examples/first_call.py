"""Which organizations a city knows: first_call.py ADDRESS MUNICIPALITY CERTIFICATE CA"""
import sys

import zwk
from zwk.catalog.v1.organization_pb2 import ListOrganizationsRequest


def main(address: str, municipality: str, certificate: str, ca: str) -> None:
    with zwk.Client(address, zwk.Certificate(certificate, ca=ca), municipality) as city:
        for organization in city.catalog.OrganizationService.IterListOrganizations(ListOrganizationsRequest(page_size=100)):
            print(organization.organization_id, organization.name)


if __name__ == "__main__":
    main(*sys.argv[1:])
