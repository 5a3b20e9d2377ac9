#include "participation/person/person_use.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "participation/base/every_page.h"
#include "platform/base/errors.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"

namespace zwk::participation {
namespace {

// What a listed erasure waits for when it is replayed.
constexpr std::chrono::seconds kPatience{30};

absl::Status NoSuchPerson(const std::string& person_id) {
  return absl::NotFoundError(absl::StrCat("nothing was kept about a person ", Quoted(person_id)));
}

}  // namespace

Task<absl::StatusOr<std::vector<v1::PersonEntry>>> Persons::EntriesOf(Caller caller,
                                                                      std::string person_id) {
  std::vector<v1::PersonEntry> entries;
  const auto of_board = [&](const Board& of) {
    const v1::Board& board = of.state;
    for (const v1::Membership& member : board.members()) {
      if (member.person_id() != person_id) continue;
      v1::PersonEntry& entry = entries.emplace_back();
      entry.set_board_id(board.board_id());
      entry.set_title(board.name());
      *entry.mutable_member() = member;
    }
  };
  const auto of_meeting = [&](const Meeting& of) {
    const v1::Meeting& meeting = of.state;
    const auto add = [&](const auto& people, auto part) {
      for (const auto& one : people) {
        if (one.person_id() != person_id) continue;
        v1::PersonEntry& entry = entries.emplace_back();
        entry.set_meeting_id(meeting.meeting_id());
        entry.set_title(meeting.title());
        *(entry.*part)() = one;
      }
    };
    add(meeting.moderators(), &v1::PersonEntry::mutable_moderator);
    add(meeting.mediators(), &v1::PersonEntry::mutable_mediator);
    add(meeting.attendance(), &v1::PersonEntry::mutable_attendance);
  };
  ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.boards, caller, "boards", "", of_board));
  ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.meetings, caller, "meetings", "", of_meeting));
  co_return entries;
}

Task<absl::StatusOr<v1::PersonExport>> Persons::Export(Caller caller, std::string person_id) {
  v1::PersonExport exported;
  exported.set_person_id(person_id);
  *exported.mutable_exported_at() = ToTimestamp(parts_.clock.Now());
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::PersonEntry> entries,
                          co_await EntriesOf(caller, person_id));
  for (const v1::PersonEntry& entry : entries) *exported.add_entries() = entry;
  const absl::StatusOr<Stored<Erasure>> erasure = co_await parts_.erasures.Load(caller, person_id);
  if (!erasure.ok() && !absl::IsNotFound(erasure.status())) co_return erasure.status();
  if (erasure.ok()) *exported.mutable_erased_at() = erasure->value.state.erased_at();
  if (!erasure.ok() && entries.empty()) {
    std::vector<std::string> subject = {person_id};
    ZWK_CO_ASSIGN_OR_RETURN(
        const std::vector<PersonKeys::State> states,
        co_await parts_.keys.StatesOf(caller.municipality, std::move(subject), caller.deadline));
    if (states[0] == PersonKeys::State::kNone) co_return NoSuchPerson(person_id);
  }
  const absl::StatusOr<Stored<Municipality>> city =
      co_await parts_.municipalities.Load(caller, caller.municipality);
  if (city.ok()) exported.set_retention_days(city->value.state.retention_days().pii());
  co_return exported;
}

// Cards, notes of rounds, notes of decisions.
Task<absl::StatusOr<std::set<std::string>>> Persons::TextsAmong(Caller caller,
                                                                std::vector<std::string> ids) {
  ZWK_CO_ASSIGN_OR_RETURN(std::set<std::string> texts, co_await parts_.texts.Known(caller, ids));
  const auto of_meeting = [&](const Meeting& meeting) {
    for (const v1::Decision& decision : meeting.state.decisions()) {
      for (const v1::CardNote& note : decision.notes()) {
        if (std::find(ids.begin(), ids.end(), note.note_id()) != ids.end())
          texts.insert(note.note_id());
      }
    }
  };
  if (texts.size() == ids.size()) co_return texts;
  ZWK_CO_RETURN_IF_ERROR(co_await ForEach(parts_.meetings, caller, "meetings", "", of_meeting));
  co_return texts;
}

// Nobody can say who wrote a card, but a person is no card: else erasing one could be told to erase another.
Task<absl::Status> Persons::CheckTexts(Caller caller, v1::Erasure wanted) {
  const std::vector<std::string> subjects = SubjectsOf(wanted);
  ZWK_CO_ASSIGN_OR_RETURN(const std::set<std::string> texts,
                          co_await TextsAmong(std::move(caller), subjects));
  FieldErrors errors;
  if (texts.contains(wanted.person_id()))
    errors.Add("person_id", "is a card or a note, not a person");
  for (int i = 0; i < wanted.text_ids_size(); ++i) {
    if (!texts.contains(wanted.text_ids(i)))
      errors.Add(absl::StrCat("text_ids[", i, "]"), "is neither a card nor a note of this city");
  }
  co_return errors.ToStatus();
}

Task<absl::Status> Persons::CheckKnown(Caller caller, v1::Erasure wanted) {
  const std::vector<std::string> person = {wanted.person_id()};
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<PersonKeys::State> states,
      co_await parts_.keys.StatesOf(caller.municipality, person, caller.deadline));
  if (states[0] == PersonKeys::State::kNone) {
    // Somebody without a name of its own: a member attends under the name that the board has.
    ZWK_CO_ASSIGN_OR_RETURN(const std::vector<v1::PersonEntry> entries,
                            co_await EntriesOf(caller, wanted.person_id()));
    if (entries.empty()) co_return NoSuchPerson(wanted.person_id());
  }
  co_return co_await CheckTexts(std::move(caller), std::move(wanted));
}

Task<absl::StatusOr<Persons::Erased>> Persons::Erase(Caller caller, v1::Erasure wanted) {
  ZWK_CO_RETURN_IF_ERROR(co_await CheckKnown(caller, wanted));
  ZWK_CO_ASSIGN_OR_RETURN(Erased erased, co_await EraseKnown(caller, std::move(wanted)));
  ZWK_CO_ASSIGN_OR_RETURN(erased.file_rewritten,
                          co_await parts_.keys.RewriteFile(caller.municipality, caller.deadline));
  co_return erased;
}

Task<absl::Status> Persons::EraseExpired(Caller caller, std::string person_id) {
  caller.request.id = UuidFromName(absl::StrCat("retention/", caller.municipality, "/", person_id));
  v1::Erasure wanted;
  wanted.set_person_id(std::move(person_id));
  const absl::StatusOr<Erased> erased = co_await EraseKnown(std::move(caller), std::move(wanted));
  co_return erased.status();
}

Task<absl::StatusOr<Persons::Erased>> Persons::EraseKnown(Caller caller, v1::Erasure wanted) {
  wanted.set_request_id(caller.request.id);
  *wanted.mutable_erased_at() = ToTimestamp(parts_.clock.Now());
  // First what can be refused (a request_id that was used for something else), then what cannot be taken back. Who is
  // killed in between repeats it, or Replay does.
  ErasureRepository::Decide decide = [wanted](const Erasure& erasure) {
    return erasure.Erase(wanted);
  };
  ZWK_CO_ASSIGN_OR_RETURN(
      const Stored<Erasure> erasure,
      co_await parts_.erasures.Put(caller, wanted.person_id(), std::move(decide)));
  Erased erased;
  erased.erasure = erasure.value.state;
  erased.erasure.set_version(erasure.version);
  erased.already = erased.erasure.request_id() != caller.request.id;
  ZWK_CO_RETURN_IF_ERROR(co_await parts_.keys.Destroy(caller.municipality, erased.erasure,
                                                      caller.deadline,
                                                      /*may_be_listed=*/erased.already));
  co_return erased;
}

Task<absl::Status> Persons::ReplayOne(PersonKeys::Listed listed) {
  Caller caller;
  caller.municipality = listed.municipality;
  caller.deadline = SystemClock().Now() + kPatience;
  const absl::StatusOr<Stored<Erasure>> known =
      co_await parts_.erasures.Load(caller, listed.erasure.person_id());
  if (known.ok() || !absl::IsNotFound(known.status())) co_return known.status();
  caller.request.id =
      UuidFromName(absl::StrCat("erasure/", listed.municipality, "/", listed.erasure.person_id()));
  listed.erasure.set_request_id(caller.request.id);
  ErasureRepository::Decide decide = [wanted = listed.erasure](const Erasure& erasure) {
    return erasure.Erase(wanted);
  };
  const absl::StatusOr<Stored<Erasure>> put =
      co_await parts_.erasures.Put(caller, listed.erasure.person_id(), std::move(decide));
  co_return put.status();
}

Task<absl::Status> Persons::Replay() {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<PersonKeys::Listed> listed, co_await parts_.keys.Replay());
  for (PersonKeys::Listed& one : listed) {
    ZWK_CO_RETURN_IF_ERROR(co_await ReplayOne(std::move(one)));
  }
  co_return absl::OkStatus();
}

}  // namespace zwk::participation
