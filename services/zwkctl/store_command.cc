#include "zwkctl/store_command.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"
#include "zwk/common/v1/store_admin.pb.h"
#include "zwkctl/directory.h"
#include "zwkctl/print.h"

namespace zwk::ctl {

namespace v1 = common::v1;

const absl::string_view kStoreHelp =
    R"(zwkctl [FLAGS] store verify [AREA]        reads all that the store of one service, or of each, has of the municipality of the
                                          caller, and says what is not as it was written; exit code 25 where something is
)";

absl::Status CheckStoreWords(const std::vector<std::string>& words) {
  if (words.empty() || words[0] != "verify" || words.size() > 2) {
    return absl::InvalidArgumentError(absl::StrCat("store what?\n", kStoreHelp));
  }
  if (words.size() < 2) return absl::OkStatus();
  const bool known = std::any_of(Areas().begin(), Areas().end(),
                                 [&](const Area& area) { return area.name == words[1]; });
  return known ? absl::OkStatus() : FindRpc(words[1], "").status();
}

absl::Status StoreCommand(Platform& platform, const std::vector<std::string>& words,
                          const Caller& caller, bool json, std::ostream& out) {
  int64_t findings = 0;
  for (const Area& area : Areas()) {
    if (words.size() > 1 && words[1] != area.name) continue;
    Call call;
    call.rpc = v1::VerifyStoreRequest::descriptor()
                   ->file()
                   ->FindServiceByName("StoreAdminService")
                   ->FindMethodByName("VerifyStore");
    call.area = area.name;
    call.request = nlohmann::json::object();
    ZWK_RETURN_IF_ERROR(platform.Do(call, caller, [&](const Message& message) {
      if (json) out << ToJson(message).dump() << '\n';
      const auto& answer = dynamic_cast<const v1::VerifyStoreResponse&>(message);
      if (answer.has_finding()) {
        ++findings;
        if (!json) out << answer.finding().key() << ": " << answer.finding().what() << '\n';
      } else if (!json) {
        const v1::StoreSummary& summary = answer.summary();
        out << area.name << ": " << summary.documents() << " documents, " << summary.events()
            << " events, " << summary.index_entries() << " entries of indexes; "
            << summary.findings() << " findings, " << summary.without_checksum()
            << " without a checksum\n";
      }
      return absl::OkStatus();
    }));
  }
  if (findings == 0) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat(findings, " things are not as they were written"));
}

}  // namespace zwk::ctl
