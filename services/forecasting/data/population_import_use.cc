#include "forecasting/data/population_import_use.h"

#include <map>
#include <optional>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/base/file_error.h"
#include "forecasting/data/balance_use.h"
#include "forecasting/data/housing_file.h"
#include "forecasting/data/import_warnings.h"
#include "forecasting/data/special_population_use.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

absl::Status Busy() {
  return absl::ResourceExhaustedError("too many files are being imported; try again shortly");
}

// People, or who moved; of housing the dwellings.
double Sum(const DataBlock& block) {
  if (const std::optional<Housing> housing = HousingFrom(0, block)) return housing->dwellings;
  double sum = 0;
  for (const auto& [name, cells] : block.tables) {
    for (const double value : cells) sum += value;
  }
  for (const Transition& transition : block.transitions) sum += transition.people;
  return sum;
}

// People (or movers) per neighborhood and year; rates have no totals.
std::vector<v1::NeighborhoodTotals> Totals(const FileContents& contents,
                                           const AnsweredImport& answer) {
  std::vector<v1::NeighborhoodTotals> totals;
  for (const std::string& key : answer.neighborhood_keys) {
    v1::NeighborhoodTotals& one = totals.emplace_back();
    one.set_neighborhood_key(key);
    *one.mutable_years() = answer.import.years();
    for (const int year : answer.import.years()) {
      const auto block = contents.blocks.find({year, key});
      one.add_people(block == contents.blocks.end() ? 0 : Sum(block->second));
    }
  }
  return totals;
}

// Years are told apart only where some are right: otherwise it is the file that is left out.
void NameYears(const FileContents& contents, ImportKind kind, v1::PopulationImport& import) {
  std::map<int, double> totals;
  for (const auto& [key, block] : contents.blocks) totals[key.year] += Sum(block);
  for (const auto& [year, total] : totals) {
    import.add_years(year);
    if (kind == ImportKind::kRates || kind == ImportKind::kMovingRates) continue;
    import.add_year_totals(total);
  }
  if (totals.empty()) return;
  import.mutable_left_out_years()->Assign(contents.wrong_years.begin(), contents.wrong_years.end());
}

void NameErrors(const FileContents& contents, AnsweredImport& answer) {
  for (const FileError& error : contents.errors) answer.errors.push_back(ToProto(error));
  answer.error_count = contents.error_count;
}

}  // namespace

Task<absl::StatusOr<std::unique_ptr<PopulationImports::Incoming>>> PopulationImports::Begin(
    Caller caller, ImportCommand command) {
  absl::StatusOr<Stored<PopulationStructure>> structure = co_await structures_.Get(caller);
  if (absl::IsNotFound(structure.status())) {
    co_return absl::FailedPreconditionError(
        "set the population structure (ages and origin groups) first");
  }
  ZWK_CO_RETURN_IF_ERROR(structure.status());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> keys,
                          co_await neighborhoods_.Keys(caller));
  if (keys.empty()) co_return absl::FailedPreconditionError("register the neighborhoods first");

  if (!command.mapping_import_id.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(command.mapping, co_await MappingOf(caller, command.mapping_import_id));
  }

  FileContext context;
  context.kind = command.kind;
  context.in_parts = command.mapping.has_value() && command.kind != ImportKind::kHousing;
  context.grid = structure->value.grid();
  context.age_width = structure->value.state.age_width();
  context.group_keys = structure->value.group_keys();
  context.neighborhood_keys = {keys.begin(), keys.end()};
  if (at_once_.fetch_add(1) >= kMaxAtOnce) {
    --at_once_;
    co_return Busy();
  }
  co_return std::make_unique<Incoming>(*this, std::move(command), std::move(context),
                                       structure->version);
}

Task<absl::StatusOr<v1::ImportMapping>> PopulationImports::MappingOf(Caller caller,
                                                                     std::string import_id) {
  ZWK_CO_ASSIGN_OR_RETURN(const AnsweredImport earlier,
                          co_await data_.LoadImport(std::move(caller), import_id));
  if (!earlier.import.has_mapping()) {
    co_return absl::FailedPreconditionError(absl::StrCat("import ", import_id, " had no mapping"));
  }
  // Also those that were taken when more was allowed.
  FieldErrors errors;
  CheckMapping(earlier.import.mapping(), "mapping", errors);
  if (!errors.empty()) {
    co_return absl::FailedPreconditionError(
        absl::StrCat("the mapping of import ", import_id,
                     " is not taken any more, send one: ", errors.ToStatus().message()));
  }
  co_return earlier.import.mapping();
}

Task<absl::Status> PopulationImports::EnterPool() {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return Busy();
  co_return absl::OkStatus();
}

Task<absl::Status> PopulationImports::Incoming::Add(std::string chunk) {
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  if (!mapped_) co_return Read(chunk);
  co_return mapped_->Add(chunk, [this](absl::string_view made) { return Read(made); });
}

absl::Status PopulationImports::Incoming::Read(absl::string_view bytes) {
  const absl::Status status = file_.Add(bytes);
  if (mapped_ && file_.unreadable()) mapped_->Stop();
  return status;
}

// Errors stand where the file that was sent has them, under its own names.
FileContents PopulationImports::Incoming::FinishFile() {
  if (!mapped_) return file_.Finish();
  // Too many numbers are of no concern at the end any more.
  mapped_->Finish([this](absl::string_view made) { return Read(made); }).IgnoreError();
  FileContents contents = file_.Finish();
  contents.rows = mapped_->rows();
  for (FileError& error : contents.errors) {
    error.row = mapped_->LineOf(error.row);
    error.column = mapped_->ColumnOf(error.column);
  }
  for (auto& [key, lines] : contents.lines) {
    for (uint32_t& line : lines) line = static_cast<uint32_t>(mapped_->LineOf(line));
  }
  if (mapped_->faults().count > 0) {
    // A file without a head has no rows either: that is one fault.
    if (contents.rows == 0) contents = FileContents();
    contents.DropBlocks();
    contents.Add({}, mapped_->faults());
  }
  return contents;
}

Task<absl::StatusOr<ImportResult>> PopulationImports::Incoming::Finish(Caller caller,
                                                                       std::string content_sha256) {
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  FileContents contents = FinishFile();
  AnsweredImport answer;
  answer.neighborhood_keys = neighborhood_keys_;
  v1::PopulationImport& import = answer.import;
  import.set_kind(static_cast<v1::ImportKind>(context_.kind));
  import.set_rows(contents.rows);
  import.set_content_sha256(std::move(content_sha256));
  import.set_source(command_.source);
  import.set_synthetic(command_.synthetic);
  if (mapped_) {
    *import.mutable_mapping() = *command_.mapping;
    for (v1::MarkedValues& marked : mapped_->marked()) *import.add_marked_values() = marked;
  }
  if (contents.ok() || (command_.partial && !contents.blocks.empty())) {
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::YearBalance> balance,
                            co_await CheckAgainstValid(caller, contents));
    import.mutable_balance()->Assign(balance.begin(), balance.end());
    import.mutable_warnings()->Assign(warnings_.begin(), warnings_.end());
  }
  if (!command_.partial && !contents.ok()) contents.DropBlocks();
  NameYears(contents, context_.kind, import);
  NameErrors(contents, answer);
  if (!command_.dry_run && contents.blocks.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(auto before, co_await owner_.data_.TakenOverBefore(caller));
    if (before) co_return ImportResult{true, *std::move(before)};
  }
  if (command_.dry_run || contents.blocks.empty()) {
    co_return ImportResult{false, std::move(answer)};
  }
  import.set_import_id(command_.import_id);
  *import.mutable_imported_at() = ToTimestamp(owner_.clock_.Now());
  co_return co_await TakeOver(std::move(caller), std::move(contents), std::move(answer));
}

Task<absl::StatusOr<std::vector<v1::YearBalance>>> PopulationImports::Incoming::CheckAgainstValid(
    Caller caller, FileContents& contents) {
  const bool stocks = context_.kind == ImportKind::kStocks;
  const bool special = context_.kind == ImportKind::kSpecialPopulations;
  const bool flows = context_.kind == ImportKind::kFlows;
  std::vector<v1::YearBalance> balance;
  if (!stocks && !special && !flows) co_return balance;
  ValidFigures valid(owner_.data_, std::move(caller), neighborhood_keys_);
  ZWK_CO_RETURN_IF_ERROR(co_await valid.Load());
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  if (stocks || special) {
    ZWK_CO_RETURN_IF_ERROR(co_await CheckSpecialOf(valid, context_, contents));
  }
  if (stocks || flows) {
    const BalanceRules rules{command_.balance_tolerance, command_.partial};
    ZWK_CO_ASSIGN_OR_RETURN(balance, co_await CheckBalanceOf(valid, context_, rules, contents));
    ZWK_CO_ASSIGN_OR_RETURN(warnings_, co_await Unlikely(valid, contents));
  }
  checked_.sources = valid.seen();
  co_return balance;
}

// Beside the stocks of the years around those of the file.
Task<absl::StatusOr<std::vector<std::string>>> PopulationImports::Incoming::Unlikely(
    ValidFigures& valid, const FileContents& contents) {
  TotalsByYear totals;
  const std::set<int> years = contents.years();
  if (context_.kind == ImportKind::kStocks && !years.empty()) {
    for (const int year :
         {*years.begin() - context_.age_width, *years.rbegin() + context_.age_width}) {
      absl::StatusOr<std::vector<DataBlock>> there = co_await valid.Of(ImportKind::kStocks, year);
      if (absl::IsNotFound(there.status())) continue;
      ZWK_CO_RETURN_IF_ERROR(there.status());
      for (const DataBlock& block : *there) totals[year].push_back(Sum(block));
    }
    ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  }
  co_return WarningsOf(context_, contents, std::move(totals));
}

Task<absl::StatusOr<ImportResult>> PopulationImports::Incoming::TakeOver(Caller caller,
                                                                         FileContents contents,
                                                                         AnsweredImport answer) {
  const v1::PopulationImport& import = answer.import;
  std::vector<v1::NeighborhoodTotals> totals;
  if (context_.kind == ImportKind::kStocks) totals = Totals(contents, answer);
  // Flows may leave a neighborhood out; a block of zeros says so.
  for (const int year : import.years()) {
    for (const std::string& key : neighborhood_keys_) contents.blocks[{year, key}];
  }
  std::vector<std::pair<BlockKey, DataBlock>> blocks;
  for (auto& [key, block] : contents.blocks) blocks.emplace_back(key, std::move(block));
  contents.DropBlocks();
  const Dataset::Source source{import.import_id(), import.content_sha256()};
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.data_.Stage(caller, source, std::move(blocks)));
  CheckedImport checked{std::move(answer), checked_};
  ZWK_CO_ASSIGN_OR_RETURN(
      AnsweredImport taken,
      co_await owner_.data_.TakeOver(std::move(caller), std::move(checked), std::move(totals)));
  co_return ImportResult{true, std::move(taken)};
}

}  // namespace zwk::forecasting
