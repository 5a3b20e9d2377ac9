#include "forecasting/data/housing_file.h"

#include <utility>

#include "absl/strings/str_cat.h"

namespace zwk::forecasting {
namespace {

constexpr char kDwellings[] = "dwellings";
constexpr char kPeoplePerDwelling[] = "people_per_dwelling";
constexpr char kVacancy[] = "vacancy";
constexpr char kProject[] = "project";
constexpr char kReady[] = "ready";
constexpr char kStatus[] = "status";
constexpr size_t kLongestName = 64;

}  // namespace

DataBlock ToBlock(const Housing& housing) {
  DataBlock block;
  block.tables[kDwellings] = {housing.dwellings};
  block.tables[kPeoplePerDwelling] = {housing.people_per_dwelling};
  block.tables[kVacancy] = {housing.vacancy};
  for (const BuildingProject& project : housing.projects) {
    block.tables[kProject].push_back(project.dwellings);
    block.tables[kReady].push_back(project.year);
    block.tables[kStatus].push_back(project.status);
  }
  return block;
}

std::optional<Housing> HousingFrom(int year, const DataBlock& block) {
  const Cells dwellings = TableOf(block, kDwellings);
  if (dwellings.empty()) return std::nullopt;
  Housing housing{.year = year,
                  .dwellings = dwellings[0],
                  .people_per_dwelling = TableOf(block, kPeoplePerDwelling).at(0),
                  .vacancy = TableOf(block, kVacancy).at(0),
                  .projects = {}};
  const Cells projects = TableOf(block, kProject);
  const Cells ready = TableOf(block, kReady);
  const Cells status = TableOf(block, kStatus);
  for (size_t i = 0; i < projects.size(); ++i) {
    housing.projects.push_back(
        {static_cast<int>(ready[i]), projects[i], static_cast<int>(status[i])});
  }
  return housing;
}

std::vector<std::string> HousingRows::Columns() {
  return {"item", kProject, kReady, kStatus, "value"};
}

void HousingRows::Fault(const char* column, FileErrorCode code, std::string message) {
  faults_.Add(csv_.line(), column, code, csv_.field(column), std::move(message));
}

void HousingRows::Take(const BlockKey& key) {
  Entry& entry = entries_[key];
  const std::string& item = csv_.field("item");
  if (item == kProject) return Project(entry);
  const std::pair<const char*, double*> items[] = {
      {kDwellings, &entry.housing.dwellings},
      {kPeoplePerDwelling, &entry.housing.people_per_dwelling},
      {kVacancy, &entry.housing.vacancy}};
  double* into = nullptr;
  for (const auto& [name, number] : items) {
    if (item == name) into = number;
  }
  if (into == nullptr) {
    return Fault("item", FileErrorCode::kUnknownItem,
                 "must be dwellings, people_per_dwelling, vacancy or project");
  }
  for (const char* column : {kProject, kReady, kStatus}) {
    if (!csv_.field(column).empty()) {
      Fault(column, FileErrorCode::kUnknownItem, "must be empty but for projects");
    }
  }
  const std::optional<double> value = csv_.NotNegative("value");
  if (!entry.seen.insert(item).second) {
    Fault("item", FileErrorCode::kDuplicateKey, "the item stood in an earlier row");
  }
  if (value && item == kVacancy && *value > 1) {
    Fault("value", FileErrorCode::kRateTooHigh, "a share is at most 1");
  }
  if (value) *into = *value;
}

void HousingRows::Project(Entry& entry) {
  const std::string& name = csv_.field(kProject);
  if (name.empty() || name.size() > kLongestName) {
    Fault(kProject, FileErrorCode::kUnknownItem,
          absl::StrCat("a project has a name of at most ", kLongestName, " bytes"));
  } else if (!entry.seen.insert(absl::StrCat("project ", name)).second) {
    Fault(kProject, FileErrorCode::kDuplicateKey, "the project stood in an earlier row");
  }
  const std::optional<int> ready = ToInt(csv_.field(kReady));
  if (!ready || *ready < 1800 || *ready > 2300) {
    Fault(kReady, FileErrorCode::kBadYear, "must be the year when it is to be ready");
  }
  const std::optional<int> status = ToInt(csv_.field(kStatus));
  if (!status || *status < 0 || *status > kLastStatus) {
    Fault(kStatus, FileErrorCode::kUnknownStatus,
          absl::StrCat("must be a whole number from 0 to ", kLastStatus));
  }
  const std::optional<double> dwellings = csv_.NotNegative("value");
  if (ready && status && dwellings) entry.housing.projects.push_back({*ready, *dwellings, *status});
}

std::set<int> HousingRows::years() const {
  std::set<int> years;
  for (const auto& [key, entry] : entries_) years.insert(key.year);
  return years;
}

void HousingRows::MissingItems(int year) {
  for (const auto& [key, entry] : entries_) {
    if (key.year != year) continue;
    for (const char* item : {kDwellings, kPeoplePerDwelling}) {
      if (entry.seen.contains(item)) continue;
      const std::string separator(1, csv_.separator());
      faults_.Add(0, "item", FileErrorCode::kMissingCell,
                  absl::StrCat(key.year, separator, key.neighborhood, separator, item),
                  "a neighborhood of the file has no such row");
    }
  }
}

void HousingRows::MoveTo(std::map<BlockKey, DataBlock>& blocks) const {
  for (const auto& [key, entry] : entries_) blocks[key] = ToBlock(entry.housing);
}

}  // namespace zwk::forecasting
