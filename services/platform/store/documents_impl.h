#pragma once

// The templates of documents.h; included by it alone.

#include <algorithm>
#include <memory>

#include "absl/strings/str_format.h"
#include "platform/base/errors.h"
#include "platform/store/pages.h"

namespace zwk::store {

// What a repetition of a change is answered with: the document right after the change.
std::string PackAnswer(uint64_t version, const std::string& bytes);
absl::StatusOr<Document> UnpackAnswer(const std::string& answer);

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Decoded(std::string municipality,
                                                                     std::string key,
                                                                     Document document) {
  Place place{std::move(municipality), std::move(key), document.version};
  ZWK_CO_ASSIGN_OR_RETURN(State state,
                          co_await codec_.Decode(std::move(place), std::move(document.bytes)));
  co_return Stored<State>{std::move(state), document.version};
}

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Load(Caller caller, std::string id) {
  std::string key = absl::StrCat(kind_, "/", id);
  ReadSet reads;
  reads.documents.push_back(key);
  ZWK_CO_ASSIGN_OR_RETURN(
      ReadResult read, co_await store_.Get(caller.municipality, std::move(reads), caller.deadline));
  if (!read.documents[0].exists()) {
    co_return absl::NotFoundError(absl::StrCat("no ", kind_, " ", Quoted(id)));
  }
  co_return co_await Decoded(caller.municipality, std::move(key), std::move(read.documents[0]));
}

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Create(Caller caller, std::string id,
                                                                    Decide decide) {
  return Run(std::move(caller), std::move(id), 0, std::move(decide), Mode::kCreate);
}

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Change(Caller caller, std::string id,
                                                                    uint64_t expected_version,
                                                                    Decide decide) {
  return Run(std::move(caller), std::move(id), expected_version, std::move(decide), Mode::kChange);
}

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Put(Caller caller, std::string id,
                                                                 Decide decide) {
  return Run(std::move(caller), std::move(id), 0, std::move(decide), Mode::kPut);
}

template <typename State, typename Event>
Task<absl::StatusOr<Stored<State>>> Documents<State, Event>::Run(Caller caller, std::string id,
                                                                 uint64_t expected_version,
                                                                 Decide decide, Mode mode) {
  std::string key = absl::StrCat(kind_, "/", id);
  ReadSet reads;
  reads.documents.push_back(key);
  Prepare prepare = [this, caller, id, expected_version, decide, mode](ReadResult read) {
    return Decided(caller, id, expected_version, decide, mode, std::move(read.documents[0]));
  };
  ZWK_CO_ASSIGN_OR_RETURN(const std::string answer,
                          co_await Transact(store_, caller, std::move(reads), std::move(prepare)));
  ZWK_CO_ASSIGN_OR_RETURN(Document document, UnpackAnswer(answer));
  co_return co_await Decoded(caller.municipality, std::move(key), std::move(document));
}

template <typename State, typename Event>
Task<absl::StatusOr<Prepared>> Documents<State, Event>::Decided(Caller caller, std::string id,
                                                                uint64_t expected_version,
                                                                Decide decide, Mode mode,
                                                                Document found) {
  const std::string key = absl::StrCat(kind_, "/", id);
  State before{};
  if (found.exists()) {
    if (mode == Mode::kCreate) {
      if (found.origin.empty() || found.origin != caller.request.fingerprint) {
        co_return WithReason(
            absl::AlreadyExistsError(absl::StrCat("there is another ", kind_, " ", Quoted(id))),
            "ID_TAKEN");
      }
      co_return Prepared{Commit(caller.municipality), PackAnswer(found.version, found.bytes)};
    }
    if (expected_version != 0 && expected_version != found.version) {
      co_return WithDetail(
          WithReason(absl::AbortedError(absl::StrCat(kind_, " ", Quoted(id), " has version ",
                                                     found.version, ", not ", expected_version)),
                     "VERSION_MISMATCH"),
          "current_version", absl::StrCat(found.version));
    }
    Place place{caller.municipality, key, found.version};
    ZWK_CO_ASSIGN_OR_RETURN(before, co_await codec_.Decode(std::move(place), found.bytes));
  } else if (mode == Mode::kChange) {
    co_return absl::NotFoundError(absl::StrCat("no ", kind_, " ", Quoted(id)));
  }

  auto decision = decide(before);
  if (!decision.ok()) co_return decision.status();
  const std::vector<Event> events = std::move(decision->events);

  Commit commit(caller.municipality);
  if (events.empty() && found.exists()) {  // it is so already: only the request is remembered
    commit.Require(key, found.version);
    co_return Prepared{std::move(commit), PackAnswer(found.version, found.bytes)};
  }
  State after = before;
  for (const Event& event : events) after.Apply(event);

  Place place{caller.municipality, key, found.version + 1};
  ZWK_CO_ASSIGN_OR_RETURN(std::string bytes, co_await codec_.Encode(place, after));
  std::string answer = PackAnswer(found.version + 1, bytes);
  for (size_t i = 0; i < events.size(); ++i) {
    place.version = found.event_version + 1 + i;
    ZWK_CO_ASSIGN_OR_RETURN(EncodedEvent encoded, co_await codec_.EncodeEvent(place, events[i]));
    commit.Emit(key, found.event_version, std::move(encoded.type), std::move(encoded.data));
  }
  commit.At(clock_.Now());
  commit.Trace(caller.trace_parent);

  const std::vector<IndexEntry> old_entries =
      found.exists() ? codec_.Indexes(before) : std::vector<IndexEntry>{};
  const std::vector<IndexEntry> new_entries = codec_.Indexes(after);
  for (const IndexEntry& entry : old_entries) {
    if (std::find(new_entries.begin(), new_entries.end(), entry) == new_entries.end()) {
      commit.IndexRemove(entry.index, entry.sort_key, key);
    }
  }
  for (const IndexEntry& entry : new_entries) {
    if (std::find(old_entries.begin(), old_entries.end(), entry) == old_entries.end()) {
      commit.IndexAdd(entry.index, entry.sort_key, key);
    }
  }
  codec_.Complete(commit, key, before, after, events);
  if (found.exists()) {
    commit.Write(key, found.version, std::move(bytes));
  } else {
    commit.Create(key, std::move(bytes), caller.request.fingerprint);
  }
  co_return Prepared{std::move(commit), std::move(answer)};
}

template <typename State, typename Event>
Task<absl::StatusOr<Page<State>>> Documents<State, Event>::List(Caller caller, std::string index,
                                                                std::string prefix, int page_size,
                                                                std::string page_token) {
  const ReadItem<State> read = [this, municipality = caller.municipality](ScanPage::Item item) {
    return Decoded(municipality, std::move(item.key), std::move(item.document));
  };
  return ReadPage<State>(store_, std::move(caller),
                         {std::move(index), std::move(prefix), page_size, std::move(page_token)},
                         read);
}

}  // namespace zwk::store
