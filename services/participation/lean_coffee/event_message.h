#pragma once

#include <string>

namespace zwk::participation {

// An event as it is published: the full name of its message and its bytes.
struct EventMessage {
  std::string type;
  std::string data;
};

template <class M>
EventMessage Publish(const M& message) {
  return {M::descriptor()->full_name(), message.SerializeAsString()};
}

// Domain enums have the numbers of their proto enums; the walk of the service holds them to it.
template <class To, class From>
To Same(From value) {
  return static_cast<To>(static_cast<int>(value));
}

}  // namespace zwk::participation
