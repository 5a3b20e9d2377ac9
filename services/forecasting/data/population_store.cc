#include "forecasting/data/population_store.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "forecasting/base/document_store.h"
#include "forecasting/base/message_codec.h"
#include "forecasting/data/population_document.pb.h"
#include "forecasting/data/population_structure_store.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"
#include "platform/store/pages.h"

namespace zwk::forecasting {
namespace {

// A commit of staged blocks stays below both.
constexpr size_t kBlocksPerCommit = 60;
constexpr size_t kBytesPerCommit = 2 << 20;
// What one document may hold at most.
constexpr size_t kMaxDocument = 1 << 20;

constexpr ImportKind kKinds[] = {ImportKind::kStocks,  ImportKind::kRates,
                                 ImportKind::kFlows,   ImportKind::kSpecialPopulations,
                                 ImportKind::kHousing, ImportKind::kMovingRates};

std::string DatasetKey(ImportKind kind) {
  if (kind == ImportKind::kSpecialPopulations) return "dataset/special-populations";
  if (kind == ImportKind::kMovingRates) return "dataset/moving-rates";
  return absl::StrCat("dataset/", NameOf(kind));
}

std::string ImportKey(const std::string& import_id) { return absl::StrCat("import/", import_id); }

std::string BlockDocument(const Dataset::Source& source, int year,
                          const std::string& neighborhood) {
  // Half of the hash tells contents apart as well.
  return absl::StrCat("data/", source.import_id, "/", source.content_sha256.substr(0, 32), "/",
                      year, "/", neighborhood);
}

stored::Block ToProto(const DataBlock& block) {
  stored::Block document;
  for (const auto& [name, cells] : block.tables) {
    stored::Block::Table& table = *document.add_tables();
    table.set_name(name);
    table.mutable_values()->Assign(cells.begin(), cells.end());
  }
  std::map<std::pair<std::string, std::string>, stored::Block::Transitions*> lists;
  for (const Transition& transition : block.transitions) {
    stored::Block::Transitions*& list = lists[{transition.table, transition.other}];
    if (list == nullptr) {
      list = document.add_transitions();
      list->set_table(transition.table);
      list->set_other(transition.other);
    }
    list->add_cells(transition.cell);
    list->add_people(transition.people);
  }
  document.set_origin_cluster(block.origin_cluster);
  return document;
}

DataBlock FromProto(const stored::Block& document) {
  DataBlock block;
  for (const stored::Block::Table& table : document.tables()) {
    block.tables[table.name()] = {table.values().begin(), table.values().end()};
  }
  for (const stored::Block::Transitions& list : document.transitions()) {
    for (int i = 0; i < std::min(list.cells_size(), list.people_size()); ++i) {
      block.transitions.push_back({list.table(), list.other(), list.cells(i), list.people(i)});
    }
  }
  block.origin_cluster = document.origin_cluster();
  return block;
}

Dataset FromProto(const stored::Dataset& document) {
  Dataset dataset;
  for (const stored::Dataset::Year& year : document.years()) {
    dataset.years[year.year()] = {year.source().import_id(), year.source().content_sha256()};
  }
  return dataset;
}

// From now on the import holds for its years. The other years stay as they are.
void TakeYears(const v1::PopulationImport& import, stored::Dataset& dataset) {
  auto& years = *dataset.mutable_years();
  for (const int year : import.years()) {
    auto found = std::find_if(years.begin(), years.end(), [year](const stored::Dataset::Year& one) {
      return one.year() == year;
    });
    stored::Dataset::Year& taken = found == years.end() ? *years.Add() : *found;
    taken.set_year(year);
    taken.mutable_source()->set_import_id(import.import_id());
    taken.mutable_source()->set_content_sha256(import.content_sha256());
  }
  std::sort(years.begin(), years.end(),
            [](const stored::Dataset::Year& one, const stored::Dataset::Year& other) {
              return one.year() < other.year();
            });
}

stored::Import ToProto(const AnsweredImport& answer) {
  stored::Import document;
  *document.mutable_facts() = answer.import;
  document.mutable_neighborhood_keys()->Assign(answer.neighborhood_keys.begin(),
                                               answer.neighborhood_keys.end());
  document.mutable_errors()->Assign(answer.errors.begin(), answer.errors.end());
  document.set_error_count(answer.error_count);
  return document;
}

AnsweredImport FromProto(const stored::Import& document) {
  return {document.facts(),
          {document.neighborhood_keys().begin(), document.neighborhood_keys().end()},
          {document.errors().begin(), document.errors().end()},
          document.error_count()};
}

template <typename M>
store::EncodedEvent Imported(const v1::PopulationImport& import) {
  M message;
  *message.mutable_population_import() = import;
  return ToEvent(message);
}

store::EncodedEvent EventOf(const v1::PopulationImport& import,
                            const std::vector<v1::NeighborhoodTotals>& totals) {
  switch (import.kind()) {
    case v1::IMPORT_KIND_RATES:
    case v1::IMPORT_KIND_MOVING_RATES:
      return Imported<v1::RatesImported>(import);
    case v1::IMPORT_KIND_FLOWS:
      return Imported<v1::FlowsImported>(import);
    case v1::IMPORT_KIND_SPECIAL_POPULATIONS:
      return Imported<v1::SpecialPopulationsImported>(import);
    case v1::IMPORT_KIND_HOUSING:
      return Imported<v1::HousingImported>(import);
    default:
      break;
  }
  v1::StocksImported message;
  *message.mutable_population_import() = import;
  message.mutable_totals()->Assign(totals.begin(), totals.end());
  return ToEvent(message);
}

absl::Status Moved(absl::string_view what) {
  return WithReason(absl::AbortedError(absl::StrCat(what, " changed; send the file again")),
                    "CONCURRENT_CHANGE");
}

// The one commit that makes a staged import valid, on what was read: import, structure, and the
// dataset of each kind.
absl::StatusOr<store::Prepared> PrepareTakeOver(const Caller& caller, const CheckedImport& checked,
                                                const std::vector<v1::NeighborhoodTotals>& totals,
                                                Time now, const store::ReadResult& read) {
  const v1::PopulationImport& import = checked.answer.import;
  const auto imported_kind = static_cast<ImportKind>(import.kind());
  const store::Document& existing = read.documents[0];
  if (existing.exists()) {
    if (existing.origin != caller.request.fingerprint) {
      return WithReason(absl::AlreadyExistsError(
                            absl::StrCat("there is another import ", Quoted(import.import_id()))),
                        "ID_TAKEN");
    }
    return store::Prepared{store::Commit(caller.municipality), existing.bytes};
  }
  if (read.documents[1].version != checked.against.structure_version) {
    return Moved("the population structure");
  }
  std::map<ImportKind, stored::Dataset> datasets;
  std::map<ImportKind, uint64_t> versions;
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    const store::Document& document = read.documents[2 + i];
    ZWK_ASSIGN_OR_RETURN(datasets[kKinds[i]],
                         ReadMessage<stored::Dataset>(DatasetKey(kKinds[i]), document.bytes));
    versions[kKinds[i]] = document.version;
  }
  std::set<ImportKind> seen;
  for (const auto& [of, source] : checked.against.sources) {
    const auto& [kind, year] = of;
    if (FromProto(datasets[kind]).Of(year) != source) {
      return Moved(absl::StrCat("the ", NameOf(kind), " of ", year));
    }
    seen.insert(kind);
  }
  stored::Dataset& dataset = datasets[imported_kind];
  TakeYears(import, dataset);
  const std::string key = ImportKey(import.import_id());
  std::string bytes = ToProto(checked.answer).SerializeAsString();
  store::EncodedEvent event = EventOf(import, totals);
  store::Commit commit(caller.municipality);
  commit.Create(key, bytes, caller.request.fingerprint);
  commit.Write(DatasetKey(imported_kind), versions[imported_kind], dataset.SerializeAsString());
  for (const ImportKind kind : seen) {
    if (kind != imported_kind) commit.Require(DatasetKey(kind), versions[kind]);
  }
  commit.Require("population-structure/current", checked.against.structure_version);
  commit.SetGuard(kHasDataGuard, "there");
  commit.IndexAdd("imports", NewestFirst(ToTime(import.imported_at())), key);
  commit.Emit(key, existing.event_version, std::move(event.type), std::move(event.data));
  commit.At(now);
  commit.Trace(caller.trace_parent);
  return store::Prepared{std::move(commit), std::move(bytes)};
}

Task<absl::StatusOr<Stored<AnsweredImport>>> ReadImport(store::ScanPage::Item item) {
  ZWK_CO_ASSIGN_OR_RETURN(const stored::Import document,
                          ReadMessage<stored::Import>(item.key, item.document.bytes));
  co_return Stored<AnsweredImport>{FromProto(document), item.document.version};
}

}  // namespace

Task<absl::StatusOr<Datasets>> StoredPopulation::LoadDatasets(Caller caller) {
  store::ReadSet reads;
  for (const ImportKind kind : kKinds) reads.documents.push_back(DatasetKey(kind));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  Datasets datasets;
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    ZWK_CO_ASSIGN_OR_RETURN(
        const stored::Dataset document,
        ReadMessage<stored::Dataset>(DatasetKey(kKinds[i]), read.documents[i].bytes));
    datasets[kKinds[i]] = FromProto(document);
  }
  co_return datasets;
}

Task<absl::Status> StoredPopulation::Stage(Caller caller, Dataset::Source source,
                                           std::vector<std::pair<BlockKey, DataBlock>> blocks) {
  for (size_t i = 0; i < blocks.size();) {
    store::Commit commit(caller.municipality);
    size_t bytes = 0;
    size_t count = 0;
    for (; i < blocks.size() && count < kBlocksPerCommit && bytes < kBytesPerCommit; ++i, ++count) {
      const BlockKey& key = blocks[i].first;
      std::string document = ToProto(blocks[i].second).SerializeAsString();
      if (document.size() > kMaxDocument) {
        co_return absl::ResourceExhaustedError(
            absl::StrCat("neighborhood ", key.neighborhood, " has more figures in ", key.year,
                         " than one document holds (", kMaxDocument, " bytes)"));
      }
      bytes += document.size();
      // Whoever staged the same file before wrote the same bytes.
      commit.Write(BlockDocument(source, key.year, key.neighborhood), store::Commit::kAnyVersion,
                   std::move(document));
    }
    ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                            co_await store_.Apply(std::move(commit), caller.deadline));
    if (outcome.kind != store::Outcome::kDone) {
      co_return absl::InternalError(absl::StrCat("staging failed at ", outcome.key));
    }
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<AnsweredImport>> StoredPopulation::TakeOver(
    Caller caller, CheckedImport checked, std::vector<v1::NeighborhoodTotals> totals) {
  store::ReadSet reads;
  reads.documents = {ImportKey(checked.answer.import.import_id()), "population-structure/current"};
  for (const ImportKind kind : kKinds) reads.documents.push_back(DatasetKey(kind));
  const Time now = clock_.Now();
  store::Prepare prepare = [caller, checked, totals, now](store::ReadResult read) {
    return store::ReadyTask<store::Prepared>(PrepareTakeOver(caller, checked, totals, now, read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  ZWK_CO_ASSIGN_OR_RETURN(const stored::Import document,
                          ReadMessage<stored::Import>("import", answer));
  co_return FromProto(document);
}

Task<absl::StatusOr<std::optional<AnsweredImport>>> StoredPopulation::TakenOverBefore(
    Caller caller) {
  // Nothing is to be done, so it comes to a decision only where nothing was done before.
  store::Prepare prepare = [](store::ReadResult) {
    return store::ReadyTask<store::Prepared>(absl::NotFoundError("a new request"));
  };
  store::ReadSet nothing;
  const auto answer =
      co_await store::Transact(store_, caller, std::move(nothing), std::move(prepare));
  if (absl::IsNotFound(answer.status())) co_return std::nullopt;
  ZWK_CO_RETURN_IF_ERROR(answer.status());
  ZWK_CO_ASSIGN_OR_RETURN(const stored::Import document,
                          ReadMessage<stored::Import>("import", *answer));
  co_return FromProto(document);
}

Task<absl::StatusOr<AnsweredImport>> StoredPopulation::LoadImport(Caller caller,
                                                                  std::string import_id) {
  store::ReadSet reads;
  reads.documents.push_back(ImportKey(import_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (!read.documents[0].exists()) {
    co_return absl::NotFoundError(absl::StrCat("no import ", Quoted(import_id)));
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const stored::Import document,
      ReadMessage<stored::Import>(ImportKey(import_id), read.documents[0].bytes));
  co_return FromProto(document);
}

Task<absl::StatusOr<Page<AnsweredImport>>> StoredPopulation::ListImports(Caller caller,
                                                                         int page_size,
                                                                         std::string page_token) {
  return store::ReadPage<AnsweredImport>(
      store_, std::move(caller), {"imports", "", page_size, std::move(page_token)}, &ReadImport);
}

Task<absl::StatusOr<std::vector<DataBlock>>> StoredPopulation::LoadBlocks(
    Caller caller, Dataset::Source source, int year, std::vector<std::string> neighborhood_keys) {
  std::vector<std::string> documents;
  for (const std::string& key : neighborhood_keys) {
    documents.push_back(BlockDocument(source, year, key));
  }
  std::vector<DataBlock> blocks;
  const auto take = [&](size_t i, const store::Document& document) {
    if (!document.exists()) {
      return absl::NotFoundError(
          absl::StrCat("neighborhood ", neighborhood_keys[i], " has no figures for ", year));
    }
    const auto block = ReadMessage<stored::Block>(neighborhood_keys[i], document.bytes);
    if (block.ok()) blocks.push_back(FromProto(*block));
    return block.status();
  };
  ZWK_CO_RETURN_IF_ERROR(
      co_await ReadInRuns(store_, pool_, std::move(caller), std::move(documents), take));
  co_return blocks;
}

}  // namespace zwk::forecasting
