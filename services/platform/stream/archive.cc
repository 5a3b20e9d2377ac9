#include "platform/stream/archive.h"

#include <algorithm>
#include <filesystem>
#include <utility>

#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/gzip_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <google/protobuf/util/delimited_message_util.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/files.h"
#include "platform/base/hash.h"
#include "platform/base/status_macros.h"
#include "platform/stream/archive.pb.h"
#include "platform/stream/envelope.h"

namespace zwk::stream {
namespace {

namespace io = google::protobuf::io;
namespace fs = std::filesystem;

constexpr absl::string_view kEnding = ".events";
constexpr size_t kDigestBytes = 32;

// Sorts as the positions do.
std::string Sortable(OutboxPosition position) {
  return absl::StrFormat("%015u-%010u", position.milliseconds, position.number);
}

absl::Status OfTheArchive(const absl::Status& status) {
  return status.ok() ? status
                     : absl::UnavailableError(absl::StrCat("the archive: ", status.message()));
}

}  // namespace

std::string Archive::NameOf(OutboxPosition from, OutboxPosition to) {
  return absl::StrCat(Sortable(from), "_", Sortable(to), kEnding);
}

std::string Archive::FolderOf(const Partition& partition) const {
  return absl::StrCat(folder_, "/", partition.area, "/", partition.municipality);
}

absl::Status Archive::Append(const Partition& partition, OutboxPosition from,
                             const std::vector<Event>& events) const {
  std::string packed;
  {
    io::StringOutputStream out(&packed);
    io::GzipOutputStream gzip(&out);
    for (const Event& event : events) {
      ArchivedEvent archived;
      *archived.mutable_event() = ToEnvelope(event);
      archived.set_position(event.position);
      archived.set_unreadable(event.unreadable);
      if (!google::protobuf::util::SerializeDelimitedToZeroCopyStream(archived, &gzip)) {
        return absl::InternalError("the archive: an event cannot be written");
      }
    }
    if (!gzip.Close()) return absl::InternalError("the archive: events cannot be packed");
  }
  const std::string folder = FolderOf(partition);
  ZWK_RETURN_IF_ERROR(OfTheArchive(MakeFolders(folder, folder_)));
  const std::string name = NameOf(from, OutboxPosition::Of(events.back().position));
  return OfTheArchive(
      WriteDurably(absl::StrCat(folder, "/", name), absl::StrCat(Sha256(packed), packed)));
}

absl::StatusOr<std::vector<Archive::File>> Archive::List(const Partition& partition) const {
  std::vector<File> files;
  std::error_code refused;
  fs::directory_iterator folder(FolderOf(partition), refused);
  if (refused == std::errc::no_such_file_or_directory) return files;
  for (; !refused && folder != fs::directory_iterator(); folder.increment(refused)) {
    const std::string name = folder->path().filename();
    absl::string_view positions = name;
    if (!absl::ConsumeSuffix(&positions, kEnding)) continue;
    const std::pair<absl::string_view, absl::string_view> ends = absl::StrSplit(positions, '_');
    files.push_back(
        {OutboxPosition::Of(ends.first), OutboxPosition::Of(ends.second), folder->path().string()});
  }
  if (refused) {
    return absl::UnavailableError(
        absl::StrCat("the archive: cannot list ", FolderOf(partition), ": ", refused.message()));
  }
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) {
    return std::pair(a.from, a.to) < std::pair(b.from, b.to);
  });
  return files;
}

absl::StatusOr<std::vector<Event>> Archive::Load(const File& file) const {
  ZWK_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file.path));
  const auto damaged = [&file] {
    return absl::DataLossError(absl::StrCat("the archive: ", file.path, " is damaged"));
  };
  if (bytes.size() < kDigestBytes ||
      Sha256(bytes.substr(kDigestBytes)) != bytes.substr(0, kDigestBytes)) {
    return damaged();
  }
  io::ArrayInputStream packed(bytes.data() + kDigestBytes,
                              static_cast<int>(bytes.size() - kDigestBytes));
  io::GzipInputStream unpacked(&packed);
  std::vector<Event> events;
  bool end = false;
  while (true) {
    ArchivedEvent archived;
    if (!google::protobuf::util::ParseDelimitedFromZeroCopyStream(&archived, &unpacked, &end)) {
      break;
    }
    Event& event = events.emplace_back(FromEnvelope(archived.event()));
    event.position = archived.position();
    event.unreadable = archived.unreadable();
  }
  if (!end || events.empty()) return damaged();
  return events;
}

absl::StatusOr<std::vector<Event>> Archive::Read(const Partition& partition, OutboxPosition after,
                                                 size_t limit) {
  std::vector<Event> found;
  ZWK_ASSIGN_OR_RETURN(const std::vector<File> files, List(partition));
  for (const File& file : files) {
    if (file.to <= after) continue;
    if (file.from > after) {
      return absl::DataLossError(absl::StrCat("the archive of ", partition.area, " in ",
                                              partition.municipality, " has nothing between ",
                                              after.Text(), " and ", file.from.Text()));
    }
    if (loaded_path_ != file.path) {
      ZWK_ASSIGN_OR_RETURN(loaded_, Load(file));
      loaded_path_ = file.path;
    }
    for (const Event& event : loaded_) {
      const OutboxPosition position = OutboxPosition::Of(event.position);
      if (position <= after) continue;
      if (found.size() >= limit) return found;
      found.push_back(event);
      after = position;
    }
    if (found.size() >= limit) return found;
  }
  return found;
}

}  // namespace zwk::stream
