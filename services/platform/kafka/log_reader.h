#pragma once

#include <chrono>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "platform/kafka/cluster.h"
#include "platform/kafka/topics.h"
#include "platform/stream/bus.h"

struct rd_kafka_queue_s;
struct rd_kafka_topic_s;

namespace zwk::kafka {

// Reads topics partition by partition for cities that are each at a place of their own. A partition
// is read once for all of its cities: what comes for a city that does not ask waits in its queue, and
// where that is full, is read again later. For one thread.
class LogReader {
 public:
  explicit LogReader(Cluster cluster);
  ~LogReader();

  // Whether all of these cities are read, each from behind its cursor.
  bool AreAt(const std::vector<stream::Cursor>& cursors) const;

  // Messages of other stores than this one are none.
  void SetStore(const std::string& epoch);

  // From here on these cities are asked for, each after its cursor.
  absl::Status Follow(const std::vector<stream::Cursor>& cursors);

  // The log may lack what is behind the city's cursor: it is another one, has forgotten it, or never had
  // this reader's place. Nothing comes before somebody says that the city's reader has all that there
  // has been: then the log is read from its start for what is behind the cursor.
  bool IsLost(const stream::Partition& partition) const;
  void GoOnFromStart(const stream::Partition& partition);

  // Takes in what has come, or comes until the time is over.
  absl::Status Receive(std::chrono::milliseconds wait);

  // What there is of a city after its cursor, at most `limit`.
  void HandOut(const stream::Partition& partition, int limit, std::vector<stream::Event>& events);

  // Whether all that was in the log when it was looked at last has come, for all that are asked for.
  bool AtEnd() const;

 private:
  using Steady = std::chrono::steady_clock;

  struct City {
    std::string at;        // the reader's position: asked for, or handed out last
    int64_t begin = 0;     // of the log, when the city was placed
    int64_t from = 0;      // the first offset that has not come into the queue
    bool cut = false;      // the queue was full at `from`
    bool lost = false;     // IsLost
    std::string expected;  // the event that has to be at `from`, or the log is another one
    std::string known;     // events up to this place in the outbox are not asked for
    std::string furthest;
    std::deque<stream::Event> queue;
    size_t bytes = 0;  // in the queue
  };
  // A partition of a topic.
  struct Log {
    std::string area;
    rd_kafka_topic_s* topic = nullptr;
    int partition = 0;
    int64_t next = -1;  // the offset that is read next; -1: it is not read
    bool at_end = false;
    bool verified = true;  // no city expects a certain event
    Steady::time_point asked{};
    std::map<std::string, City> cities;
    int64_t foreign = 0;  // messages that are none
  };
  struct FreeTopic {
    void operator()(rd_kafka_topic_s* topic) const;
  };
  struct FreeQueue {
    void operator()(rd_kafka_queue_s* queue) const;
  };
  struct Area {
    std::unique_ptr<rd_kafka_topic_s, FreeTopic> topic;
    int partitions = 0;
    Steady::time_point counted{};
  };

  absl::Status Open();
  void CountPartitions();
  const City* Find(const stream::Partition& partition) const;
  City* Find(const stream::Partition& partition);
  absl::StatusOr<Log*> LogOf(const stream::Partition& partition);
  absl::Status Place(Log& log, City& city, const std::string& after);
  absl::Status ReadFrom(Log& log, int64_t offset);
  void Stop(Log& log);
  void Take(const rd_kafka_message_s& message);
  void Verify(Log& log, const rd_kafka_message_s& message);
  void TakeEvent(Log& log, const rd_kafka_message_s& message);
  void TellOfForeign(Log& log, const rd_kafka_message_s& message);
  void Fail(Log& log, const absl::Status& status);

  const Cluster cluster_;
  Topics topics_;
  std::string store_;  // its epoch
  Handle handle_;
  std::unique_ptr<rd_kafka_queue_s, FreeQueue> queue_;
  std::map<std::string, Area> areas_;
  std::map<std::pair<std::string, int>, Log> logs_;  // by area and partition
  absl::Status trouble_;                             // since it was asked last
};

}  // namespace zwk::kafka
