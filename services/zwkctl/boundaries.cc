// zwkctl forecast boundaries: neighborhoods from a GeoJSON file (RFC 7946), and what is odd about all of them together.
#include <fstream>
#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_join.h"
#include "absl/strings/strip.h"
#include "zwkctl/forecast.h"
#include "zwkctl/print.h"

namespace zwk::ctl {
namespace {

using nlohmann::json;

// What a file says of one neighborhood; features of the same key are its parts.
struct Drawn {
  std::string name;
  json polygons = json::array();
};

absl::Status Wrong(const std::string& file, size_t feature, const std::string& why) {
  return OfThisMachine(
      absl::InvalidArgumentError(absl::StrCat(file, ": features[", feature, "]: ", why)));
}

absl::StatusOr<json> ReadFeatures(const std::string& path) {
  std::ifstream file(path);
  std::stringstream text;
  text << file.rdbuf();
  if (!file.good()) return OfThisMachine(absl::NotFoundError(absl::StrCat("cannot read ", path)));
  const json root = json::parse(text.str(), nullptr, /*allow_exceptions=*/false);
  if (!root.is_object() || !root.contains("features") || !root["features"].is_array() ||
      root["features"].empty()) {
    return OfThisMachine(absl::InvalidArgumentError(
        absl::StrCat(path, " is no GeoJSON FeatureCollection with features")));
  }
  // RFC 7946 has WGS 84 alone; what older writers name as that may stand there.
  if (const std::string crs = root.contains("crs") ? root["crs"].dump() : "";
      !crs.empty() && crs.find("CRS84") == std::string::npos &&
      crs.find("4326") == std::string::npos) {
    return OfThisMachine(absl::InvalidArgumentError(
        absl::StrCat(path, " is in ", crs.substr(0, 120), ", not in WGS 84 (EPSG:4326)")));
  }
  return root["features"];
}

// None where the file has none: anything may stand in it.
json PropertiesOf(const json& feature) {
  if (!feature.is_object() || !feature.contains("properties")) return json::object();
  const json& properties = feature["properties"];
  return properties.is_object() ? properties : json::object();
}

// Properties that tell all features apart, for who has named none.
std::string Candidates(const json& features) {
  std::map<std::string, std::set<std::string>> values;
  for (const json& feature : features) {
    const json properties = PropertiesOf(feature);
    for (const auto& [name, value] : properties.items()) values[name].insert(AsText(value));
  }
  std::vector<std::string> names;
  for (const auto& [name, different] : values) {
    if (different.size() == features.size()) names.push_back(name);
  }
  return names.empty() ? "none tells all of them apart"
                       : absl::StrCat("these tell all of them apart: ", absl::StrJoin(names, ", "));
}

// Longitude and latitude; what follows them, such as a height, is left out. Nullopt where it is none.
std::optional<json> PositionOf(const json& numbers) {
  if (!numbers.is_array() || numbers.size() < 2 || !numbers[0].is_number() ||
      !numbers[1].is_number())
    return std::nullopt;
  return json{{"longitude", numbers[0]}, {"latitude", numbers[1]}};
}

std::optional<json> PolygonOf(const json& coordinates) {
  json rings = json::array();
  if (!coordinates.is_array()) return std::nullopt;
  for (const json& line : coordinates) {
    if (!line.is_array()) return std::nullopt;
    json positions = json::array();
    for (const json& numbers : line) {
      const auto position = PositionOf(numbers);
      if (!position) return std::nullopt;
      positions.push_back(*position);
    }
    rings.push_back({{"positions", std::move(positions)}});
  }
  return json{{"rings", std::move(rings)}};
}

bool AddPolygons(const json& geometry, json& polygons) {
  if (!geometry.is_object() || !geometry.contains("coordinates")) return false;
  const json& coordinates = geometry["coordinates"];
  const std::string type =
      geometry.value("type", json()).is_string() ? geometry["type"].get<std::string>() : "";
  if (type != "Polygon" && type != "MultiPolygon") return false;
  for (const json& each : type == "Polygon" ? json::array({coordinates}) : coordinates) {
    auto polygon = PolygonOf(each);
    if (!polygon) return false;
    polygons.push_back(*std::move(polygon));
  }
  return true;
}

// Nothing is sent before the whole file is understood.
absl::StatusOr<std::map<std::string, Drawn>> Understand(const std::string& file,
                                                        const json& features,
                                                        const std::string& key,
                                                        const std::string& name) {
  std::map<std::string, Drawn> drawn;
  for (size_t i = 0; i < features.size(); ++i) {
    const json& feature = features[i];
    const json properties = PropertiesOf(feature);
    if (!properties.contains(key) ||
        !(properties[key].is_string() || properties[key].is_number_integer())) {
      return Wrong(file, i, absl::StrCat("has no property '", key, "' that could be a key"));
    }
    Drawn& one = drawn[AsText(properties[key])];
    if (!name.empty()) {
      if (!properties.contains(name) || !properties[name].is_string())
        return Wrong(file, i, absl::StrCat("has no property '", name, "' with a name"));
      one.name = properties[name];
    }
    if (!feature.contains("geometry") || !AddPolygons(feature["geometry"], one.polygons))
      return Wrong(file, i, "is no Polygon or MultiPolygon of positions");
  }
  return drawn;
}

// What is registered keeps all but its boundary, and its name in this language where the file has one.
absl::Status Register(Platform& platform, const ForecastCommand& command, const std::string& key,
                      Drawn drawn) {
  json request = {{"neighborhood", {{"neighborhood_key", key}, {"names", json::object()}}},
                  {"axes_are_right", command.Has("axes-are-right")}};
  const auto there = Ask(platform, command, "get-neighborhood", {{"neighborhood_key", key}});
  if (there.ok()) {
    request["neighborhood"] = (*there)["neighborhood"];
    request["expected_version"] = (*there)["neighborhood"]["version"];
  } else if (!absl::IsNotFound(there.status())) {
    return there.status();
  }
  json& wanted = request["neighborhood"];
  const std::string language = command.Has("language") ? command.Value("language") : "de";
  if (drawn.name.empty() && !there.ok()) drawn.name = key;
  if (!drawn.name.empty()) wanted["names"][language] = drawn.name;
  wanted["geometry"] = {{"polygons", std::move(drawn.polygons)}};
  return Ask(platform, command, "register-neighborhood", std::move(request)).status();
}

void Tell(const json& answer, std::ostream& out) {
  std::vector<std::vector<std::string>> lines = {
      {"fault", "neighborhood", "other", "longitude", "latitude", "square meters", "share"}};
  for (const json& finding : answer.value("findings", json::array())) {
    const json at = finding.value("position", json::object());
    lines.push_back({std::string(absl::StripPrefix(finding.value("fault", ""), "BOUNDARY_FAULT_")),
                     finding.value("neighborhood_key", ""), finding.value("other_key", ""),
                     absl::StrFormat("%.6f", at.value("longitude", 0.0)),
                     absl::StrFormat("%.6f", at.value("latitude", 0.0)),
                     absl::StrFormat("%.0f", finding.value("square_meters", 0.0)),
                     absl::StrFormat("%.3f", finding.value("share", 0.0))});
  }
  if (lines.size() > 1) out << AlignedTable(lines, 3);
  out << answer.value("neighborhoods_with_boundary", 0) << " of "
      << answer.value("neighborhoods", 0) << " neighborhoods have a boundary, "
      << answer.value("total_findings", 0) << " findings\n";
}

}  // namespace

absl::Status Boundaries(Platform& platform, const ForecastCommand& command, std::ostream& out,
                        std::ostream& notes) {
  if (command.words.size() > 2)
    return OfTheArguments(absl::InvalidArgumentError("boundaries wants one file, or none"));
  size_t refused = 0;
  if (command.words.size() == 2) {
    const std::string& file = command.words[1];
    const auto features = ReadFeatures(file);
    if (!features.ok()) return features.status();
    if (!command.Has("key")) {
      return OfTheArguments(absl::InvalidArgumentError(absl::StrCat(
          "--key wants the property that names a neighborhood; ", Candidates(*features))));
    }
    auto drawn = Understand(file, *features, command.Value("key"), command.Value("name"));
    if (!drawn.ok()) return drawn.status();
    for (auto& [key, one] : *drawn) {
      const absl::Status status = Register(platform, command, key, std::move(one));
      if (status.ok()) continue;
      if (!absl::IsInvalidArgument(status)) return status;
      ++refused;
      notes << file << ": " << key << ": " << status.message() << '\n';
    }
    notes << drawn->size() - refused << " of " << drawn->size() << " neighborhoods registered\n";
  }
  const auto answer = Ask(platform, command, "check-boundaries", json::object());
  if (!answer.ok()) return answer.status();
  if (command.json) {
    out << answer->dump(2) << '\n';
  } else {
    Tell(*answer, out);
  }
  if (refused > 0)
    return absl::FailedPreconditionError(
        absl::StrCat(refused, " neighborhoods were not registered"));
  return absl::OkStatus();
}

}  // namespace zwk::ctl
