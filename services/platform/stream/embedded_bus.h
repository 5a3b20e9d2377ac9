#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/store/endpoint.h"
#include "platform/stream/bus.h"

namespace zwk::stream {

// The bus of one machine: the outbox streams themselves, read by position (no consumer groups: they
// break the order of a key and leave entries pending for nobody). What has left them is read in the
// archive (Retention).
class EmbeddedBus : public Bus {
 public:
  // `archive`: folder of the Archive; "" where nothing ever leaves.
  explicit EmbeddedBus(store::Endpoint address, std::string archive = "")
      : address_(std::move(address)), archive_(std::move(archive)) {}
  std::unique_ptr<Subscription> Subscribe(std::vector<std::string> areas) override;

 private:
  store::Endpoint address_;
  std::string archive_;
};

}  // namespace zwk::stream
