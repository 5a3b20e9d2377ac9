#include "participation/backlog/backlog_use.h"

#include <utility>

#include "absl/strings/str_cat.h"
#include "platform/base/status_macros.h"

namespace zwk::participation {

std::string Backlog::ListName(BacklogOrigin origin, BacklogStatus status) {
  return absl::StrCat("backlog/", static_cast<int>(origin), "/", static_cast<int>(status));
}

Task<absl::Status> Backlog::Keep(Caller caller, TopicBacklogged topic) {
  topic.entry_id = BacklogEntryId(topic.session_id, topic.topic_id);
  BacklogRepository::Decide decide =
      [topic](const BacklogEntry&) -> absl::StatusOr<Decision<BacklogEvent>> { return topic; };
  const auto kept = co_await entries_.Create(std::move(caller), topic.entry_id, std::move(decide));
  // There already: told a second time, in words that need not be the same.
  if (absl::IsAlreadyExists(kept.status())) co_return absl::OkStatus();
  co_return kept.status();
}

Task<absl::StatusOr<PageOfEntries>> Backlog::List(Caller caller, Filter filter, int page_size,
                                                  std::string page_token) {
  const std::string prefix =
      filter.session_id.empty() ? "" : absl::StrCat(filter.session_id.value(), "/");
  ZWK_CO_ASSIGN_OR_RETURN(Page<BacklogEntry> page,
                          co_await entries_.List(caller, ListName(filter.origin, filter.status),
                                                 prefix, page_size, std::move(page_token)));
  PageOfEntries entries;
  entries.next_page_token = std::move(page.next_page_token);
  ZWK_CO_ASSIGN_OR_RETURN(entries.entries,
                          co_await AllWritten(std::move(caller), std::move(page.items)));
  co_return entries;
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Get(Caller caller, std::string entry_id) {
  ZWK_CO_ASSIGN_OR_RETURN(Stored<BacklogEntry> entry,
                          co_await entries_.Load(caller, std::move(entry_id)));
  co_return co_await Written(std::move(caller), std::move(entry));
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Assign(Caller caller, std::string entry_id,
                                                   uint64_t expected_version,
                                                   EntryAssigned wanted) {
  wanted.at = clock_.Now();
  wanted.assigned_by = caller.subject_ref;
  ZWK_CO_RETURN_IF_ERROR(BacklogEntry{}.Assign(wanted).status());  // what is wrong with the request
  if (!wanted.target.lab_id.empty()) {
    ZWK_CO_RETURN_IF_ERROR(co_await around_.Lab(caller, wanted.target.lab_id));
  }
  BacklogRepository::Decide decide = [wanted](const BacklogEntry& entry) {
    return entry.Assign(wanted);
  };
  co_return co_await Change(std::move(caller), std::move(entry_id), expected_version,
                            std::move(decide));
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Decline(Caller caller, std::string entry_id,
                                                    uint64_t expected_version, std::string reason) {
  return Change(std::move(caller), std::move(entry_id), expected_version,
                [reason, now = clock_.Now()](const BacklogEntry& entry) {
                  return entry.Decline({reason, now});
                });
}

Task<absl::StatusOr<WrittenEntry>> Backlog::MarkAddressed(Caller caller, std::string entry_id,
                                                          uint64_t expected_version,
                                                          std::string reason) {
  return Change(std::move(caller), std::move(entry_id), expected_version,
                [reason, now = clock_.Now()](const BacklogEntry& entry) {
                  return entry.MarkAddressed({reason, now});
                });
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Reopen(Caller caller, std::string entry_id,
                                                   uint64_t expected_version, std::string reason) {
  return Change(std::move(caller), std::move(entry_id), expected_version,
                [reason, now = clock_.Now()](const BacklogEntry& entry) {
                  return entry.Reopen({reason, now});
                });
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Change(Caller caller, std::string entry_id,
                                                   uint64_t expected_version,
                                                   BacklogRepository::Decide decide) {
  ZWK_CO_ASSIGN_OR_RETURN(
      Stored<BacklogEntry> entry,
      co_await entries_.Change(caller, std::move(entry_id), expected_version, std::move(decide)));
  co_return co_await Written(std::move(caller), std::move(entry));
}

Task<absl::StatusOr<WrittenEntry>> Backlog::Written(Caller caller, Stored<BacklogEntry> entry) {
  std::vector<Stored<BacklogEntry>> one;
  one.push_back(std::move(entry));
  ZWK_CO_ASSIGN_OR_RETURN(std::vector<WrittenEntry> written,
                          co_await AllWritten(std::move(caller), std::move(one)));
  co_return std::move(written[0]);
}

Task<absl::StatusOr<std::vector<WrittenEntry>>> Backlog::AllWritten(
    Caller caller, std::vector<Stored<BacklogEntry>> entries) {
  std::vector<WrittenEntry> written;
  written.reserve(entries.size());
  for (size_t first = 0; first < entries.size();) {
    const SessionId session_id = entries[first].value.about.session_id;
    std::vector<std::string> ids;
    for (size_t i = first; i < entries.size(); ++i) {
      if (entries[i].value.about.session_id != session_id) break;
      ids.push_back(entries[i].value.about.topic_id.value());
    }
    ZWK_CO_ASSIGN_OR_RETURN(const StoredSession session,
                            co_await sessions_.Load(caller, session_id.value()));
    ZWK_CO_ASSIGN_OR_RETURN(std::vector<WrittenText> texts,
                            co_await texts_.Read(caller, session_id, std::move(ids)));
    for (WrittenText& text : texts) {
      Stored<BacklogEntry>& entry = entries[first++];
      const Topic* topic = session.value.FindTopic(entry.value.about.topic_id);
      std::string locale = topic == nullptr ? "" : topic->locale;
      written.push_back({std::move(entry), std::move(text), std::move(locale)});
    }
  }
  co_return written;
}

}  // namespace zwk::participation
