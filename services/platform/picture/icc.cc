#include "platform/picture/icc.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "platform/picture/bytes.h"

namespace zwk::picture {
namespace {

constexpr size_t kHeader = 128;
constexpr size_t kMaxTags = 100;
constexpr std::array<absl::string_view, 13> kNumbers = {"wtpt", "chad", "rXYZ", "gXYZ", "bXYZ",
                                                        "rTRC", "gTRC", "bTRC", "kTRC", "A2B0",
                                                        "A2B1", "A2B2", "cicp"};

struct Part {
  size_t begin;
  size_t size;
};
// Header fields that say how the numbers are meant: version, class, color and connection space,
// signature, intent and illuminant.
constexpr std::array<Part, 3> kMeaning = {{{8, 16}, {36, 4}, {64, 16}}};

struct Tag {
  std::string name;
  std::string data;
};

absl::string_view NameOf(ColorSpace space) {
  switch (space) {
    case ColorSpace::kGray:
      return "GRAY";
    case ColorSpace::kRgb:
      return "RGB ";
    case ColorSpace::kCmyk:
      return "CMYK";
  }
  return "";
}

bool IsSoundHeader(absl::string_view profile, ColorSpace space) {
  if (profile.size() < kHeader + 4 || profile.size() > kMaxProfile) return false;
  const absl::string_view device_class = profile.substr(12, 4);
  const absl::string_view connection = profile.substr(20, 4);
  return BigEndian(profile, 0, 4) == profile.size() && (profile[8] == 2 || profile[8] == 4) &&
         (device_class == "scnr" || device_class == "mntr" || device_class == "prtr" ||
          device_class == "spac") &&
         profile.substr(16, 4) == NameOf(space) && (connection == "XYZ " || connection == "Lab ") &&
         profile.substr(36, 4) == "acsp";
}

// How many bytes of a tag's data are numbers; none for types that are not known to hold numbers
// alone.
std::optional<size_t> NumbersIn(absl::string_view data) {
  if (data.size() < 12) return std::nullopt;
  const absl::string_view type = data.substr(0, 4);
  if (type == "XYZ ") return 20;
  if (type == "sf32") return 8 + 9 * 4;
  if (type == "cicp") return 12;
  if (type == "curv") return 12 + size_t{2} * BigEndian(data, 8, 4);
  if (type == "para") {
    constexpr std::array<size_t, 5> kParameters = {1, 3, 4, 5, 7};
    const size_t function = BigEndian(data, 8, 2);
    if (function >= kParameters.size()) return std::nullopt;
    return 12 + 4 * kParameters[function];
  }
  if (type == "mft1" || type == "mft2" || type == "mAB ") return data.size();
  return std::nullopt;
}

std::string DescriptionOf(absl::string_view text, bool modern) {
  const std::string zeros(4, '\0');
  if (!modern) {
    return absl::StrCat("desc", zeros, BigEndian32(text.size() + 1), text, std::string(79, '\0'));
  }
  std::string wide;
  for (const char c : text) wide += {'\0', c};
  return absl::StrCat("mluc", zeros, BigEndian32(1), BigEndian32(12), "enUS",
                      BigEndian32(wide.size()), BigEndian32(28), wide);
}

// Empty when the profile is not sound.
std::vector<Tag> NumbersOf(absl::string_view profile) {
  std::vector<Tag> tags;
  const size_t count = BigEndian(profile, kHeader, 4);
  if (count > kMaxTags || kHeader + 4 + 12 * count > profile.size()) return {};
  for (size_t i = 0; i < count; ++i) {
    const size_t entry = kHeader + 4 + 12 * i;
    const absl::string_view name = profile.substr(entry, 4);
    const size_t begin = BigEndian(profile, entry + 4, 4);
    const size_t size = BigEndian(profile, entry + 8, 4);
    if (begin > profile.size() || size > profile.size() - begin) return {};
    if (std::find(kNumbers.begin(), kNumbers.end(), name) == kNumbers.end()) continue;
    const absl::string_view data = profile.substr(begin, size);
    const std::optional<size_t> numbers = NumbersIn(data);
    if (!numbers || *numbers > size) return {};
    tags.push_back({std::string(name), std::string(data.substr(0, *numbers))});
  }
  return tags;
}

}  // namespace

std::string CleanProfile(absl::string_view profile, ColorSpace space) {
  if (!IsSoundHeader(profile, space)) return "";
  std::vector<Tag> tags = NumbersOf(profile);
  if (tags.empty()) return "";
  // ICC.1 asks for these two.
  const bool modern = profile[8] == 4;
  tags.push_back({"desc", DescriptionOf("colors", modern)});
  tags.push_back(
      {"cprt", modern ? DescriptionOf("none", true) : std::string("text\0\0\0\0none\0", 13)});

  std::string table = BigEndian32(tags.size());
  std::string contents;
  std::map<std::string, size_t> places;  // curves of three channels are often one
  const size_t begin = kHeader + 4 + 12 * tags.size();
  for (const Tag& tag : tags) {
    const auto [place, is_new] = places.emplace(tag.data, begin + contents.size());
    if (is_new) {
      contents += tag.data;
      contents.resize((contents.size() + 3) / 4 * 4);
    }
    absl::StrAppend(&table, tag.name, BigEndian32(place->second), BigEndian32(tag.data.size()));
  }
  std::string header(kHeader, '\0');
  header.replace(0, 4, BigEndian32(begin + contents.size()));
  for (const Part& part : kMeaning) {
    header.replace(part.begin, part.size, std::string(profile.substr(part.begin, part.size)));
  }
  return absl::StrCat(header, table, contents);
}

}  // namespace zwk::picture
