#pragma once

#include <algorithm>
#include <map>
#include <string>

#include "catalog/offer/offer.h"
#include "catalog/register/place.h"

// What files call the values of our enums, in both directions.
namespace zwk::catalog::hsds {

template <class E>
using Names = std::map<std::string, E>;

template <class E>
std::string NameOf(const Names<E>& names, E value) {
  const auto found = std::find_if(names.begin(), names.end(),
                                  [&](const auto& one) { return one.second == value; });
  return found == names.end() ? "" : found->first;
}

inline const Names<Modality> kModalities = {{"open_to", Modality::kOpenTo},
                                            {"designed_for", Modality::kDesignedFor},
                                            {"excludes", Modality::kExcludes}};
inline const Names<Sex> kSexes = {
    {"female", Sex::kFemale}, {"male", Sex::kMale}, {"diverse", Sex::kDiverse}};
inline const Names<Migration> kMigrations = {{"any", Migration::kAny},
                                             {"foreign", Migration::kForeign},
                                             {"german_with_history", Migration::kGermanWithHistory},
                                             {"refugee", Migration::kRefugee}};
inline const Names<Disability> kDisabilities = {
    {"any", Disability::kAny},           {"wheelchair", Disability::kWheelchair},
    {"hearing", Disability::kHearing},   {"visual", Disability::kVisual},
    {"learning", Disability::kLearning}, {"psychic", Disability::kPsychic}};
inline const Names<Family> kFamilies = {
    {"single_parent", Family::kSingleParent},
    {"pregnant", Family::kPregnant},
    {"carer", Family::kCarer},
    {"parent", Family::kParent},
    {"parent_of_disabled_child", Family::kParentOfDisabledChild}};
inline const Names<Registration> kRegistrations = {{"none", Registration::kNone},
                                                   {"optional", Registration::kOptional},
                                                   {"required", Registration::kRequired}};
inline const Names<MediationMode> kModes = {
    {"staff", MediationMode::kStaff}, {"on_site_interpreter", MediationMode::kOnSiteInterpreter},
    {"phone", MediationMode::kPhone}, {"video", MediationMode::kVideo},
    {"peer", MediationMode::kPeer},   {"sign", MediationMode::kSign}};

inline const Names<CapacitySource> kCapacitySources = {{"counted", CapacitySource::kCounted},
                                                       {"reported", CapacitySource::kReported},
                                                       {"estimated", CapacitySource::kEstimated}};

inline const Names<SupplyKind> kSupplyKinds = {
    {"grocery", SupplyKind::kGrocery},   {"doctor", SupplyKind::kDoctor},
    {"pharmacy", SupplyKind::kPharmacy}, {"post", SupplyKind::kPost},
    {"bank", SupplyKind::kBank},         {"playground", SupplyKind::kPlayground}};

inline const Names<Frequency> kFrequencies = {{"", Frequency::kNone},
                                              {"DAILY", Frequency::kDaily},
                                              {"WEEKLY", Frequency::kWeekly},
                                              {"MONTHLY", Frequency::kMonthly},
                                              {"YEARLY", Frequency::kYearly}};

}  // namespace zwk::catalog::hsds
