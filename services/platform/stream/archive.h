#pragma once

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "platform/store/outbox.h"
#include "platform/stream/bus.h"

namespace zwk::stream {

using store::OutboxPosition;

// Events that have left the store, in files: with what the store still holds they are all that ever
// happened, so a new view begins here. One folder for all services of an installation: each writes
// its own area, and reads what it hears.
//
//   FOLDER/participation/bremerhaven/<from>_<to>.events
//
// has the events behind `from` up to `to`. Files may overlap (two replicas, a crash): a reader goes
// by positions. For one thread at a time.
class Archive {
 public:
  explicit Archive(std::string folder) : folder_(std::move(folder)) {}

  // The events behind `from`, in order, not none; on the disk when it returns.
  absl::Status Append(const Partition& partition, OutboxPosition from,
                      const std::vector<Event>& events) const;

  // Events behind `after`, at most `limit`, up to the end of what is archived; none there.
  // DATA_LOSS: a file is missing, or not what was written.
  absl::StatusOr<std::vector<Event>> Read(const Partition& partition, OutboxPosition after,
                                          size_t limit);

 private:
  struct File {
    OutboxPosition from, to;
    std::string path;
  };

  static std::string NameOf(OutboxPosition from, OutboxPosition to);
  std::string FolderOf(const Partition& partition) const;
  // In the order of their positions.
  absl::StatusOr<std::vector<File>> List(const Partition& partition) const;
  absl::StatusOr<std::vector<Event>> Load(const File& file) const;

  const std::string folder_;
  std::string loaded_path_;  // whose events these are
  std::vector<Event> loaded_;
};

}  // namespace zwk::stream
