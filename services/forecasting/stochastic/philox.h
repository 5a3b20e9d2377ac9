#pragma once

#include <array>
#include <cstdint>

namespace zwk::forecasting {

// Philox4x32-10 (Salmon et al. 2011; std::philox4x32 of C++26): four random words that depend on
// counter and key alone, so that any number can be drawn at any place in any order.
inline constexpr uint32_t kPhiloxMultipliers[2] = {0xD2511F53, 0xCD9E8D57};
inline constexpr uint32_t kPhiloxWeyl[2] = {0x9E3779B9, 0xBB67AE85};
inline constexpr int kPhiloxRounds = 10;

constexpr std::array<uint32_t, 4> Philox(std::array<uint32_t, 4> counter,
                                         std::array<uint32_t, 2> key) {
  for (int round = 0; round < kPhiloxRounds; ++round) {
    const uint64_t first = uint64_t{kPhiloxMultipliers[0]} * counter[0];
    const uint64_t second = uint64_t{kPhiloxMultipliers[1]} * counter[2];
    counter = {
        static_cast<uint32_t>(second >> 32) ^ counter[1] ^ key[0], static_cast<uint32_t>(second),
        static_cast<uint32_t>(first >> 32) ^ counter[3] ^ key[1], static_cast<uint32_t>(first)};
    key = {key[0] + kPhiloxWeyl[0], key[1] + kPhiloxWeyl[1]};
  }
  return counter;
}

// What a draw is for: the second word of the key, the first being the seed of the run. The counter
// is (year, cell or neighborhood, trajectory, draw).
enum class RandomStream : uint32_t {
  kFertility = 1,
  kLifeExpectancy = 2,
  kMigration = 3,
  kPeople = 4,
  kBirths = 5,
};

}  // namespace zwk::forecasting
