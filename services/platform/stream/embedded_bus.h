#pragma once

#include <memory>
#include <string>
#include <vector>

#include "platform/store/endpoint.h"
#include "platform/stream/bus.h"

namespace zwk::stream {

// The bus of one machine: the outbox streams themselves, read by position (no consumer groups: they
// break the order of a key and leave entries pending for nobody).
class EmbeddedBus : public Bus {
 public:
  explicit EmbeddedBus(store::Endpoint address) : address_(std::move(address)) {}
  std::unique_ptr<Subscription> Subscribe(std::vector<std::string> areas) override;

 private:
  store::Endpoint address_;
};

}  // namespace zwk::stream
