"""Every event of the protos is heard by a view or consumer, or stands here with the reason why nobody needs it.

An event is a message that no RPC and no other message names: it travels alone. Heard is what a table of handlers
(stream::Handlers, On<M>) or stream::Unpack<M> asks for."""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]

HISTORY = "told for the history of the thing; whoever needs the present asks for it"
PROGRESS = "a step of a run or session; its end is what others hear"
PARTNERS = "told to partners by WatchEvents"
UNHEARD = {
    "catalog.OrganizationCreated": PARTNERS,
    "catalog.OrganizationChanged": PARTNERS,
    "catalog.OrganizationArchived": PARTNERS,
    "catalog.PlaceCreated": PARTNERS,
    "catalog.PlaceArchived": PARTNERS,
    "catalog.NeedTypeArchived": PARTNERS,
    "catalog.TargetGroupArchived": PARTNERS,
    "catalog.SynonymsDefined": PARTNERS,
    "catalog.SynonymsArchived": PARTNERS,
    "catalog.PlaceChanged": PARTNERS,
    "catalog.OfferDrafted": "a draft is nobody's business but its editors'",
    "catalog.OfferChanged": "changes nothing that is counted; gaps are computed from the offers themselves",
    "forecasting.RatesImported": HISTORY,
    "forecasting.FlowsImported": HISTORY,
    "forecasting.SpecialPopulationsImported": HISTORY,
    "forecasting.HousingImported": HISTORY,
    "forecasting.ForecastStarted": PROGRESS,
    "forecasting.ForecastFailed": PROGRESS,
    "forecasting.RatesEstimated": HISTORY,
    "forecasting.BacktestStarted": PROGRESS,
    "forecasting.BacktestCancelled": PROGRESS,
    "forecasting.BacktestFailed": PROGRESS,
    "forecasting.BacktestPublished": "its figures travel in ForecastPublished",
    "participation.BoardCreated": HISTORY,
    "participation.CityProcessRegistered": HISTORY,
    "participation.CityProcessUpdated": HISTORY,
    "participation.CityProcessArchived": HISTORY,
    "participation.LabCityProcessesLinked": HISTORY,
    "participation.MemberAdded": HISTORY,
    "participation.MembershipEnded": HISTORY,
    "participation.PersonErased": "whoever opens a name sees that its key is gone; told for partners that keep copies",
    "participation.InitiativeProposed": PARTNERS,
    "participation.InitiativeApproved": PARTNERS,
    "participation.InitiativeUpdated": PARTNERS,
    "participation.TransferRequested": "both cities read the transfer itself",
    "participation.TransferWithdrawn": "both cities read the transfer itself",
    "participation.TransferAccepted": "both cities read the answer itself",
    "participation.TransferDeclined": "both cities read the answer itself",
    "participation.MeetingInvited": HISTORY,
    "participation.CollectionOpened": PROGRESS,
    "participation.ClusteringStarted": PROGRESS,
    "participation.TopicAccepted": PROGRESS,
    "participation.TopicRejected": PROGRESS,
    "participation.TopicsMerged": "the tally of ResultsRevealed is that of the merged topics",
    "participation.TopicWithdrawn": PROGRESS,
    "participation.VotingOpened": PROGRESS,
    "participation.VotingClosed": PROGRESS,
    "participation.RoundExtended": PROGRESS,
    "participation.RoundSkipped": PROGRESS,
    "reporting.MinutesIssued": PARTNERS,
}


def events():
    """"area.Message" of every message that stands alone."""
    messages, used = {}, set()
    for path in sorted(ROOT.glob("proto/zwk/*/v1/*.proto")):
        text = re.sub(r"//.*", "", path.read_text())
        for name in re.findall(r"^message (\w+)", text, re.M):
            messages.setdefault(name, set()).add(path.parts[-3])
        fields = re.findall(r"^\s+(?:repeated |optional )?(?:map<\w+, )?([\w.]+)>? \w+ = \d", text, re.M)
        calls = re.findall(r"rpc \w+\((?:stream )?([\w.]+)\)\s+returns \((?:stream )?([\w.]+)\)", text)
        used |= {name.split(".")[-1] for name in fields + [one for call in calls for one in call]}
    return {f"{area}.{name}" for name, areas in messages.items() if name not in used
            for area in areas if area != "common"}


def heard():
    """Names of the messages that views and consumers ask for."""
    names = set()
    for path in ROOT.glob("services/**/*.cc"):
        if not path.name.endswith("_test.cc"):
            names |= {name.split("::")[-1] for name in re.findall(r"\b(?:Unpack|On)<([\w:]+)>", path.read_text())}
    return names


def main():
    all_events, names = events(), heard()
    if len(all_events) < 50 or len(names) < 20:
        sys.exit(f"{len(all_events)} events and {len(names)} handlers: this test no longer sees the tree")
    wrong = [f"nobody hears {event}: a handler, or a line with the reason in {pathlib.Path(__file__).name}"
             for event in sorted(all_events) if event.split(".")[1] not in names and event not in UNHEARD]
    told = {".".join(found) for path in ROOT.glob("proto/zwk/*/v1/event.proto")
            for found in re.findall(r'type: "zwk\.(\w+)\.v1\.(\w+)"', path.read_text())}
    wrong += [f"{event} stands for partners, and WatchEvents does not tell it" for event, why in UNHEARD.items()
              if why == PARTNERS and event not in told]
    wrong += [f"{event} is heard: its line goes" for event in sorted(UNHEARD)
              if event in all_events and event.split(".")[1] in names]
    wrong += [f"there is no event {event}: its line goes" for event in sorted(UNHEARD) if event not in all_events]
    print("\n".join(wrong))
    sys.exit(1 if wrong else 0)


main()
