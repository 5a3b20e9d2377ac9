#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "reporting/base/figure.h"
#include "reporting/base/page.h"
#include "reporting/base/rich_text.h"

// What is known about a meeting at one position of the streams, with the names that could be
// opened.
namespace zwk::reporting {

struct Person {
  std::string name;
  std::string organization;
  bool consent_public = false;
  bool erased = false;  // the key is gone, and with it the name
};

struct Minutes {
  struct Mediator {
    Person person;
    std::vector<std::string> languages;
  };
  struct Text {
    std::string key;  // background, mandate, situation, ...
    std::string lang;
    std::string markdown;
  };
  struct FieldOfAction {
    std::string title;
    std::vector<std::string> aspects;
    bool open_ended = false;
  };
  struct Attachment {
    enum class Kind { kPhoto, kPresentation, kLogo, kOther };
    Kind kind = Kind::kOther;
    std::string attachment_id;
    std::string file_name;
    std::string alt_text;
    std::string caption;
    std::string sha256;
  };
  struct Decision {
    enum class Result { kAdopted, kAdoptedWithNotes, kDeferred, kRejected };
    enum class Disposition { kAdopted, kNoted, kToBacklog };
    struct Note {
      std::string text;
      bool erased = false;
      Disposition disposition = Disposition::kNoted;
    };
    std::string subject;
    std::string proposal;
    Result result = Result::kAdopted;
    std::vector<Note> notes;
    std::vector<std::string> neighborhoods;  // names of those whose labs it is about
  };
  struct RankedTopic {
    int rank = 0;
    std::string title;
    std::string lang;
    bool erased = false;
    int64_t dots = 0;
    bool discussed = false;
  };
  struct AgendaItem {
    std::string title;
    int minutes = 0;  // planned; 0: open
  };
  struct RoundNote {
    enum class Kind { kPoint, kDecision, kAction, kQuestion };
    Kind kind = Kind::kPoint;
    std::string text;
    std::string lang;
    bool erased = false;
  };
  struct Round {
    std::string title;
    std::string lang;
    bool erased = false;
    std::vector<std::string> paragraphs;
    std::string paragraphs_lang;
    std::vector<RoundNote> notes;  // in the order in which they were written down
    bool cut_short = false;
  };
  struct Session {
    bool recorded = false;  // entered afterwards
    int64_t cards = 0;
    int64_t ballots = 0;
    int64_t paper_ballots = 0;
    int64_t sheets_counted = 0;  // of them those of which sums alone are known: dots on cards
    int64_t dots_counted = 0;    // by hand, on the cards
    int64_t dots = 0;
    int round_minutes = 0;
    std::vector<RankedTopic> ranking;
    std::vector<Round> rounds;  // in order, without the skipped ones
  };
  struct BacklogTopic {
    std::string title;
    std::string lang;
    bool erased = false;
    int rank = 0;
    int64_t dots = 0;
    bool highlighted = false;
  };
  struct NextStep {
    std::string text;
    std::string owner;
    std::string due_earliest;
    std::string due_latest;
  };
  struct Signature {
    std::string place;
    std::string date;  // ISO
    Person signatory;
    std::vector<std::string> office_lines;
  };

  std::string meeting_id;
  std::string municipality_name;
  std::string funder;               // of the programme
  std::string project_lead;         // ditto
  std::string default_lang = "de";  // of what carries no language of its own
  std::string title;
  LocalTime start;
  std::optional<LocalTime> end;
  std::string place;
  bool recorded = false;  // the meeting as a whole was entered afterwards
  bool over = false;
  std::vector<Person> participants;
  std::vector<Person> moderators;
  std::vector<Mediator> mediators;
  std::vector<AgendaItem> agenda;
  std::vector<Text> texts;
  std::vector<FieldOfAction> fields_of_action;
  std::vector<Attachment> attachments;
  std::vector<Decision> decisions;
  std::vector<Session> sessions;
  std::vector<BacklogTopic> store_1;  // not discussed, or not to the end
  std::vector<BacklogTopic> store_2;  // added at the end
  std::vector<NextStep> next_steps;
  Signature signature;
  FigureValues figures;  // of the references in the texts
  bool preview = false;  // not frozen: the document says so
};

inline constexpr absl::string_view kMinutesTemplate = "minutes";
// Raise it with every change that changes bytes: documents name the version they were made with.
inline constexpr uint32_t kMinutesTemplateVersion = 4;

// The sections of the minutes in their order, empty ones left out except participants and
// signature. A pure function: the same minutes and language give the same sections.
std::vector<Section> MinutesSections(const Minutes& minutes, Language language);

// The documents: the sections, framed by whose they are and who funds them.
std::string MinutesHtml(const Minutes& minutes, Language language);
std::string MinutesMarkdown(const Minutes& minutes, Language language);

// "Enis Aslan (Amt für Jugend, Familie und Frauen)", alphabetical by surname; people who did not
// agree to be named appear as their organization, behind the others, erased ones last.
std::vector<std::string> PublicNames(const std::vector<Person>& people, Language language);

}  // namespace zwk::reporting
