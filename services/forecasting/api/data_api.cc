#include <cmath>
#include <utility>

#include "forecasting/api/forecasting_api.h"
#include "forecasting/api/requests.h"
#include "forecasting/wire/messages.h"
#include "platform/base/status_macros.h"

namespace zwk::forecasting {
namespace {

v1::ImportPopulationResponse ToResponse(const ImportResult& result) {
  v1::ImportPopulationResponse answer;
  answer.set_taken_over(result.taken_over);
  ToMessage(result.answer.import, *answer.mutable_population_import());
  const FileFaults& errors = result.answer.errors;
  for (const FileError& error : errors.kept) ToMessage(error, *answer.add_errors());
  answer.set_error_count(errors.count);
  return answer;
}

void ReadTolerance(FieldErrors& errors, const v1::ImportHeader& header, ImportCommand& command) {
  const bool balances = command.kind == ImportKind::kStocks || command.kind == ImportKind::kFlows;
  if (header.skip_balance_check()) {
    if (!balances) errors.Add("header.skip_balance_check", "is for stocks and flows");
    command.balance_tolerance.reset();
  }
  if (!header.has_balance_tolerance()) return;
  const double tolerance = header.balance_tolerance();
  if (!balances || header.skip_balance_check()) {
    errors.Add("header.balance_tolerance", "is for stocks and flows that are checked");
  } else if (!(tolerance >= 0 && std::isfinite(tolerance))) {
    errors.Add("header.balance_tolerance", "must be a number of people, zero or more");
  }
  command.balance_tolerance = tolerance;
}

absl::StatusOr<ImportCommand> CommandFrom(const Caller& caller, const v1::ImportHeader& header) {
  FieldErrors errors;
  ImportCommand command;
  command.import_id = NewId(errors, "header.import_id", header.import_id(), caller);
  if (header.kind() == v1::IMPORT_KIND_UNSPECIFIED || !v1::ImportKind_IsValid(header.kind())) {
    errors.Add("header.kind", "must be STOCKS, RATES, FLOWS, SPECIAL_POPULATIONS or HOUSING");
  }
  command.kind = static_cast<ImportKind>(header.kind());
  command.dry_run = header.dry_run();
  command.source = header.source();
  if (command.source.size() > 500) errors.Add("header.source", "must be at most 500 bytes");
  command.synthetic = header.synthetic();
  command.partial = header.partial();
  ReadTolerance(errors, header, command);
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return command;
}

}  // namespace

Task<absl::StatusOr<v1::ImportPopulationResponse>> ForecastingApi::Import(
    Caller /*without the request*/, rpc::Reader<v1::ImportPopulationRequest>& reader) {
  std::optional<v1::ImportPopulationRequest> first = co_await reader.Read();
  ZWK_CO_RETURN_IF_ERROR(reader.status());
  if (!first || !first->has_header()) {
    co_return InvalidField("header", "must come first");
  }
  const Caller caller = reader.caller();
  ZWK_CO_ASSIGN_OR_RETURN(ImportCommand command, CommandFrom(caller, first->header()));
  ZWK_CO_ASSIGN_OR_RETURN(const std::unique_ptr<ImportPopulation::Upload> upload,
                          co_await use_.imports.Begin(caller, std::move(command)));
  while (true) {  // a co_await in the condition itself is miscompiled by g++ 12
    std::optional<v1::ImportPopulationRequest> part = co_await reader.Read();
    if (!part) break;
    if (part->has_header()) co_return InvalidField("header", "must come once");
    ZWK_CO_RETURN_IF_ERROR(co_await upload->Add(std::move(*part->mutable_chunk())));
  }
  ZWK_CO_RETURN_IF_ERROR(reader.status());  // half a file is none
  ZWK_CO_ASSIGN_OR_RETURN(const ImportResult result, co_await upload->Finish(caller));
  co_return ToResponse(result);
}

Task<absl::StatusOr<v1::GetImportResponse>> ForecastingApi::GetImport(
    Caller caller, const v1::GetImportRequest& request) {
  FieldErrors errors;
  CheckId(errors, "import_id", request.import_id());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  ZWK_CO_ASSIGN_OR_RETURN(const PopulationImport import,
                          co_await use_.data.LoadImport(std::move(caller), request.import_id()));
  v1::GetImportResponse answer;
  ToMessage(import, *answer.mutable_population_import());
  co_return answer;
}

Task<absl::StatusOr<v1::ListImportsResponse>> ForecastingApi::ListImports(
    Caller caller, const v1::ListImportsRequest& request) {
  FieldErrors errors;
  CheckPageSize(errors, request.page_size());
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  const int page_size = request.page_size() == 0 ? 100 : request.page_size();
  ZWK_CO_ASSIGN_OR_RETURN(
      Page<PopulationImport> page,
      co_await use_.data.ListImports(std::move(caller), page_size, request.page_token()));
  v1::ListImportsResponse answer;
  for (const Stored<PopulationImport>& stored : page.items) {
    ToMessage(stored.value, *answer.add_imports());
  }
  answer.set_next_page_token(std::move(page.next_page_token));
  co_return answer;
}

Task<absl::StatusOr<v1::GetStocksResponse>> ForecastingApi::GetStocks(
    Caller caller, const v1::GetStocksRequest& request) {
  if (!IsNeighborhoodKey(request.neighborhood_key())) {
    co_return InvalidField("neighborhood_key", "must be the key of a neighborhood");
  }
  ZWK_CO_ASSIGN_OR_RETURN(
      const StocksBlock stocks,
      co_await use_.stocks.Get(std::move(caller), request.neighborhood_key(), request.year()));
  v1::GetStocksResponse answer;
  ToMessage(stocks.block, *answer.mutable_block());
  answer.set_import_id(stocks.import_id);
  co_return answer;
}

Task<absl::Status> ForecastingApi::StreamStocks(Caller caller,
                                                const v1::StreamStocksRequest& request,
                                                rpc::Writer<v1::StreamStocksResponse>& writer) {
  FieldErrors errors;
  for (int i = 0; i < request.neighborhood_keys_size(); ++i) {
    if (!IsNeighborhoodKey(request.neighborhood_keys(i))) {
      errors.Add(absl::StrCat("neighborhood_keys[", i, "]"), "must be the key of a neighborhood");
    }
  }
  ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
  std::vector<std::string> keys(request.neighborhood_keys().begin(),
                                request.neighborhood_keys().end());
  std::vector<int> years(request.years().begin(), request.years().end());
  // A named message lives until the write has ended.
  v1::StreamStocksResponse item;
  Stocks::Take take = [&item, &writer](StocksBlock stocks) {
    item.Clear();
    ToMessage(stocks.block, *item.mutable_block());
    item.set_import_id(stocks.import_id);
    return writer.Write(item);
  };
  co_return co_await use_.stocks.Stream(std::move(caller), std::move(keys), std::move(years),
                                        std::move(take));
}

}  // namespace zwk::forecasting
