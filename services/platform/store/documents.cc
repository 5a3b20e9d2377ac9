#include "platform/store/documents.h"

#include <algorithm>
#include <cstring>

namespace zwk::store {

absl::StatusOr<int> PageLimit(int page_size) {
  if (page_size < 0) return InvalidField("page_size", "must not be negative");
  return page_size == 0 ? 50 : std::min(page_size, 500);
}

std::string PackAnswer(uint64_t version, const std::string& bytes) {
  std::string answer(sizeof(version), '\0');
  std::memcpy(answer.data(), &version, sizeof(version));
  return answer + bytes;
}

absl::StatusOr<Document> UnpackAnswer(const std::string& answer) {
  Document document;
  if (answer.size() < sizeof(document.version)) {
    return absl::DataLossError("the stored answer of a request is cut short");
  }
  std::memcpy(&document.version, answer.data(), sizeof(document.version));
  document.bytes = answer.substr(sizeof(document.version));
  return document;
}

}  // namespace zwk::store
