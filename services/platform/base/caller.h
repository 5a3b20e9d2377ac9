#pragma once

#include <string>
#include <vector>

#include "platform/base/cancellation.h"
#include "platform/base/clock.h"

namespace zwk {

// Names one change so that it happens once: the client's request_id (UUID) and a keyed fingerprint
// of method and content (RequestKeyReader).
struct RequestKey {
  std::string id;
  std::string fingerprint;
  bool empty() const { return id.empty(); }
};

// Who asks, for which municipality, until when. The municipality comes from the credential alone.
struct Caller {
  std::string municipality;
  // Random reference of the person, or the client id of a partner; may be empty on loopback.
  std::string subject_ref;
  std::vector<std::string> roles;
  // BCP 47, e.g. "de" or "en"; what documents and messages for people are written in.
  std::string locale = "de";
  Time deadline = kNoDeadline;
  CancellationToken cancellation;
  // Empty for reads.
  RequestKey request;
  // W3C traceparent; may be empty.
  std::string trace_parent;

  // Somebody who brought no credential: is served what is for everybody, and nothing else.
  bool nobody = false;
  // Network address without port, of IPv6 the /64; as far as it is known. For throttling, never kept.
  std::string address;
  // Of a participant without an account: the credential as it came. The server has the service prove
  // it before anything is handled; a handler finds it empty.
  std::string participant_token;
  // What such a credential is good for: this session alone. Empty: no such bound.
  std::string session_id;
};

}  // namespace zwk
