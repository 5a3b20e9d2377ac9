// ./zwk bench: ratios of interleaved runs on real parts. Reference and candidate take turns within
// each round, so that what disturbs one disturbs the other; a figure is the median over the rounds.
#include <linux/magic.h>
#include <spawn.h>
#include <sys/statfs.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <map>
#include <thread>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_format.h"
#include "platform/base/status_macros.h"
#include "platform/base/uuid.h"
#include "platform/rpc/channel.h"
#include "platform/rpc/echo.pb.h"
#include "platform/store/redis_store.h"
#include "platform/stream/embedded_bus.h"
#include "platform/stream/view_runner.h"
#include "tests/bench/bench_service.h"
#include "tests/bench/load.h"
#include "tests/bench/table.h"
#include "tests/support/redis_server.h"

extern char** environ;

namespace zwk::bench {
namespace {

namespace v1 = echo::v1;
using std::chrono::milliseconds;
using Steady = std::chrono::steady_clock;

[[noreturn]] void Die(const std::string& message) {
  std::fprintf(stderr, "zwk_bench: %s\n", message.c_str());
  std::exit(1);
}

void Check(const absl::Status& status) {
  if (!status.ok()) Die(status.ToString());
}

// The measured server is a process of its own, so that its CPU can be told from the callers'.
class ServerProcess {
 public:
  explicit ServerProcess(const std::string& redis) {
    int in[2], out[2];
    if (pipe(in) != 0 || pipe(out) != 0) Die("no pipe");
    posix_spawn_file_actions_t actions;
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
    for (const int fd : {in[0], in[1], out[0], out[1]})
      posix_spawn_file_actions_addclose(&actions, fd);
    std::string self = std::filesystem::read_symlink("/proc/self/exe").string();
    std::string mode = "--serve", address = redis;
    char* arguments[] = {self.data(), mode.data(), address.data(), nullptr};
    if (posix_spawn(&pid_, self.c_str(), &actions, nullptr, arguments, environ) != 0)
      Die("cannot start the server");
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    stdin_ = in[1];
    std::string line;
    for (char c; read(out[0], &c, 1) == 1 && c != '\n';) line.push_back(c);
    close(out[0]);
    if (!absl::SimpleAtoi(line, &port_)) Die("the server does not say its port");
  }
  ~ServerProcess() {
    close(stdin_);  // it ends with its input
    waitpid(pid_, nullptr, 0);
  }

  int pid() const { return pid_; }
  std::string address() const { return absl::StrCat("127.0.0.1:", port_); }

 private:
  pid_t pid_ = -1;
  int stdin_ = -1;
  int port_ = 0;
};

Caller TheCaller() {
  Caller caller;
  caller.municipality = kMunicipality;
  return caller;
}

RequestKey RequestOf(uint64_t number) {
  RequestKey request;
  request.id = UuidFromName(absl::StrCat("bench/", getpid(), "/", number));
  request.fingerprint = "0";
  return request;
}

Task<absl::Status> CallEcho(rpc::Channel& channel, const char* method, std::string text) {
  v1::EchoRequest request;
  request.set_text(std::move(text));
  v1::EchoResponse response;
  co_return co_await channel.Call(method, TheCaller(), request, response);
}

Task<absl::Status> CallWrite(rpc::Channel& channel, std::string id) {
  v1::ChangeRequest request;
  request.set_request_id(std::move(id));
  v1::ChangeResponse response;
  co_return co_await channel.Call(kWrite, TheCaller(), request, response);
}

Task<absl::Status> BareCommit(store::Store& store, RequestKey request) {
  ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                          co_await store.Apply(CardCommit(request), kNoDeadline));
  co_return outcome.kind == store::Outcome::kDone ? absl::OkStatus()
                                                  : absl::InternalError("not carried out");
}

// Goals 1, 3 and 5: calls against a real server and a Redis that fsyncs each commit.
class Calls {
 public:
  explicit Calls(const std::string& redis)
      : server_(redis), channel_(server_.address()), store_({.address = redis, .area = kArea}) {
    Check(MakeDocuments(store_));
    if (!channel_.WaitUntilReachable(milliseconds(10'000))) Die("the server cannot be reached");
    operations_["echo"] = [this](uint64_t) { return CallEcho(channel_, kEcho, "hello"); };
    operations_["read"] = [this](uint64_t number) {
      return CallEcho(channel_, kRead, DocumentKey(static_cast<int>(number % kDocuments)));
    };
    operations_["write"] = [this](uint64_t number) {
      return CallWrite(channel_, RequestOf(number).id);
    };
    operations_["bare"] = [this](uint64_t number) { return BareCommit(store_, RequestOf(number)); };
  }

  void WarmUp() {
    for (const auto& [name, operation] : operations_)
      Check(RunLoad(operation, 64, milliseconds(300)).failure);
  }

  void Round(std::vector<Goal>& goals, milliseconds duration) {
    std::map<std::string, double> rate, cpu;
    const auto run = [&](const std::string& name, int in_flight) {
      const double cpu_before = CpuMicrosOf(server_.pid());
      const LoadResult result = RunLoad(operations_.at(name), in_flight, duration);
      Check(result.failure);
      const std::string key = absl::StrCat(name, in_flight);
      rate[key] = result.per_second;
      cpu[key] = (CpuMicrosOf(server_.pid()) - cpu_before) / static_cast<double>(result.operations);
      last_rates_[key] = result.per_second;
      last_cpu_[key] = cpu[key];
    };
    for (const int in_flight : {64, 1}) {
      for (const char* name : {"echo", "read", "write", "bare"}) run(name, in_flight);
    }
    for (const char* name : {"echo", "write"}) run(name, 256);
    goals[0].rounds.push_back(rate["read64"] / rate["echo64"]);
    goals[1].rounds.push_back(rate["read1"] / rate["echo1"]);
    goals[2].rounds.push_back(rate["write64"] / rate["echo64"]);
    goals[3].rounds.push_back(rate["write64"] / rate["bare64"]);
    goals[4].rounds.push_back(rate["write1"] / rate["bare1"]);
    goals[5].rounds.push_back(cpu["write256"] / cpu["echo256"]);
  }

  // Of the last round, to judge the machine by; no goal.
  std::string Absolutes() const {
    std::string text = "last round, per second (server CPU in us each):";
    for (const auto& [key, rate] : last_rates_) {
      absl::StrAppend(&text, absl::StrFormat("  %s %.0f", key, rate));
      if (key.rfind("bare", 0) != 0)
        absl::StrAppend(&text, absl::StrFormat(" (%.0f)", last_cpu_.at(key)));
    }
    return text + "\n";
  }

  static std::vector<Goal> Goals() {
    return {{"1", "read call / echo, 64 in flight", true, 0.75},
            {"1", "read call / echo, 1 in flight", true, 0.55},
            {"3", "durable write call / echo, 64 in flight", true, 0.40},
            {"3", "durable write call / bare commit, 64 in flight", true, 0.50},
            {"3", "durable write call / bare commit, 1 in flight", true, 0.70},
            {"5", "server CPU of a durable write / of an echo, 256 in flight", false, 1.5}};
  }

 private:
  ServerProcess server_;
  rpc::Channel channel_;
  store::RedisStore store_;
  std::map<std::string, Operation> operations_;
  std::map<std::string, double> last_rates_, last_cpu_;
};

// Keeps cards and counts them; says when each event came.
class CardsView : public stream::View {
 public:
  explicit CardsView(std::string area) : area_(std::move(area)) {}
  std::string name() const override { return "cards"; }
  std::vector<std::string> areas() const override { return {area_}; }
  Task<absl::Status> On(const stream::Event& event, stream::ViewChange& change) override {
    if (events_ == 0) first_ = Steady::now().time_since_epoch().count();
    last_ = Steady::now().time_since_epoch().count();
    ++events_;
    change.Put(event.aggregate, event.data);
    change.Add("count", "cards", 1);
    co_return absl::OkStatus();
  }

  // When the event after `before` events came; waits for it.
  Steady::time_point Arrival(int before) const {
    while (events_ <= before) std::this_thread::yield();
    return At(last_);
  }
  Steady::time_point first() const { return At(first_); }
  int events() const { return events_; }

 private:
  static Steady::time_point At(Steady::rep ticks) {
    return Steady::time_point(Steady::duration(ticks));
  }

  const std::string area_;
  std::atomic<Steady::rep> first_{0};
  std::atomic<Steady::rep> last_{0};
  std::atomic<int> events_{0};
};

// Goal 10: how long after a commit was sent its event is at a view, in round trips of such commits;
// and what batches give. Each measurement in an area of its own, so that its stream starts empty.
class Views {
 public:
  explicit Views(const std::string& redis) : redis_(redis), bus_(redis) {}

  static std::vector<Goal> Goals() {
    return {{"10", "commit sent -> event at the view / durable round trip, p50", false, 1.5},
            {"10", "view, events per second, in batches / one by one", true, 8}};
  }

  void Round(std::vector<Goal>& goals, int round) {
    goals[0].rounds.push_back(Lateness(absl::StrCat("late", round)));
    const double one_by_one = Rate(absl::StrCat("single", round), 1, 1'000);
    goals[1].rounds.push_back(Rate(absl::StrCat("batched", round), 256, 8'000) / one_by_one);
  }

 private:
  static Task<absl::Status> Commit(store::Store& store, uint64_t number) {
    const std::string key = absl::StrCat("card/", number);
    store::Commit commit(kMunicipality);
    commit.Write(key, 0, std::string(300, 'c'));
    commit.Emit(key, 0, "zwk.bench.v1.CardWritten", std::string(300, 'c'));
    ZWK_CO_ASSIGN_OR_RETURN(const store::Outcome outcome,
                            co_await store.Apply(std::move(commit), kNoDeadline));
    co_return outcome.kind == store::Outcome::kDone ? absl::OkStatus()
                                                    : absl::InternalError("not carried out");
  }

  static Time InAMinute() { return SystemClock().Now() + std::chrono::minutes(1); }

  double Lateness(const std::string& area) {
    store::RedisStore store({.address = redis_, .area = area});
    CardsView view(area);
    stream::ViewRunner runner(store, bus_);
    runner.Add(view);
    Check(SyncWait(Commit(store, 0)));  // the partition is there before the runner looks
    runner.Start();
    Check(runner.CatchUp(InAMinute()));
    std::vector<double> arrivals, round_trips;
    for (int i = 1; i <= 300; ++i) {
      const int before = view.events();
      const Steady::time_point sent = Steady::now();
      Check(SyncWait(Commit(store, i)));
      const Steady::time_point acknowledged = Steady::now();
      arrivals.push_back(std::chrono::duration<double>(view.Arrival(before) - sent).count());
      round_trips.push_back(std::chrono::duration<double>(acknowledged - sent).count());
      Check(runner.CatchUp(InAMinute()));  // the view waits for the next one again
    }
    return Percentile(arrivals, 0.5) / Percentile(round_trips, 0.5);
  }

  double Rate(const std::string& area, int batch, int events) {
    store::RedisStore store({.address = redis_, .area = area});
    const auto writers = [&store](uint64_t number) { return Commit(store, number); };
    for (int left = events; left > 0;) {
      const LoadResult written = RunLoad(writers, 64, milliseconds(100));
      Check(written.failure);
      left -= static_cast<int>(written.operations);
    }
    CardsView view(area);
    stream::ViewRunner runner(store, bus_, {.batch = batch});
    runner.Add(view);
    runner.Start();
    Check(runner.CatchUp(InAMinute()));
    const double seconds = std::chrono::duration<double>(Steady::now() - view.first()).count();
    return view.events() / seconds;
  }

  std::string redis_;
  stream::EmbeddedBus bus_;
};

// Redis keeps its files where fsync costs what it costs: not in memory.
void ChooseFolder() {
  const char* run = std::getenv("ZWK_RUN");
  const std::string folder =
      run != nullptr && *run != '\0' ? run : std::filesystem::current_path().string();
  std::filesystem::create_directories(folder);
  struct statfs file_system{};
  if (statfs(folder.c_str(), &file_system) != 0) Die("no such folder: " + folder);
  if (file_system.f_type == TMPFS_MAGIC) {
    Die(folder + " is in memory, where an fsync costs nothing; set ZWK_RUN to a folder on a disk");
  }
  setenv("TMPDIR", folder.c_str(), 1);
}

int Measure(int rounds, milliseconds duration) {
  const Steady::time_point begin = Steady::now();
  ChooseFolder();
  std::vector<Goal> call_goals = Calls::Goals();
  std::vector<Goal> view_goals = Views::Goals();
  std::string absolutes;
  {
    test::RedisServer redis;
    Calls calls(redis.address());
    Views views(redis.address());
    calls.WarmUp();
    for (int round = 1; round <= rounds; ++round) {
      std::fprintf(stderr, "round %d of %d\n", round, rounds);
      calls.Round(call_goals, duration);
      views.Round(view_goals, round);
    }
    absolutes = calls.Absolutes();
  }
  std::vector<Goal> goals = call_goals;
  goals.insert(goals.end(), view_goals.begin(), view_goals.end());
  std::printf(
      "%d interleaved rounds on %u cores: callers, server and Redis (appendfsync always) share "
      "them\n\n%s\n%s%s",
      rounds, std::thread::hardware_concurrency(), Table(goals).c_str(), absolutes.c_str(),
      absl::StrFormat("took %.0f s\n", std::chrono::duration<double>(Steady::now() - begin).count())
          .c_str());
  return 0;
}

int Main(int argc, char** argv) {
  int rounds = 5;
  int millis = 1'000;
  for (int i = 1; i < argc; ++i) {
    const std::string word = argv[i];
    const bool more = i + 1 < argc;
    if (word == "--serve" && more) return ServeBench(argv[i + 1]);
    if (word == "--rounds" && more && absl::SimpleAtoi(argv[i + 1], &rounds) && rounds >= 1) {
      ++i;
    } else if (word == "--millis" && more && absl::SimpleAtoi(argv[i + 1], &millis) &&
               millis >= 10) {
      ++i;
    } else {
      std::fprintf(
          stderr,
          "usage: zwk_bench [--rounds 5] [--millis 1000]   (milliseconds of each run of calls)\n");
      return word == "--help" ? 0 : 2;
    }
  }
  return Measure(rounds, milliseconds(millis));
}

}  // namespace
}  // namespace zwk::bench

int main(int argc, char** argv) { return zwk::bench::Main(argc, argv); }
