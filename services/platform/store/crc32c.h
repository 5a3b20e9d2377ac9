#pragma once

#include <cstdint>
#include <initializer_list>
#include <string>

#include "absl/strings/string_view.h"

namespace zwk::store {

// CRC32C (Castagnoli) over the parts, each followed by a zero byte: finds every change of up to 32
// bits in a row.
uint32_t Crc32c(std::initializer_list<absl::string_view> parts);

// As it is stored: four bytes, the highest first.
std::string ChecksumBytes(uint32_t crc);

// Of a document: under its full key, as the version it has then, or "*" where its writer did not
// know which.
std::string DocumentChecksum(absl::string_view key, absl::string_view version,
                             absl::string_view bytes);

// Of an event, but for its version, which the store gives: that stands in it twice.
struct ChecksummedEvent {
  absl::string_view id_without_version;  // "<municipality>/<aggregate>/"
  absl::string_view source;
  absl::string_view type;
  absl::string_view time;
  absl::string_view trace_parent;
  absl::string_view data;
};
std::string EventChecksum(const ChecksummedEvent& event);

}  // namespace zwk::store
