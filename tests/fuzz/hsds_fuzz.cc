// An HSDS document that is imported.
#include <cstdint>
#include <iterator>
#include <set>
#include <string>
#include <string_view>

#include "catalog/base/checks.h"
#include "catalog/import/hsds_reader.h"
#include "platform/base/clock.h"
#include "platform/base/errors.h"
#include "platform/base/utf8.h"
#include "platform/base/uuid.h"
#include "tests/fuzz/promise.h"

namespace {

using namespace zwk::catalog;  // NOLINT: a program of its own
using zwk::fuzz::Promise;

const zwk::Time kNow = *zwk::ParseTime("2026-12-01T00:00:00Z");

void CheckList(const FindingList& findings) {
  Promise(findings.listed.empty() == (findings.total == 0), "what is counted is listed");
  Promise(std::ssize(findings.listed) <= FindingList::kMost, "the list ends");
  int64_t counted = 0;
  for (const auto& [code, count] : findings.counts) counted += count;
  Promise(counted == findings.total, "every finding has a code");
  for (const Finding& finding : findings.listed) {
    Promise(!finding.code.empty() && !finding.message.empty() && finding.row >= 1,
            "a finding says what and where");
    Promise(finding.value.size() <= 300 && finding.message.size() <= 900, "an echo is short");
    Promise(zwk::IsUtf8(finding.path) && zwk::IsUtf8(finding.value) && zwk::IsUtf8(finding.message),
            "a finding can be sent");
  }
}

// Of a sound file, as the domain accepts it.
template <class T>
void CheckTaken(const T& value, const std::string& id, std::set<std::string>& ids) {
  T taken = value;
  Promise(Validate(taken).ok(), "what is taken over keeps the rules");
  Promise(taken == value, "what is taken over is as it is kept");
  Promise(zwk::IsUuid(id) && ids.insert(id).second, "ids are UUIDs, each there once");
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  KnownIds known;
  known.organizations = {"11111111-1111-4111-8111-111111111111"};
  known.groups = {"youth"};
  known.needs = {"advice"};
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const ImportDocument document = ReadHsds(text, known, kNow);
  CheckList(document.findings.errors);
  CheckList(document.findings.warnings);
  if (document.findings.HasErrors()) {
    const absl::Status refused = RefusalOf(document.findings);
    Promise(absl::IsInvalidArgument(refused) && !zwk::FieldOf(refused).empty(),
            "a refusal names what is wrong");
    return 0;
  }
  std::set<std::string> organizations, places, offers;
  for (const Organization& o : document.organizations) CheckTaken(o, o.id, organizations);
  for (const Place& p : document.places) CheckTaken(p, p.id, places);
  for (const WantedOffer& o : document.offers) CheckTaken(o.content, o.id, offers);
  return 0;
}
