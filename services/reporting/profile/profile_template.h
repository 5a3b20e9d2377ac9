#pragma once

#include <string>

#include "absl/strings/string_view.h"
#include "reporting/base/page.h"
#include "reporting/base/protection.h"
#include "reporting/profile/profile.h"

namespace zwk::reporting {

// Writes the page of one profile, panel by panel.
class ProfileTemplate {
 public:
  using Gap = NeighborhoodProfile::Gap;
  using Topic = NeighborhoodProfile::Topic;

  ProfileTemplate(const NeighborhoodProfile& profile, Language language);

  std::string Html();

 private:
  absl::string_view Own(absl::string_view german, absl::string_view english) const {
    return Say(language_, german, english);
  }
  std::string Foreign(const std::string& lang) const;
  std::string People(Exact people) const { return protection_.Text(language_, people); }
  std::string Synthetic(bool synthetic) const;
  std::string Date(const std::string& iso) const;
  std::string Source(absl::string_view text, bool synthetic) const;
  std::string Panel(absl::string_view id, absl::string_view heading, absl::string_view body,
                    bool full = false) const;
  std::string Head() const;
  std::string Tiles() const;
  std::string DataLinks() const;
  std::optional<PyramidOutlook> Outlook() const;
  std::string PopulationPanel() const;
  // Of rounded counts; "·" where they are too few to compare.
  std::string Change(Exact from, Exact to, int decimals) const;
  std::string ForecastPanel() const;
  absl::string_view ClassPhrase(Gap::Class gap_class) const;
  static bool IsOpen(const Gap& gap);
  std::string OpenGap(const Gap& gap) const;
  std::string GapsPanel() const;
  absl::string_view StatusPhrase(Topic::Status status) const;
  std::string TopicsPanel() const;
  std::string LabPanel() const;
  std::string Footer() const;

  const NeighborhoodProfile& profile_;
  const Language language_;
  const std::string own_lang_;
  const Protection protection_;
};

}  // namespace zwk::reporting
