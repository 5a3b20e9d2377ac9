#include "platform/stream/digest.h"

#include "absl/strings/str_cat.h"
#include "platform/base/hash.h"

namespace zwk::stream {
namespace {

void Append(std::string& text, const std::string& part) {
  absl::StrAppend(&text, part.size(), ":", part);
}

}  // namespace

void Content::Apply(const PendingChange& change) {
  for (const auto& [key, bytes] : change.documents) {
    if (bytes) {
      documents[key] = *bytes;
    } else {
      documents.erase(key);
    }
  }
  for (const auto& [field, delta] : change.counters) {
    int64_t& value = counters[field.first][field.second];
    value += delta;
    if (value == 0) counters[field.first].erase(field.second);
  }
  for (const auto& [entry, added] : change.index) {
    const auto& [index, sort_key, document_key] = entry;
    if (added) {
      indexes[index][{sort_key, document_key}] = true;
    } else {
      indexes[index].erase({sort_key, document_key});
    }
  }
}

std::optional<std::string> Content::Document(const std::string& key) const {
  const auto found = documents.find(key);
  if (found == documents.end()) return std::nullopt;
  return found->second;
}

std::string Content::Digest() const {
  // A hash per document keeps the text small, whatever the documents are.
  std::string text;
  for (const auto& [key, bytes] : documents) {
    Append(text, "document");
    Append(text, key);
    Append(text, Sha256(bytes));
  }
  for (const auto& [counter, fields] : counters) {
    for (const auto& [field, value] : fields) {
      Append(text, "counter");
      Append(text, counter);
      Append(text, field);
      Append(text, absl::StrCat(value));
    }
  }
  for (const auto& [index, entries] : indexes) {
    for (const auto& [entry, unused] : entries) {
      Append(text, "index");
      Append(text, index);
      Append(text, entry.first);
      Append(text, entry.second);
    }
  }
  return Sha256Hex(text);
}

}  // namespace zwk::stream
