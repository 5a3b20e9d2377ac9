#include "tests/integration/participation_initiative_walk.h"

#include <string>
#include <vector>

#include "absl/strings/str_cat.h"

namespace zwk::participation {
namespace {

std::vector<test::Step> Steps() {
  return {
      {"ProposeInitiative",
       R"(initiative { initiative_id: "$initiative$" title: "Repair-Café" summary: "Reparieren statt wegwerfen."
                       field_ids: "$field$" neighborhood_keys: "geheim-212"
                       origin { entry_ids: "$entry$" need_ids: "$need$" lab_ids: "$lab$"
                                offer_gap_ids: "$gap$" }
                       owner_unit: "Sozialreferat" budget_minor_units: 987654321 currency: "XTS"
                       kpis { name: "Besuche" unit: "im Monat" target: 40 }
                       co_creation { target_group: "Familien" stages: CO_CREATION_STAGE_CONCEPT
                                     share_of_decisions_percent: 30 } })",
       R"(initiative { title: "Anderes" })"},
      {"ApproveInitiative",
       R"(initiative_id: "$initiative$"
          decision { meeting_id: "$meeting$" decision_id: "$adoption$" })",
       R"(decision { decision_id: "$nobody$" })"},
      {"UpdateInitiative",
       R"(initiative_id: "$initiative$"
          update { update_id: "$update$" on: "2023-05-01" note: "Geheim: Raum gefunden"
                   kpi_values { name: "Besuche" value: 12 } status: INITIATIVE_STATUS_PILOT })",
       R"(update { note: "anders" })"},
      {"PublishInitiative", R"(initiative_id: "$initiative$" lessons: "Werkzeug leihen")",
       R"(lessons: "anders")"},
      {"RequestTransfer",
       R"(transfer { transfer_id: "$transfer$" neighborhood_key: "geheim-215" purpose: "Geheimer Zweck"
                     snapshot { municipality: "bremerhaven" initiative_id: "$initiative$"
                                snapshot_version: 1 } })",
       R"(transfer { purpose: "anders" })"},
      {"AcceptTransfer",
       R"(asking_municipality: "bremerhaven" transfer_id: "$transfer$" preconditions: "geheime Werkstatt")",
       R"(preconditions: "mehr")"},
      {"RequestTransfer",
       R"(transfer { transfer_id: "$declined transfer$" neighborhood_key: "geheim-216"
                     snapshot { municipality: "bremerhaven" initiative_id: "$initiative$"
                                snapshot_version: 1 } })",
       R"(transfer { purpose: "anders" })"},
      {"DeclineTransfer",
       R"(asking_municipality: "bremerhaven" transfer_id: "$declined transfer$" reason: "geheim: zu früh")",
       R"(reason: "anders")"},
      {"GetInitiative", R"(initiative_id: "$initiative$")"},
      {"ListInitiatives",
       R"(status: INITIATIVE_STATUS_PILOT field_id: "$field$" neighborhood_key: "geheim-212")"},
      {"SearchPublishedInitiatives",
       R"(words: "repair" field_title: "vielfalt" archetype: "grunder")"},
      {"GetPublishedInitiative",
       R"(municipality: "bremerhaven" initiative_id: "$initiative$" snapshot_version: 1)"},
      {"GetTransfer", R"(transfer_id: "$transfer$")"},
      {"ListTransfers", ""},
      {"ListTransfers", "incoming: true"},
      {"WithdrawTransfer", R"(transfer_id: "$transfer$" reason: "geheim: doch nicht")",
       R"(reason: "anders")"},
      {"WithdrawPublication", R"(initiative_id: "$initiative$" reason: "geheim: ein Name")",
       R"(reason: "anders")"},
  };
}

std::vector<test::Wrong> WrongInput() {
  constexpr auto kNotFound = absl::StatusCode::kNotFound;
  return {
      {"ProposeInitiative", "initiative.title", "", "initiative.title"},
      {"ProposeInitiative", "initiative.summary", "", "initiative.summary"},
      {"ProposeInitiative", "initiative.owner_unit", "", "initiative.owner_unit"},
      {"ProposeInitiative", "", R"(initiative { field_ids: "1" })", "initiative.field_ids[1]"},
      {"ProposeInitiative", "", R"(initiative { field_ids: "$nobody$" })", "", kNotFound},
      {"ProposeInitiative", "", R"(initiative { neighborhood_keys: "Am Park" })",
       "initiative.neighborhood_keys[1]"},
      {"ProposeInitiative", "", R"(initiative { origin { entry_ids: "$nobody$" } })", "",
       kNotFound},
      {"ProposeInitiative", "", R"(initiative { origin { lab_ids: "$nobody$" } })", "", kNotFound},
      {"ProposeInitiative", "", R"(initiative { origin { need_ids: "1" } })",
       "initiative.origin.need_ids[1]"},
      {"ProposeInitiative", "", R"(initiative { origin { offer_gap_ids: "1" } })",
       "initiative.origin.offer_gap_ids[1]"},
      {"ProposeInitiative", "", R"(initiative { budget_minor_units: -1 })",
       "initiative.budget_minor_units"},
      {"ProposeInitiative", "initiative.currency", "", "initiative.currency"},
      {"ProposeInitiative", "", R"(initiative { kpis { unit: "x" } })", "initiative.kpis[1].name"},
      {"ProposeInitiative", "", R"(initiative { co_creation { share_of_decisions_percent: 101 } })",
       "initiative.co_creation.share_of_decisions_percent"},
      {"ApproveInitiative", "decision.meeting_id", "", "decision.meeting_id"},
      {"ApproveInitiative", "", R"(decision { decision_id: "$nobody$" })", "", kNotFound},
      {"ApproveInitiative", "", R"(initiative_id: "$nobody$")", "", kNotFound},
      {"UpdateInitiative", "update", "", "update.on"},
      {"UpdateInitiative", "", R"(update { on: "2023-02-30" })", "update.on"},
      {"UpdateInitiative", "", R"(update { kpi_values { name: "Anderes" value: 1 } })",
       "update.kpi_values[1].name"},
      {"UpdateInitiative", "", R"(update { status: INITIATIVE_STATUS_PROPOSED })", "update.status"},
      {"UpdateInitiative", "", R"(update { status: INITIATIVE_STATUS_ADOPTED })", "WRONG_STATE",
       absl::StatusCode::kFailedPrecondition},
      {"UpdateInitiative", "", R"(initiative_id: "$nobody$")", "", kNotFound},
      {"PublishInitiative", "", absl::StrCat(R"(lessons: ")", std::string(2001, 'x'), R"(")"),
       "lessons"},
      {"PublishInitiative", "", R"(initiative_id: "$nobody$")", "", kNotFound},
      {"WithdrawPublication", "reason", "", "reason"},
      {"WithdrawPublication", "", R"(initiative_id: "$nobody$")", "", kNotFound},
      {"RequestTransfer", "transfer.snapshot.municipality", "", "transfer.snapshot.municipality"},
      {"RequestTransfer", "", R"(transfer { snapshot { municipality: "{bremerhaven}" } })",
       "transfer.snapshot.municipality"},
      {"RequestTransfer", "transfer.snapshot.snapshot_version", "",
       "transfer.snapshot.snapshot_version"},
      {"RequestTransfer", "transfer.neighborhood_key", "", "transfer.neighborhood_key"},
      {"RequestTransfer", "", R"(transfer { snapshot { snapshot_version: 2 } })", "", kNotFound},
      {"RequestTransfer", "", R"(transfer { snapshot { initiative_id: "$nobody$" } })", "",
       kNotFound},
      {"RequestTransfer", "", R"(transfer { snapshot { municipality: "moorsum" } })", "",
       kNotFound},
      {"AcceptTransfer", "asking_municipality", "", "asking_municipality"},
      {"AcceptTransfer", "", R"(asking_municipality: "moorsum")", "", kNotFound},
      {"AcceptTransfer", "", R"(transfer_id: "$nobody$")", "", kNotFound},
      {"AcceptTransfer", "", R"(preconditions: " ")", "preconditions[1]"},
      {"DeclineTransfer", "reason", "", "reason"},
      {"DeclineTransfer", "", R"(asking_municipality: "{x}")", "asking_municipality"},
      {"DeclineTransfer", "", R"(transfer_id: "$transfer$")", "WRONG_STATE",
       absl::StatusCode::kFailedPrecondition},
      {"WithdrawTransfer", "reason", "", "reason"},
      {"WithdrawTransfer", "", R"(transfer_id: "$nobody$")", "", kNotFound},
      {"ListInitiatives", "", R"(neighborhood_key: "Am Park")", "neighborhood_key"},
      {"SearchPublishedInitiatives", "", R"(words: "!")", "words"},
      {"SearchPublishedInitiatives", "", R"(archetype: "a b c d e f g h i j k")", "archetype"},
      {"GetPublishedInitiative", "", R"(municipality: "Bremerhaven")", "municipality"},
      {"GetPublishedInitiative", "", R"(municipality: "moorsum")", "", kNotFound},
      {"GetPublishedInitiative", "", R"(snapshot_version: 2)", "", kNotFound},
      {"GetTransfer", "", R"(asking_municipality: "{x}")", "asking_municipality"},
      {"GetTransfer", "", R"(asking_municipality: "moorsum")", "", kNotFound},
  };
}

}  // namespace

const test::Way& InitiativeWay() {
  static const test::Way way = {
      {"zwk.participation.v1.InitiativeService", "zwk.participation.v1.TransferService"},
      "tests/integration/participation_initiative_walk.cc",
      Steps(),
      WrongInput()};
  return way;
}

std::vector<std::string> Secrets() {
  std::vector<std::string> secrets = {"eheim", "987654321", "XTS"};
  for (const char* word :
       {"field", "entry", "need", "lab", "gap", "meeting", "adoption", "update"}) {
    secrets.push_back(test::Id(word));
  }
  return secrets;
}

}  // namespace zwk::participation
