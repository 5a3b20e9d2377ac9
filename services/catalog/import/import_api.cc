#include "catalog/import/import_api.h"

#include <memory>

#include "catalog/import/import_message.h"
#include "platform/base/status_macros.h"
#include "platform/rpc/upload.h"

namespace zwk::catalog {
namespace {

constexpr int64_t kMostBytes = 64 << 20;

struct ImportApi {
  ImportHsds& imports;

  Task<absl::StatusOr<v1::ImportHsdsResponse>> Import(Caller,
                                                      rpc::Reader<v1::ImportHsdsRequest>& reader) {
    rpc::Upload upload(reader, kMostBytes);
    ZWK_CO_ASSIGN_OR_RETURN(const v1::ImportHeader header, co_await upload.ReadHeader());
    ImportOrder order;
    order.import_id = header.import_id();
    order.dry_run = header.dry_run();
    order.options = {header.source(), header.publish(), header.partial(), header.end_missing(),
                     header.overwrite_local_edits()};
    order.preview_token = header.preview_token();
    ZWK_CO_ASSIGN_OR_RETURN(order.file, co_await upload.ReadAll());
    ZWK_CO_ASSIGN_OR_RETURN(const ImportResult result,
                            co_await imports.Run(upload.caller(), std::move(order)));
    co_return ToProto(result);
  }
};

}  // namespace

void ServeImports(rpc::ServiceMethods methods, ImportHsds& imports) {
  auto api = std::make_shared<ImportApi>(ImportApi{imports});
  methods.ClientStream("ImportHsds", api, &ImportApi::Import);
}

}  // namespace zwk::catalog
