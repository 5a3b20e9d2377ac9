#include "participation/app/backlog.h"

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
  for (Stored<BacklogEntry>& entry : page.items) {
    ZWK_CO_ASSIGN_OR_RETURN(WrittenEntry written, co_await Written(caller, std::move(entry)));
    entries.entries.push_back(std::move(written));
  }
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
  const TopicBacklogged& about = entry.value.about;
  ZWK_CO_ASSIGN_OR_RETURN(const StoredSession session,
                          co_await sessions_.Load(caller, about.session_id.value()));
  std::vector<std::string> ids{about.topic_id.value()};
  ZWK_CO_ASSIGN_OR_RETURN(
      std::vector<WrittenText> texts,
      co_await texts_.Read(std::move(caller), about.session_id, std::move(ids)));
  const Topic* topic = session.value.FindTopic(about.topic_id);
  std::string locale = topic == nullptr ? "" : topic->locale;
  co_return WrittenEntry{std::move(entry), std::move(texts[0]), std::move(locale)};
}

}  // namespace zwk::participation
