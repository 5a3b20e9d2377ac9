#include "forecasting/data/population_import_api.h"

#include <cmath>
#include <memory>
#include <utility>

#include "forecasting/mapping/proposal.h"
#include "platform/base/errors.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/fields.h"
#include "platform/rpc/upload.h"

namespace zwk::forecasting {
namespace {

v1::ImportPopulationResponse ToResponse(ImportResult result) {
  v1::ImportPopulationResponse answer;
  answer.set_taken_over(result.taken_over);
  *answer.mutable_population_import() = std::move(result.answer.import);
  answer.mutable_errors()->Assign(result.answer.errors.begin(), result.answer.errors.end());
  answer.set_error_count(result.answer.error_count);
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
  command.import_id = rpc::NewId(errors, "header.import_id", header.import_id(), caller);
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
  command.mapping_import_id = header.mapping_import_id();
  if (header.has_mapping()) {
    command.mapping = header.mapping();
    CheckMapping(header.mapping(), "header.mapping", errors);
  }
  if (!command.mapping_import_id.empty()) {
    rpc::CheckId(errors, "header.mapping_import_id", command.mapping_import_id);
    if (header.has_mapping()) errors.Add("header.mapping_import_id", "contradicts mapping");
  }
  ZWK_RETURN_IF_ERROR(errors.ToStatus());
  return command;
}

constexpr size_t kMostOfHead = 1 << 20;

struct ImportApi {
  PopulationImports& imports;
  PopulationStore& data;
  Pool& pool;

  Task<absl::StatusOr<v1::ImportPopulationResponse>> Import(
      Caller /*without the request*/, rpc::Reader<v1::ImportPopulationRequest>& reader) {
    rpc::Upload<v1::ImportPopulationRequest> upload(reader, PopulationImports::kMaxBytes);
    ZWK_CO_ASSIGN_OR_RETURN(const v1::ImportHeader header, co_await upload.ReadHeader());
    ZWK_CO_ASSIGN_OR_RETURN(ImportCommand command, CommandFrom(upload.header_caller(), header));
    ZWK_CO_ASSIGN_OR_RETURN(const std::unique_ptr<PopulationImports::Incoming> file,
                            co_await imports.Begin(upload.header_caller(), std::move(command)));
    while (true) {
      ZWK_CO_ASSIGN_OR_RETURN(std::optional<std::string> chunk, co_await upload.ReadChunk());
      if (!chunk) break;
      ZWK_CO_RETURN_IF_ERROR(co_await file->Add(*std::move(chunk)));
    }
    ZWK_CO_ASSIGN_OR_RETURN(ImportResult result,
                            co_await file->Finish(upload.caller(), upload.content_sha256()));
    co_return ToResponse(std::move(result));
  }

  Task<absl::StatusOr<v1::GetImportResponse>> Get(Caller caller,
                                                  const v1::GetImportRequest& request) {
    FieldErrors errors;
    rpc::CheckId(errors, "import_id", request.import_id());
    ZWK_CO_RETURN_IF_ERROR(errors.ToStatus());
    ZWK_CO_ASSIGN_OR_RETURN(AnsweredImport found,
                            co_await data.LoadImport(std::move(caller), request.import_id()));
    v1::GetImportResponse answer;
    *answer.mutable_population_import() = std::move(found.import);
    co_return answer;
  }

  Task<absl::StatusOr<v1::ListImportsResponse>> List(Caller caller,
                                                     const v1::ListImportsRequest& request) {
    ZWK_CO_ASSIGN_OR_RETURN(
        Page<AnsweredImport> page,
        co_await data.ListImports(std::move(caller), request.page_size(), request.page_token()));
    v1::ListImportsResponse answer;
    for (Stored<AnsweredImport>& stored : page.items) {
      *answer.add_imports() = std::move(stored.value.import);
    }
    answer.set_next_page_token(std::move(page.next_page_token));
    co_return answer;
  }

  Task<absl::StatusOr<v1::ProposeImportMappingResponse>> Propose(
      Caller /*nothing is stored*/, const v1::ProposeImportMappingRequest& request) {
    if (request.head().empty() || request.head().size() > kMostOfHead) {
      co_return InvalidField("head", "must be 1 byte to 1 MB");
    }
    const bool entered = co_await pool.Enter();
    if (!entered) {
      co_return absl::ResourceExhaustedError("too much is calculated; try again shortly");
    }
    auto proposed = ProposeMapping(request.head());
    if (!proposed.ok()) co_return InvalidField("head", std::string(proposed.status().message()));
    co_return proposed;
  }
};

}  // namespace

void ServeImports(rpc::ServiceMethods methods, PopulationImports& imports, PopulationStore& data,
                  Pool& pool) {
  auto api = std::make_shared<ImportApi>(ImportApi{imports, data, pool});
  methods.ClientStream("ImportPopulation", api, &ImportApi::Import);
  methods.Unary("GetImport", api, &ImportApi::Get);
  methods.Unary("ListImports", api, &ImportApi::List);
  methods.Unary("ProposeImportMapping", api, &ImportApi::Propose);
}

}  // namespace zwk::forecasting
