"""A ZWK platform from Python.

    with zwk.Client("zwk.moorsum.example:443", zwk.Certificate("moorsum.pem", ca="ca.pem"), "moorsum") as city:
        for offer in city.catalog.OfferService.IterListOffers(ListOffersRequest()):
            print(offer.name)

Services and RPCs have the names of the protos; docs/partners of the platform says the rest.
"""
from zwk import reasons
from zwk.client import Certificate, Client
from zwk.errors import Error, Violation
from zwk.events import Event

__all__ = ["Certificate", "Client", "Error", "Event", "Violation", "reasons"]
