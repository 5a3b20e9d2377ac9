#include "catalog/import/import_api.h"

#include <memory>

#include "catalog/import/import_message.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"

namespace zwk::catalog {
namespace {

struct ImportApi {
  ImportHsds& imports;

  Task<absl::StatusOr<v1::ImportHsdsResponse>> Import(Caller caller,
                                                      rpc::Reader<v1::ImportHsdsRequest>& reader) {
    constexpr size_t kMostBytes = 64 << 20;
    std::optional<v1::ImportHsdsRequest> first = co_await reader.Read();
    ZWK_CO_RETURN_IF_ERROR(reader.status());
    if (!first || !first->has_header()) {
      co_return InvalidField("header", "must be the first message");
    }
    caller = reader.caller();
    ImportOrder order;
    order.import_id = first->header().import_id();
    order.dry_run = first->header().dry_run();
    order.publish = first->header().publish();
    Sha256Stream content;
    content.Add(caller.request.fingerprint);
    while (true) {
      const std::optional<v1::ImportHsdsRequest> part = co_await reader.Read();
      if (!part) break;
      if (!part->has_chunk()) co_return InvalidField("chunk", "must follow the header");
      if (order.file.size() + part->chunk().size() > kMostBytes) {
        co_return WithReason(absl::ResourceExhaustedError("the file is larger than 64 MiB"),
                             "FILE_TOO_LARGE");
      }
      content.Add(part->chunk());
      order.file += part->chunk();
    }
    ZWK_CO_RETURN_IF_ERROR(reader.status());
    caller.request.fingerprint = content.FinishHex();
    ZWK_CO_ASSIGN_OR_RETURN(const ImportResult result,
                            co_await imports.Run(caller, std::move(order)));
    co_return ToProto(result);
  }
};

}  // namespace

void ServeImports(rpc::ServiceMethods methods, ImportHsds& imports) {
  auto api = std::make_shared<ImportApi>(ImportApi{imports});
  methods.ClientStream("ImportHsds", api, &ImportApi::Import);
}

}  // namespace zwk::catalog
