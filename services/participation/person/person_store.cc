#include "participation/person/person_store.h"

#include <algorithm>
#include <utility>

#include "participation/lean_coffee/session_store.h"
#include "participation/lean_coffee/topic_store.h"
#include "platform/base/messages.h"
#include "platform/base/status_macros.h"
#include "platform/seal/message_codec.h"

namespace zwk::participation {
namespace {

constexpr char kErasures[] = "erasures";
constexpr char kSessions[] = "sessions";
constexpr std::chrono::seconds kPatience{30};

// Ids of people and texts have no slash; names of keys that go with a session have one.
bool IsPerson(const std::string& subject) { return subject.find('/') == std::string::npos; }

seal::ErasedTogether ToList(std::string municipality, const v1::Erasure& erasure) {
  return {ToTime(erasure.erased_at()), std::move(municipality), SubjectsOf(erasure)};
}

PersonKeys::Listed FromList(const seal::ErasedTogether& erased) {
  PersonKeys::Listed listed;
  listed.municipality = erased.municipality;
  listed.erasure.set_person_id(erased.subjects[0]);
  for (size_t i = 1; i < erased.subjects.size(); ++i)
    listed.erasure.add_text_ids(erased.subjects[i]);
  *listed.erasure.mutable_erased_at() = ToTimestamp(erased.at);
  return listed;
}

}  // namespace

std::vector<store::IndexEntry> IndexesOf(const Erasure& erasure) {
  return {{kErasures, FormatTime(ToTime(erasure.state.erased_at()))}};
}

std::unique_ptr<ErasureRepository> KeepErasures(store::Store& store, seal::KeyRing& keys,
                                                const Clock& clock) {
  return seal::Keep<Erasure, ErasureEvent>(store, keys, "erasure", clock);
}

Task<absl::StatusOr<std::vector<PersonKeys::State>>> StoredPersonKeys::StatesOf(
    std::string municipality, std::vector<std::string> subjects, Time deadline) {
  ZWK_CO_ASSIGN_OR_RETURN(
      const std::vector<seal::KeyState> keys,
      co_await erasures_.StatesOf(std::move(municipality), std::move(subjects), deadline));
  std::vector<State> states;
  for (const seal::KeyState key : keys) {
    states.push_back(key == seal::KeyState::kNone    ? State::kNone
                     : key == seal::KeyState::kThere ? State::kThere
                                                     : State::kErased);
  }
  co_return states;
}

Task<absl::Status> StoredPersonKeys::Destroy(std::string municipality, v1::Erasure erasure,
                                             Time deadline, bool may_be_listed) {
  return erasures_.Destroy(ToList(std::move(municipality), erasure), deadline, may_be_listed);
}

Task<absl::Status> StoredPersonKeys::DestroyTexts(std::string municipality, std::string of,
                                                  std::vector<std::string> texts, Time at,
                                                  Time deadline) {
  texts.insert(texts.begin(), std::move(of));
  seal::ErasedTogether erased{at, std::move(municipality), std::move(texts)};
  return erasures_.Destroy(std::move(erased), deadline, /*may_be_listed=*/false);
}

Task<absl::StatusOr<bool>> StoredPersonKeys::RewriteFile(std::string municipality, Time deadline) {
  return erasures_.RewriteFile(std::move(municipality), deadline);
}

// Those that the store knows.
Task<absl::StatusOr<std::vector<seal::ErasedTogether>>> StoredPersonKeys::Begun() {
  std::vector<seal::ErasedTogether> begun;
  const Time deadline = SystemClock().Now() + kPatience;
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<std::string> municipalities,
                          co_await store_.Municipalities(deadline));
  for (const std::string& municipality : municipalities) {
    store::ScanQuery query;
    query.index = kErasures;
    query.limit = 500;
    do {
      ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                              co_await store_.Scan(municipality, query, deadline));
      for (const store::ScanPage::Item& item : page.items) {
        v1::Erasure erasure;
        if (erasure.ParseFromString(item.document.bytes))
          begun.push_back(ToList(municipality, erasure));
      }
      query.after = page.next;
    } while (!query.after.empty());
  }
  co_return begun;
}

Task<absl::StatusOr<std::vector<PersonKeys::Listed>>> StoredPersonKeys::Replay() {
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<seal::ErasedTogether> listed, co_await erasures_.Listed());
  ZWK_CO_ASSIGN_OR_RETURN(int destroyed, co_await erasures_.Replay(listed));
  // What was begun and never got to the list, and the list itself where it was lost.
  ZWK_CO_ASSIGN_OR_RETURN(const std::vector<seal::ErasedTogether> begun, co_await Begun());
  for (const seal::ErasedTogether& erased : begun) {
    if (std::find(listed.begin(), listed.end(), erased) != listed.end()) continue;
    seal::ErasedTogether again = erased;
    const Time deadline = SystemClock().Now() + kPatience;
    ZWK_CO_RETURN_IF_ERROR(co_await erasures_.Destroy(std::move(again), deadline));
    ++destroyed;
  }
  if (destroyed > 0) {
    const Time deadline = SystemClock().Now() + kPatience;
    const absl::StatusOr<bool> rewritten = co_await erasures_.RewriteWhatIsDue(deadline);
    if (!rewritten.ok()) co_return rewritten.status();
  }
  std::vector<Listed> all;
  for (const seal::ErasedTogether& erased : listed) {
    if (IsPerson(erased.subjects[0])) all.push_back(FromList(erased));
  }
  co_return all;
}

Task<absl::StatusOr<std::set<std::string>>> StoredTexts::Known(Caller caller,
                                                               std::vector<std::string> ids) {
  std::set<std::string> known;
  store::ScanQuery query;
  query.index = kSessions;
  query.limit = 500;
  query.with_bytes = false;
  do {
    ZWK_CO_ASSIGN_OR_RETURN(const store::ScanPage page,
                            co_await store_.Scan(caller.municipality, query, caller.deadline));
    for (const store::ScanPage::Item& item : page.items) {
      const SessionId session_id(item.key.substr(item.key.find('/') + 1));
      store::ReadSet reads;
      for (const std::string& id : ids) {
        reads.documents.push_back(TopicKey(session_id, id));
        reads.documents.push_back(NoteTextKey(session_id, NoteId(id)));
      }
      ZWK_CO_ASSIGN_OR_RETURN(
          const store::ReadResult read,
          co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
      for (size_t i = 0; i < read.documents.size(); ++i) {
        if (read.documents[i].exists()) known.insert(ids[i / 2]);
      }
      if (known.size() == ids.size()) co_return known;
    }
    query.after = page.next;
  } while (!query.after.empty());
  co_return known;
}

}  // namespace zwk::participation
