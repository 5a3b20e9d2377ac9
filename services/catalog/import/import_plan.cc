#include "catalog/import/import_plan.h"

#include <optional>
#include <utility>

#include <google/protobuf/text_format.h>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/strip.h"
#include "catalog/offer/offer_message.h"
#include "catalog/register/organization_message.h"
#include "catalog/register/place_message.h"
#include "platform/base/errors.h"
#include "platform/base/hash.h"

namespace zwk::catalog {
namespace {

using google::protobuf::FieldDescriptor;
using google::protobuf::Message;
using State = WantedOffer::State;

constexpr size_t kMostChanges = 1'000, kMostBytes = 256 << 10;
// The last bits of what is remembered of an object say its state.
constexpr uint64_t kStateBits = 3;

// Names a content. It is compared between builds: fields without a value do not count.
uint64_t ContentOf(const Message& message) {
  uint64_t number = 0;
  const std::string hash = Sha256Hex(message.SerializeAsString()).substr(0, 16);
  (void)absl::SimpleHexAtoi(hash, &number);
  return number & ~kStateBits;
}

v1::Organization Bare(Organization organization) {
  organization.archived = false;
  organization.newer.clear();
  return ToProto(organization);
}
v1::Place Bare(Place place) {
  place.archived = false;
  place.newer.clear();
  return ToProto(place);
}
v1::Offer Bare(const OfferContent& content) {
  Offer offer;
  offer.content = content;
  v1::Offer message = ToProto(offer);
  message.clear_update_time();
  return message;
}

std::string TextOf(const Message& message, const FieldDescriptor& field) {
  const auto& reflection = *message.GetReflection();
  std::string text, one;
  const int count = field.is_repeated() ? reflection.FieldSize(message, &field) : 1;
  if (!field.is_repeated() && field.has_presence() && !reflection.HasField(message, &field)) {
    return "";
  }
  for (int i = 0; i < count && text.size() < 1'000; ++i) {
    google::protobuf::TextFormat::Printer printer;
    printer.SetSingleLineMode(true);
    printer.SetUseUtf8StringEscaping(true);
    printer.PrintFieldValueToString(message, &field, field.is_repeated() ? i : -1, &one);
    absl::string_view value = one;
    if (field.cpp_type() == FieldDescriptor::CPPTYPE_STRING) {
      absl::ConsumePrefix(&value, "\"");
      absl::ConsumeSuffix(&value, "\"");
    }
    absl::StrAppend(&text, i > 0 ? ", " : "", absl::StripSuffix(value, " "));
  }
  return text;
}

// Field by field as people have it before them.
std::vector<FieldChange> ChangedFields(const Message& before, const Message& after) {
  constexpr size_t kShown = 200;
  std::vector<FieldChange> changes;
  const auto& type = *before.GetDescriptor();
  for (int i = 0; i < type.field_count(); ++i) {
    const std::string was = TextOf(before, *type.field(i)), is = TextOf(after, *type.field(i));
    if (was != is) {
      changes.push_back({type.field(i)->name(), Excerpt(was, kShown), Excerpt(is, kShown)});
    }
  }
  return changes;
}

class Planner {
 public:
  Planner(const ImportDocument& document, const Snapshot& snapshot, const SourceMemory& before,
          const ImportOptions& options, Time now, ImportResult& result)
      : document_(document),
        content_(snapshot.content()),
        before_(before),
        options_(options),
        now_(now),
        result_(result) {
    for (const Stored<Offer>& offer : content_.offers) offers_[offer.value.id] = &offer.value;
  }

  ImportPlan Run() && {
    for (const Organization& o : document_.organizations) {
      PlanRecord(ImportedKind::kOrganization, o, content_.organizations, plan_.organizations);
    }
    for (const Place& p : document_.places) {
      PlanRecord(ImportedKind::kPlace, p, content_.places, plan_.places);
    }
    for (const WantedOffer& o : document_.offers) PlanOffer(o);
    if (!options_.source.empty()) {
      FindWhatLeft();
    } else {  // nobody's file is a part of what nobody brought
      plan_.memory.insert(before_.begin(), before_.end());
    }
    result_.preview_token = hash_.FinishHex();
    return std::move(plan_);
  }

 private:
  ImportCounts& CountsOf(ImportedKind kind) {
    return kind == ImportedKind::kOrganization ? result_.organizations
           : kind == ImportedKind::kPlace      ? result_.places
                                               : result_.offers;
  }

  // Whether the content of the file takes the place of the one that is there.
  enum class Verdict { kTake, kKeep, kConflict };
  Verdict Judge(const std::string& key, uint64_t wanted, uint64_t there) const {
    const auto last = before_.find(key);
    if (last == before_.end()) return Verdict::kTake;
    const uint64_t brought = last->second & ~kStateBits;
    if (brought == there || wanted == there || options_.overwrite_local_edits)
      return Verdict::kTake;
    return brought == wanted ? Verdict::kKeep : Verdict::kConflict;
  }

  void Note(ObjectChange change, uint64_t wanted, uint64_t there) {
    hash_.Add(absl::StrCat(static_cast<int>(change.kind), "/", change.id, "/",
                           static_cast<int>(change.action), "/", wanted, "/", there, "\n"));
    ++result_.total_changes;
    bytes_ += change.name.size() + 100;
    for (const FieldChange& field : change.fields) {
      bytes_ += field.field.size() + field.before.size() + field.after.size() + 16;
    }
    if (result_.changes.size() < kMostChanges && bytes_ <= kMostBytes) {
      result_.changes.push_back(std::move(change));
    }
  }

  bool IsLeftOut(ImportedKind kind, const std::string& key, const std::string& id,
                 const std::string& name) {
    if (!document_.broken.contains(key)) return false;
    ++CountsOf(kind).skipped;
    Note({kind, id, name, ImportAction::kSkipped, {}}, 0, 0);
    if (const auto last = before_.find(key); last != before_.end()) plan_.memory.insert(*last);
    return true;
  }

  template <class T>
  void PlanRecord(ImportedKind kind, const T& wanted, const Register<T>& all, std::vector<T>& put) {
    const std::string key = KeyOf(kind, wanted.id);
    if (IsLeftOut(kind, key, wanted.id, wanted.name)) return;
    ImportCounts& counts = CountsOf(kind);
    const uint64_t content = ContentOf(Bare(wanted));
    plan_.memory[key] = content;
    const auto found = all.find(wanted.id);
    if (found == all.end()) {
      ++counts.created;
      Note({kind, wanted.id, wanted.name, ImportAction::kCreated, {}}, content, 0);
      return put.push_back(wanted);
    }
    const uint64_t there = ContentOf(Bare(found->second));
    const Verdict verdict = Judge(key, content, there);
    if (content == there || verdict == Verdict::kKeep) {
      ++counts.unchanged;
      return;
    }
    ++(verdict == Verdict::kTake ? counts.changed : counts.conflicts);
    Note({kind, wanted.id, wanted.name,
          verdict == Verdict::kTake ? ImportAction::kChanged : ImportAction::kConflict,
          ChangedFields(Bare(found->second), Bare(wanted))},
         content, there);
    if (verdict == Verdict::kTake) put.push_back(wanted);
  }

  // What the file says of its state is followed when it says something new, so that nobody's own closing is
  // undone by each file.
  State StateOf(const std::string& key, const WantedOffer& wanted, const Offer& there) const {
    const auto last = before_.find(key);
    const bool said_before =
        last != before_.end() && (last->second & kStateBits) == static_cast<uint64_t>(wanted.state);
    const bool waits = there.state == OfferState::kDraft && wanted.state == State::kPublished;
    return said_before && !waits ? State::kDraft : wanted.state;
  }

  void PlanOffer(WantedOffer wanted) {
    constexpr ImportedKind kKind = ImportedKind::kOffer;
    const std::string key = KeyOf(kKind, wanted.id), name = wanted.content.texts.name;
    if (IsLeftOut(kKind, key, wanted.id, name)) return;
    static const Offer kNone;
    const auto found = offers_.find(wanted.id);
    const Offer& there = found == offers_.end() ? kNone : *found->second;
    const uint64_t content = ContentOf(Bare(wanted.content));
    const uint64_t kept = found == offers_.end() ? 0 : ContentOf(Bare(there.content));
    plan_.memory[key] = content | static_cast<uint64_t>(wanted.state);
    if (there.state == OfferState::kArchived) return KeepEnded(wanted, there, content, kept);
    wanted.state = StateOf(key, wanted, there);
    wanted.publish = options_.publish;
    const Verdict verdict = found == offers_.end() ? Verdict::kTake : Judge(key, content, kept);
    if (verdict == Verdict::kConflict) {
      ++result_.offers.conflicts;
      Note({kKind, wanted.id, name, ImportAction::kConflict,
            ChangedFields(Bare(there.content), Bare(wanted.content))},
           content, kept);
    }
    if (verdict != Verdict::kTake) wanted.content = there.content;
    PutOffer(std::move(wanted), there, verdict == Verdict::kConflict);
  }

  // What has ended stays so; that its source has it open is told as long as it says so.
  void KeepEnded(const WantedOffer& wanted, const Offer& there, uint64_t content, uint64_t kept) {
    if (wanted.state == State::kClosed || wanted.state == State::kEnded) {
      ++result_.offers.unchanged;
      return;
    }
    ++result_.offers.conflicts;
    Note({ImportedKind::kOffer, wanted.id, wanted.content.texts.name, ImportAction::kConflict,
          ChangedFields(Bare(there.content), Bare(wanted.content))},
         content, kept);
  }

  void PutOffer(WantedOffer wanted, const Offer& there, bool told) {
    const auto events = Follow(there, wanted, now_);
    if (!events.ok()) {
      const auto path = document_.paths.find(KeyOf(ImportedKind::kOffer, wanted.id));
      return result_.findings.Add(
          Severity::kError, {FindingLevel::kMeaning, ReasonOf(events.status()),
                             path == document_.paths.end() ? "" : path->second,
                             wanted.content.texts.name, 0, std::string(events.status().message())});
    }
    if (events->empty()) {
      if (!told) ++result_.offers.unchanged;
      return;
    }
    const Offer& after = events->back().after;
    const bool ended = after.state == OfferState::kArchived;
    const bool is_new = there.state == OfferState::kNone;
    ++(is_new ? result_.offers.created : ended ? result_.offers.ended : result_.offers.changed);
    ObjectChange change = {ImportedKind::kOffer,
                           wanted.id,
                           after.content.texts.name,
                           is_new  ? ImportAction::kCreated
                           : ended ? ImportAction::kEnded
                                   : ImportAction::kChanged,
                           {}};
    if (!is_new) change.fields = ChangedFields(Timeless(there), Timeless(after));
    Note(std::move(change), ContentOf(Bare(after.content)) | static_cast<uint64_t>(after.state),
         is_new ? 0 : ContentOf(Bare(there.content)));
    plan_.offers.push_back(std::move(wanted));
  }

  static v1::Offer Timeless(const Offer& offer) {
    v1::Offer message = ToProto(offer);
    message.clear_update_time();
    return message;
  }

  void FindWhatLeft() {
    for (const auto& [key, last] : before_) {
      if (plan_.memory.contains(key)) continue;
      const std::string id = key.substr(key.find('/') + 1);
      if (key == KeyOf(ImportedKind::kOrganization, id)) {
        Left(ImportedKind::kOrganization, key, last, id, content_.organizations);
      } else if (key == KeyOf(ImportedKind::kPlace, id)) {
        Left(ImportedKind::kPlace, key, last, id, content_.places);
      } else if (const auto offer = offers_.find(id);
                 offer != offers_.end() && offer->second->state != OfferState::kArchived) {
        if (options_.end_missing) {
          PutOffer({id, offer->second->content, State::kEnded, false}, *offer->second, false);
        } else {
          Left(ImportedKind::kOffer, key, last, id, offer->second->content.texts.name);
        }
      }
    }
  }
  template <class T>
  void Left(ImportedKind kind, const std::string& key, uint64_t last, const std::string& id,
            const Register<T>& all) {
    const auto found = all.find(id);
    if (found != all.end() && !found->second.archived)
      Left(kind, key, last, id, found->second.name);
  }
  void Left(ImportedKind kind, const std::string& key, uint64_t last, const std::string& id,
            const std::string& name) {
    plan_.memory[key] = last;  // until it has ended, or comes again
    ++CountsOf(kind).left;
    Note({kind, id, name, ImportAction::kLeft, {}}, 0, last);
  }

  const ImportDocument& document_;
  const Snapshot::Content content_;
  const SourceMemory& before_;
  const ImportOptions& options_;
  const Time now_;
  ImportResult& result_;
  std::map<std::string, const Offer*> offers_;
  ImportPlan plan_;
  Sha256Stream hash_;
  size_t bytes_ = 0;
};

}  // namespace

std::string KeyOf(ImportedKind kind, const std::string& id) {
  return absl::StrCat(kind == ImportedKind::kOrganization ? "organization/"
                      : kind == ImportedKind::kPlace      ? "place/"
                                                          : "offer/",
                      id);
}

ImportPlan PlanOf(const ImportDocument& document, const Snapshot& snapshot,
                  const SourceMemory& before, const ImportOptions& options, Time now,
                  ImportResult& result) {
  return Planner(document, snapshot, before, options, now, result).Run();
}

}  // namespace zwk::catalog
