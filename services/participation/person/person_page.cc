#include "participation/person/person_page.h"

#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/strip.h"
#include "platform/base/clock.h"
#include "platform/base/messages.h"

namespace zwk::participation {
namespace {

std::string Escaped(absl::string_view text) {
  return absl::StrReplaceAll(
      text, {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}, {"'", "&#39;"}});
}

// One page in the language of whoever asked.
class Page {
 public:
  explicit Page(absl::string_view locale) : german_(locale != "en") {}

  std::string Write(const v1::PersonExport& exported) {
    const std::string title =
        Say("Auskunft über gespeicherte Daten", "What is kept about a person");
    absl::StrAppend(&html_, "<!DOCTYPE html>\n<html lang=\"", german_ ? "de" : "en",
                    "\">\n<head><meta charset=\"utf-8\"><title>", title,
                    "</title></head>\n<body>\n<h1>", title, "</h1>\n");
    Open();
    Row(Say("Kennung der Person", "Id of the person"), exported.person_id());
    Row(Say("Stand", "As of"), Day(exported.exported_at()));
    if (exported.has_erased_at())
      Row(Say("Name gelöscht am", "Name erased on"), Day(exported.erased_at()));
    if (exported.retention_days() > 0) {
      Row(Say("Namen und Texte sollen gelöscht werden nach", "Names and texts are to go after"),
          absl::StrCat(exported.retention_days(), " ", Say("Tagen", "days")));
    }
    Close();
    Paragraph(Say(
        "Namen liegen verschlüsselt vor, mit einem eigenen Schlüssel je Person. Wird er "
        "vernichtet, "
        "kann niemand sie mehr lesen.",
        "Names are kept encrypted, with a key for each person. Once it is destroyed, nobody can "
        "read them."));
    if (exported.entries().empty())
      Paragraph(Say("Zu dieser Kennung steht nichts in Gremien und Sitzungen.",
                    "Boards and meetings have nothing under this id."));
    for (const v1::PersonEntry& entry : exported.entries()) Write(entry);
    Paragraph(
        Say("Nicht enthalten: Unterschriften und Namen in beschlossenen Protokollen; Karten und "
            "Notizen, von denen nicht gespeichert ist, wer sie geschrieben hat; Stimmen.",
            "Not in here: signatures and names in approved minutes; cards and notes, of which it "
            "is not "
            "kept who wrote them; votes."));
    return html_ + "</body>\n</html>\n";
  }

 private:
  void Write(const v1::PersonEntry& entry) {
    switch (entry.part_case()) {
      case v1::PersonEntry::kMember:
        return Write(entry, entry.member());
      case v1::PersonEntry::kModerator:
        Begin(Say("Moderation", "Moderator"), entry, entry.moderator().name());
        Row(Organization(), entry.moderator().organization());
        Row(Public(), YesNo(entry.moderator().consent_public()));
        return Close();
      case v1::PersonEntry::kMediator:
        Begin(Say("Sprachmittlung", "Mediator between languages"), entry, entry.mediator().name());
        Row(Say("Sprachen", "Languages"), absl::StrJoin(entry.mediator().languages(), ", "));
        Row(Public(), YesNo(entry.mediator().consent_public()));
        return Close();
      case v1::PersonEntry::kAttendance:
        return Write(entry, entry.attendance());
      case v1::PersonEntry::PART_NOT_SET:
        return;
    }
  }

  void Write(const v1::PersonEntry& entry, const v1::Membership& member) {
    Begin(Say("Mitglied", "Member"), entry, member.name());
    Row(Organization(), member.organization());
    Row(Say("Eigenschaft", "Capacity"), NameOf(member.capacity()));
    Row(Say("Zielgruppen", "Focus groups"), absl::StrJoin(member.focus_groups(), ", "));
    Row(Say("Von", "From"), member.valid_from());
    Row(Say("Bis", "To"), member.valid_to());
    Close();
  }

  void Write(const v1::PersonEntry& entry, const v1::Attendance& attendance) {
    Begin(Say("Teilnahme", "Attendance"), entry, attendance.name());
    Row(Organization(), attendance.organization());
    Row(Say("Eigenschaft", "Capacity"), NameOf(attendance.capacity()));
    Row(Say("Gast", "Guest"), YesNo(attendance.guest()));
    Row(Public(), YesNo(attendance.consent_public()));
    if (attendance.has_from()) Row(Say("Von", "From"), FormatTime(ToTime(attendance.from())));
    if (attendance.has_to()) Row(Say("Bis", "To"), FormatTime(ToTime(attendance.to())));
    Close();
  }

  void Begin(const std::string& part, const v1::PersonEntry& entry,
             const common::v1::Personal& name) {
    absl::StrAppend(&html_, "<h2>", part, ": ", Escaped(entry.title()), "</h2>\n");
    Open();
    Row("Name", name.erased() ? Say("(gelöscht)", "(erased)") : name.text());
  }

  void Open() { html_ += "<table>\n"; }
  void Close() { html_ += "</table>\n"; }
  // What nobody said has no row.
  void Row(const std::string& what, absl::string_view value) {
    if (value.empty()) return;
    absl::StrAppend(&html_, "<tr><th scope=\"row\">", what, "</th><td>", Escaped(value),
                    "</td></tr>\n");
  }
  void Paragraph(const std::string& text) { absl::StrAppend(&html_, "<p>", text, "</p>\n"); }

  std::string Say(const char* german, const char* english) const {
    return german_ ? german : english;
  }
  std::string Organization() const { return Say("Einrichtung", "Organization"); }
  std::string Public() const {
    return Say("Name darf im Protokoll stehen", "The minutes may name the person");
  }
  std::string YesNo(bool yes) const { return yes ? Say("ja", "yes") : Say("nein", "no"); }
  std::string NameOf(v1::Capacity capacity) const {
    switch (capacity) {
      case v1::CAPACITY_POLITICAL:
        return Say("Politik", "politics");
      case v1::CAPACITY_ADMINISTRATION:
        return Say("Verwaltung", "administration");
      case v1::CAPACITY_INTEREST_GROUP:
        return Say("Interessenvertretung", "interest group");
      case v1::CAPACITY_EXPERT:
        return Say("Fachleute", "expert");
      default:
        return "";
    }
  }
  static std::string Day(const google::protobuf::Timestamp& at) {
    return FormatTime(ToTime(at)).substr(0, 10);
  }

  const bool german_;
  std::string html_;
};

}  // namespace

std::string PersonPage(const v1::PersonExport& exported, absl::string_view locale) {
  return Page(locale).Write(exported);
}

}  // namespace zwk::participation
