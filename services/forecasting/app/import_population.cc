#include "forecasting/app/import_population.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/app/check_balance.h"
#include "forecasting/app/check_special.h"
#include "forecasting/domain/housing_file.h"
#include "platform/base/errors.h"
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
std::vector<NeighborhoodTotals> Totals(const FileContents& contents,
                                       const std::vector<std::string>& neighborhood_keys,
                                       const std::vector<int>& years) {
  std::vector<NeighborhoodTotals> totals;
  for (const std::string& key : neighborhood_keys) {
    NeighborhoodTotals one{key, years, {}};
    for (const int year : years) {
      const auto block = contents.blocks.find({year, key});
      one.people.push_back(block == contents.blocks.end() ? 0 : Sum(block->second));
    }
    totals.push_back(std::move(one));
  }
  return totals;
}

// Years are told apart only where some are right: otherwise it is the file that is left out.
void NameYears(const FileContents& contents, PopulationImport& import) {
  for (const auto& [key, block] : contents.blocks) {
    if (import.years.empty() || import.years.back() != key.year) import.years.push_back(key.year);
    if (import.kind == ImportKind::kRates || import.kind == ImportKind::kMovingRates) continue;
    import.year_totals.resize(import.years.size());
    import.year_totals.back() += Sum(block);
  }
  if (import.years.empty()) return;
  import.left_out_years = {contents.wrong_years.begin(), contents.wrong_years.end()};
}

FileFaults TakeErrors(FileContents& contents) {
  return {std::move(contents.errors), contents.error_count};
}

}  // namespace

Task<absl::StatusOr<std::unique_ptr<ImportPopulation::Upload>>> ImportPopulation::Begin(
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

  FileContext context;
  context.kind = command.kind;
  context.grid = structure->value.grid();
  context.age_width = structure->value.facts.age_width;
  context.group_keys = structure->value.group_keys();
  context.neighborhood_keys = {keys.begin(), keys.end()};
  if (at_once_.fetch_add(1) >= kMaxAtOnce) {
    --at_once_;
    co_return Busy();
  }
  co_return std::make_unique<Upload>(*this, std::move(command), std::move(context),
                                     structure->version);
}

Task<absl::Status> ImportPopulation::EnterPool() {
  const bool entered = co_await pool_.Enter();
  if (!entered) co_return Busy();
  co_return absl::OkStatus();
}

Task<absl::Status> ImportPopulation::Upload::Add(std::string chunk) {
  bytes_ += static_cast<int64_t>(chunk.size());
  if (bytes_ > kMaxBytes) {
    co_return absl::ResourceExhaustedError(
        absl::StrCat("a file has at most ", kMaxBytes, " bytes; send it in parts by year"));
  }
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  hash_.Add(chunk);
  co_return file_.Add(chunk);
}

Task<absl::StatusOr<ImportResult>> ImportPopulation::Upload::Finish(Caller caller) {
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.EnterPool());
  FileContents contents = file_.Finish();
  PopulationImport import;
  import.kind = context_.kind;
  import.rows = contents.rows;
  import.content_sha256 = hash_.FinishHex();
  import.source = command_.source;
  import.synthetic = command_.synthetic;
  import.neighborhood_keys = neighborhood_keys_;
  if (contents.ok() || (command_.partial && !contents.blocks.empty())) {
    ZWK_CO_ASSIGN_OR_RETURN(import.balance, co_await CheckAgainstValid(caller, contents));
  }
  if (!command_.partial && !contents.ok()) contents.DropBlocks();
  NameYears(contents, import);
  // The header alone does not tell two files apart.
  caller.request.fingerprint =
      Sha256Hex(absl::StrCat(caller.request.fingerprint, "/", import.content_sha256));
  if (!command_.dry_run && contents.blocks.empty()) {
    ZWK_CO_ASSIGN_OR_RETURN(auto before, co_await owner_.data_.TakenOverBefore(caller));
    if (before) co_return ImportResult{true, *std::move(before)};
  }
  if (command_.dry_run || contents.blocks.empty()) {
    co_return ImportResult{false, {std::move(import), TakeErrors(contents)}};
  }
  import.import_id = command_.import_id;
  import.imported_at = owner_.clock_.Now();
  co_return co_await TakeOver(std::move(caller), std::move(contents), std::move(import));
}

Task<absl::StatusOr<std::vector<YearBalance>>> ImportPopulation::Upload::CheckAgainstValid(
    Caller caller, FileContents& contents) {
  const bool stocks = context_.kind == ImportKind::kStocks;
  const bool special = context_.kind == ImportKind::kSpecialPopulations;
  const bool flows = context_.kind == ImportKind::kFlows;
  std::vector<YearBalance> balance;
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
  }
  checked_.sources = valid.seen();
  co_return balance;
}

Task<absl::StatusOr<ImportResult>> ImportPopulation::Upload::TakeOver(Caller caller,
                                                                      FileContents contents,
                                                                      PopulationImport import) {
  std::vector<NeighborhoodTotals> totals;
  if (import.kind == ImportKind::kStocks) {
    totals = Totals(contents, neighborhood_keys_, import.years);
  }
  // Flows may leave a neighborhood out; a block of zeros says so.
  for (const int year : import.years) {
    for (const std::string& key : neighborhood_keys_) contents.blocks[{year, key}];
  }
  std::vector<std::pair<BlockKey, DataBlock>> blocks;
  for (auto& [key, block] : contents.blocks) blocks.emplace_back(key, std::move(block));
  contents.DropBlocks();
  const Dataset::Source source{import.import_id, import.content_sha256};
  ZWK_CO_RETURN_IF_ERROR(co_await owner_.data_.Stage(caller, source, std::move(blocks)));
  CheckedImport checked{{std::move(import), TakeErrors(contents)}, checked_};
  ZWK_CO_ASSIGN_OR_RETURN(
      AnsweredImport taken,
      co_await owner_.data_.TakeOver(std::move(caller), std::move(checked), std::move(totals)));
  co_return ImportResult{true, std::move(taken)};
}

}  // namespace zwk::forecasting
