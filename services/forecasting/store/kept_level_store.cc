#include "forecasting/store/kept_level_store.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "forecasting/store/documents.pb.h"
#include "forecasting/store/single.h"
#include "forecasting/wire/estimate_messages.h"

namespace zwk::forecasting {
namespace {

// Some 100 bytes each.
constexpr size_t kLevelsPerBatch = 2000;

std::string LevelsKey(const std::string& estimate_id, int batch) {
  return absl::StrCat("levels/", estimate_id, "/", batch);
}

}  // namespace

Task<absl::Status> KeptLevelStore::StoreLevels(Caller caller, std::string estimate_id,
                                               std::vector<LevelRow> rows) {
  int batch = 0;
  for (size_t i = 0; i < rows.size(); i += kLevelsPerBatch) {
    stored::Levels kept;
    for (size_t k = i; k < std::min(i + kLevelsPerBatch, rows.size()); ++k) {
      ToMessage(rows[k], *kept.add_levels());
    }
    ZWK_CO_RETURN_IF_ERROR(co_await PutDocument(store_, caller, LevelsKey(estimate_id, batch++),
                                                kept.SerializeAsString()));
    co_await pool_.Enter();  // off the lane; a full pool only makes it slower
  }
  co_return absl::OkStatus();
}

Task<absl::StatusOr<std::vector<LevelRow>>> KeptLevelStore::LoadLevels(Caller caller,
                                                                       std::string estimate_id,
                                                                       int batch) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::string bytes,
      co_await ReadDocument(store_, std::move(caller), LevelsKey(estimate_id, batch)));
  stored::Levels kept;
  if (!kept.ParseFromString(bytes)) {
    co_return absl::DataLossError(absl::StrCat("levels of ", estimate_id, " cannot be read"));
  }
  std::vector<LevelRow> rows;
  for (const v1::ShrunkLevel& level : kept.levels()) rows.push_back(LevelFrom(level));
  co_return rows;
}

}  // namespace zwk::forecasting
