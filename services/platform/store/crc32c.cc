#include "platform/store/crc32c.h"

#include <array>
#include <cstring>

namespace zwk::store {
namespace {

using Tables = std::array<std::array<uint32_t, 256>, 8>;

// Of each byte value, followed by none to seven zero bytes: eight bytes are looked up at once.
constexpr Tables MakeTables() {
  Tables tables{};
  for (uint32_t byte = 0; byte < 256; ++byte) {
    uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82f63b78u : 0u);
    tables[0][byte] = crc;
  }
  for (uint32_t byte = 0; byte < 256; ++byte) {
    for (size_t k = 1; k < 8; ++k) {
      tables[k][byte] = (tables[k - 1][byte] >> 8) ^ tables[0][tables[k - 1][byte] & 0xff];
    }
  }
  return tables;
}

constexpr Tables kTables = MakeTables();

uint32_t Extend(uint32_t crc, absl::string_view bytes) {
  const char* at = bytes.data();
  size_t left = bytes.size();
  for (; left >= 8; left -= 8, at += 8) {
    std::array<unsigned char, 8> block{};
    std::memcpy(block.data(), at, block.size());
    uint32_t next = 0;
    for (size_t i = 0; i < 8; ++i) {
      const uint32_t byte = block[i] ^ (i < 4 ? (crc >> (8 * i)) & 0xff : 0);
      next ^= kTables[7 - i][byte];
    }
    crc = next;
  }
  for (; left > 0; --left, ++at) {
    crc = (crc >> 8) ^ kTables[0][(crc ^ static_cast<unsigned char>(*at)) & 0xff];
  }
  return crc;
}

}  // namespace

uint32_t Crc32c(std::initializer_list<absl::string_view> parts) {
  uint32_t crc = ~uint32_t{0};
  for (const absl::string_view part : parts) {
    crc = Extend(Extend(crc, part), absl::string_view("\0", 1));
  }
  return ~crc;
}

std::string ChecksumBytes(uint32_t crc) {
  std::string bytes;
  for (int shift = 24; shift >= 0; shift -= 8) bytes.push_back(static_cast<char>(crc >> shift));
  return bytes;
}

std::string DocumentChecksum(absl::string_view key, absl::string_view version,
                             absl::string_view bytes) {
  return ChecksumBytes(Crc32c({key, version, bytes}));
}

std::string EventChecksum(const ChecksummedEvent& event) {
  return ChecksumBytes(Crc32c({event.id_without_version, event.source, event.type, event.time,
                               event.trace_parent, event.data}));
}

}  // namespace zwk::store
