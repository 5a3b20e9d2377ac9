#include "forecasting/store/kept_population_store.h"

#include <algorithm>
#include <map>
#include <set>

#include "absl/strings/str_cat.h"
#include "forecasting/events/events.h"
#include "forecasting/store/codecs.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/wire/messages.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/store/documents.h"

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

std::string ToStored(const DataBlock& block) {
  stored::Block kept;
  for (const auto& [name, cells] : block.tables) {
    stored::Block::Table& table = *kept.add_tables();
    table.set_name(name);
    table.mutable_values()->Assign(cells.begin(), cells.end());
  }
  std::map<std::pair<std::string, std::string>, stored::Block::Transitions*> lists;
  for (const Transition& transition : block.transitions) {
    stored::Block::Transitions*& list = lists[{transition.table, transition.other}];
    if (list == nullptr) {
      list = kept.add_transitions();
      list->set_table(transition.table);
      list->set_other(transition.other);
    }
    list->add_cells(transition.cell);
    list->add_people(transition.people);
  }
  kept.set_origin_cluster(block.origin_cluster);
  return kept.SerializeAsString();
}

absl::StatusOr<DataBlock> BlockFrom(const std::string& bytes) {
  stored::Block kept;
  if (!kept.ParseFromString(bytes)) return absl::DataLossError("a block cannot be read");
  DataBlock block;
  for (const stored::Block::Table& table : kept.tables()) {
    block.tables[table.name()] = {table.values().begin(), table.values().end()};
  }
  for (const stored::Block::Transitions& list : kept.transitions()) {
    for (int i = 0; i < std::min(list.cells_size(), list.people_size()); ++i) {
      block.transitions.push_back({list.table(), list.other(), list.cells(i), list.people(i)});
    }
  }
  block.origin_cluster = kept.origin_cluster();
  return block;
}

absl::StatusOr<Dataset> DatasetFrom(const std::string& bytes) {
  stored::Dataset kept;
  if (!kept.ParseFromString(bytes)) return absl::DataLossError("a dataset cannot be read");
  Dataset dataset;
  for (const stored::Dataset::Year& year : kept.years()) {
    dataset.years[year.year()] = {year.source().import_id(), year.source().content_sha256()};
  }
  return dataset;
}

std::string ToStored(const Dataset& dataset) {
  stored::Dataset kept;
  for (const auto& [year, source] : dataset.years) {
    stored::Dataset::Year& one = *kept.add_years();
    one.set_year(year);
    one.mutable_source()->set_import_id(source.import_id);
    one.mutable_source()->set_content_sha256(source.content_sha256);
  }
  return kept.SerializeAsString();
}

std::string ToStored(const AnsweredImport& answer) {
  const PopulationImport& import = answer.import;
  stored::Import kept;
  ToMessage(import, *kept.mutable_facts());
  kept.mutable_neighborhood_keys()->Assign(import.neighborhood_keys.begin(),
                                           import.neighborhood_keys.end());
  for (const FileError& error : answer.errors.kept) ToMessage(error, *kept.add_errors());
  kept.set_error_count(answer.errors.count);
  return kept.SerializeAsString();
}

absl::StatusOr<AnsweredImport> StoredImportFrom(const std::string& bytes) {
  stored::Import kept;
  if (!kept.ParseFromString(bytes)) return absl::DataLossError("an import cannot be read");
  AnsweredImport answer{ImportFrom(kept.facts()), {}};
  answer.import.neighborhood_keys = {kept.neighborhood_keys().begin(),
                                     kept.neighborhood_keys().end()};
  for (const v1::ImportError& error : kept.errors()) {
    answer.errors.kept.push_back(FileErrorFrom(error));
  }
  answer.errors.count = kept.error_count();
  return answer;
}

absl::Status Moved(absl::string_view what) {
  return WithReason(absl::AbortedError(absl::StrCat(what, " changed; send the file again")),
                    "CONCURRENT_CHANGE");
}

// The one commit that makes a staged import valid, on what was read: import, structure, and the
// dataset of each kind.
absl::StatusOr<store::Prepared> PrepareTakeOver(const Caller& caller, const CheckedImport& checked,
                                                const std::vector<NeighborhoodTotals>& totals,
                                                Time now, const store::ReadResult& read) {
  const PopulationImport& import = checked.answer.import;
  const store::Document& existing = read.documents[0];
  if (existing.exists()) {
    if (existing.origin != caller.request.fingerprint) {
      return WithReason(absl::AlreadyExistsError(
                            absl::StrCat("there is another import ", Quoted(import.import_id))),
                        "ID_TAKEN");
    }
    return store::Prepared{store::Commit(caller.municipality), existing.bytes};
  }
  if (read.documents[1].version != checked.against.structure_version) {
    return Moved("the population structure");
  }
  std::map<ImportKind, Dataset> datasets;
  std::map<ImportKind, uint64_t> versions;
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    const store::Document& document = read.documents[2 + i];
    ZWK_ASSIGN_OR_RETURN(datasets[kKinds[i]], DatasetFrom(document.bytes));
    versions[kKinds[i]] = document.version;
  }
  std::set<ImportKind> seen;
  for (const auto& [of, source] : checked.against.sources) {
    const auto& [kind, year] = of;
    if (datasets[kind].Of(year) != source) {
      return Moved(absl::StrCat("the ", NameOf(kind), " of ", year));
    }
    seen.insert(kind);
  }
  Dataset& dataset = datasets[import.kind];
  for (const int year : import.years) {
    dataset.years[year] = {import.import_id, import.content_sha256};
  }
  const std::string key = ImportKey(import.import_id);
  std::string bytes = ToStored(checked.answer);
  EventMessage event = ToEvent(import, totals);
  store::Commit commit(caller.municipality);
  commit.Create(key, bytes, caller.request.fingerprint);
  commit.Write(DatasetKey(import.kind), versions[import.kind], ToStored(dataset));
  for (const ImportKind kind : seen) {
    if (kind != import.kind) commit.Require(DatasetKey(kind), versions[kind]);
  }
  commit.Require("population-structure/current", checked.against.structure_version);
  commit.SetGuard(kHasDataGuard, "there");
  commit.IndexAdd("imports", NewestFirst(import.imported_at), key);
  commit.Emit(key, existing.event_version, std::move(event.type), std::move(event.data));
  commit.At(now);
  commit.Trace(caller.trace_parent);
  return store::Prepared{std::move(commit), std::move(bytes)};
}

}  // namespace

Task<absl::StatusOr<Datasets>> KeptPopulationStore::LoadDatasets(Caller caller) {
  store::ReadSet reads;
  for (const ImportKind kind : kKinds) reads.documents.push_back(DatasetKey(kind));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  Datasets datasets;
  for (size_t i = 0; i < std::size(kKinds); ++i) {
    ZWK_CO_ASSIGN_OR_RETURN(datasets[kKinds[i]], DatasetFrom(read.documents[i].bytes));
  }
  co_return datasets;
}

Task<absl::Status> KeptPopulationStore::Stage(Caller caller, Dataset::Source source,
                                              std::vector<std::pair<BlockKey, DataBlock>> blocks) {
  for (size_t i = 0; i < blocks.size();) {
    store::Commit commit(caller.municipality);
    size_t bytes = 0;
    size_t count = 0;
    for (; i < blocks.size() && count < kBlocksPerCommit && bytes < kBytesPerCommit; ++i, ++count) {
      const BlockKey& key = blocks[i].first;
      std::string kept = ToStored(blocks[i].second);
      if (kept.size() > kMaxDocument) {
        co_return absl::ResourceExhaustedError(
            absl::StrCat("neighborhood ", key.neighborhood, " has more figures in ", key.year,
                         " than one document holds (", kMaxDocument, " bytes)"));
      }
      bytes += kept.size();
      // Whoever staged the same file before wrote the same bytes.
      commit.Write(BlockDocument(source, key.year, key.neighborhood), store::Commit::kAnyVersion,
                   std::move(kept));
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

Task<absl::StatusOr<AnsweredImport>> KeptPopulationStore::TakeOver(
    Caller caller, CheckedImport checked, std::vector<NeighborhoodTotals> totals) {
  store::ReadSet reads;
  reads.documents = {ImportKey(checked.answer.import.import_id), "population-structure/current"};
  for (const ImportKind kind : kKinds) reads.documents.push_back(DatasetKey(kind));
  const Time now = clock_.Now();
  store::Prepare prepare = [caller, checked, totals, now](store::ReadResult read) {
    return store::ReadyTask<store::Prepared>(PrepareTakeOver(caller, checked, totals, now, read));
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string answer,
      co_await store::Transact(store_, caller, std::move(reads), std::move(prepare)));
  co_return StoredImportFrom(answer);
}

Task<absl::StatusOr<std::optional<AnsweredImport>>> KeptPopulationStore::TakenOverBefore(
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
  co_return StoredImportFrom(*answer);
}

Task<absl::StatusOr<PopulationImport>> KeptPopulationStore::LoadImport(Caller caller,
                                                                       std::string import_id) {
  store::ReadSet reads;
  reads.documents.push_back(ImportKey(import_id));
  ZWK_CO_ASSIGN_OR_RETURN(
      const store::ReadResult read,
      co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (!read.documents[0].exists()) {
    co_return absl::NotFoundError(absl::StrCat("no import ", Quoted(import_id)));
  }
  ZWK_CO_ASSIGN_OR_RETURN(AnsweredImport answer, StoredImportFrom(read.documents[0].bytes));
  co_return std::move(answer.import);
}

Task<absl::StatusOr<Page<PopulationImport>>> KeptPopulationStore::ListImports(
    Caller caller, int page_size, std::string page_token) {
  store::ScanQuery query;
  query.index = "imports";
  query.after = std::move(page_token);
  ZWK_CO_ASSIGN_OR_RETURN(query.limit, store::PageLimit(page_size));
  ZWK_CO_ASSIGN_OR_RETURN(
      store::ScanPage scanned,
      co_await store_.Scan(caller.municipality, std::move(query), caller.deadline));
  Page<PopulationImport> page;
  page.next_page_token = std::move(scanned.next);
  for (const store::ScanPage::Item& item : scanned.items) {
    ZWK_CO_ASSIGN_OR_RETURN(AnsweredImport answer, StoredImportFrom(item.document.bytes));
    page.items.push_back({std::move(answer.import), item.document.version});
  }
  co_return page;
}

Task<absl::StatusOr<std::vector<DataBlock>>> KeptPopulationStore::LoadBlocks(
    Caller caller, Dataset::Source source, int year, std::vector<std::string> neighborhood_keys) {
  constexpr size_t kAtOnce = 64;
  std::vector<DataBlock> blocks;
  for (size_t i = 0; i < neighborhood_keys.size(); i += kAtOnce) {
    const size_t end = std::min(i + kAtOnce, neighborhood_keys.size());
    store::ReadSet reads;
    for (size_t k = i; k < end; ++k) {
      reads.documents.push_back(BlockDocument(source, year, neighborhood_keys[k]));
    }
    ZWK_CO_ASSIGN_OR_RETURN(
        const store::ReadResult read,
        co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
    for (size_t k = i; k < end; ++k) {
      const store::Document& document = read.documents[k - i];
      if (!document.exists()) {
        co_return absl::NotFoundError(
            absl::StrCat("neighborhood ", neighborhood_keys[k], " has no figures for ", year));
      }
      ZWK_CO_ASSIGN_OR_RETURN(DataBlock block, BlockFrom(document.bytes));
      blocks.push_back(std::move(block));
    }
  }
  co_return blocks;
}

}  // namespace zwk::forecasting
