// What every service's main() needs: options, log, metrics, store, keys, files, pools, timers,
// server.
//
//   int main(int argc, char** argv) {
//     zwk::config::ServiceMain service("catalog", "Offers for people, and where one is missing.");
//     service.Start(argc, argv);
//     ...  // the service on service.store() and the others; catalog/main.cc
//     catalog.Serve(service.server());
//     return service.Serve();
//   }
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>

namespace zwk {
class Pool;
class Timers;
namespace blob {
class Folder;
}
namespace events {
class Feed;
}
namespace metrics {
class Registry;
}
namespace rpc {
class Server;
struct TlsFiles;
}  // namespace rpc
namespace seal {
class Erasures;
class KeyRing;
}  // namespace seal
namespace store {
class RedisStore;
struct Endpoint;
}  // namespace store
namespace stream {
class Bus;
class ViewRunner;
}  // namespace stream
}  // namespace zwk

namespace zwk::config {

// Options come from flags (--redis), the environment (ZWK_REDIS) and a file (--config, `redis =
// ...`), in this order of precedence. Wrong ones end the process with exit code 2 and a sentence on
// stderr.
class ServiceMain {
 public:
  // `name` is also the area of the service in the store.
  ServiceMain(std::string name, std::string purpose);
  ~ServiceMain();
  ServiceMain(const ServiceMain&) = delete;
  ServiceMain& operator=(const ServiceMain&) = delete;

  // Further options of this service, before Start; the references hold the value after Start.
  const std::string& Option(const std::string& name, const std::string& help,
                            const std::string& fallback = "");
  const int64_t& Number(const std::string& name, const std::string& help, int64_t fallback,
                        int64_t least, int64_t most);

  // Reads the options and opens everything below. Where that cannot be, it says so on stderr and
  // ends the process.
  void Start(int argc, char** argv);

  const std::string& name() const;
  store::Endpoint redis() const;  // for adapters with connections of their own
  rpc::TlsFiles tls() const;      // who this service is, for channels to others; none: plain text
  store::RedisStore& store();
  stream::Bus& bus();
  // Views and consumers added before Serve run while it runs.
  stream::ViewRunner& views();
  seal::KeyRing& keys();  // needs --key-file
  // Destroys keys for good; of participation, which may write them. Needs --key-file and --blob-dir, where its list is.
  seal::Erasures& erasures();
  blob::Folder& blobs();  // needs --blob-dir
  rpc::Server& server();
  // For events::Serve: those of this service.
  events::Feed& events();
  metrics::Registry& metrics();
  Timers& timers();
  Pool& pool();  // for work that costs CPU

  // The service is ready while the store answers and every check is true; asked about once a
  // second. Beside it health has the names "writable" (the store takes commits) and "views" (none is
  // far behind): a full store must not take every replica away.
  void ReadyWhen(std::function<bool()> check);
  // Called after the last call has ended and the views have stopped, before Serve returns.
  void OnStop(std::function<void()> stop);

  // Starts the server, prints
  // {"event":"listening","service":...,"grpc":"127.0.0.1:41234","metrics":...} on stdout and runs
  // until SIGTERM or SIGINT, then drains. The exit code of the process.
  int Serve();

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace zwk::config
