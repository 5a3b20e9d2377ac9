#include "participation/base/ids_api.h"

#include <algorithm>

#include "absl/strings/str_cat.h"
#include "platform/base/messages.h"
#include "platform/rpc/fields.h"

namespace zwk::participation {

void CheckIds(FieldErrors& errors, absl::string_view field,
              const google::protobuf::RepeatedPtrField<std::string>& ids, int most) {
  if (!CheckCount(errors, field, ids.size(), most)) return;
  for (int i = 0; i < ids.size(); ++i) {
    const std::string path = absl::StrCat(field, "[", i, "]");
    rpc::CheckId(errors, path, ids[i]);
    if (std::find(ids.begin(), ids.begin() + i, ids[i]) != ids.begin() + i) {
      errors.Add(path, "stands there already");
    }
  }
}

}  // namespace zwk::participation
