#include "platform/auth/who_calls.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "absl/strings/str_split.h"
#include "absl/strings/strip.h"
#include "platform/base/errors.h"
#include "platform/base/ids.h"

namespace zwk::auth {
namespace {

template <class List>
bool Contains(const List& list, absl::string_view wanted) {
  return std::find(list.begin(), list.end(), wanted) != list.end();
}

absl::Status Refused(const char* reason, absl::string_view why) {
  return WithReason(absl::UnauthenticatedError(why), reason);
}

// `By=...;URI=zwk:partner:moorsum;DNS=a;DNS=b`: of the last element, which is the one that the edge has added.
rpc::PeerNames ForwardedNames(absl::string_view header) {
  rpc::PeerNames names;
  const size_t last = header.rfind(',');
  if (last != absl::string_view::npos) header.remove_prefix(last + 1);
  for (absl::string_view part : absl::StrSplit(header, ';')) {
    absl::string_view value = part;
    if (absl::ConsumePrefix(&value, "URI=")) names.push_back("uri:" + std::string(value));
    value = part;
    if (absl::ConsumePrefix(&value, "DNS=")) names.push_back("dns:" + std::string(value));
  }
  return names;
}

absl::StatusOr<Caller> AsPartner(const Access& access, const rpc::PeerNames& names,
                                 absl::string_view wanted) {
  for (const std::string& name : names) {
    const auto found = access.partners.find(name);
    if (found == access.partners.end()) continue;
    const Partner& partner = found->second;
    Caller caller;
    caller.subject_ref = partner.client;
    caller.roles = partner.roles;
    if (wanted.empty() && partner.municipalities.size() == 1) {
      caller.municipality = partner.municipalities[0];
    } else if (Contains(partner.municipalities, wanted)) {
      caller.municipality = std::string(wanted);
    } else {
      return Refused("MUNICIPALITY_UNKNOWN",
                     wanted.empty() ? "for which of its municipalities the call is must be said"
                                    : "the certificate is not for this municipality");
    }
    return caller;
  }
  return Refused("NO_CREDENTIALS", names.empty()
                                       ? "the call brings neither a token nor a certificate"
                                       : "nobody is known by this certificate");
}

Caller AsNobody(absl::string_view municipality) {
  Caller caller;
  caller.municipality = std::string(municipality);
  caller.nobody = true;
  return caller;
}

absl::StatusOr<Caller> AsService(absl::string_view municipality) {
  if (!IsMunicipalityId(std::string(municipality)))
    return Refused("MUNICIPALITY_UNKNOWN", "that is not a municipality");
  Caller caller;
  caller.municipality = std::string(municipality);
  caller.roles = {"SERVICE"};
  return caller;
}

}  // namespace

rpc::Authenticate WhoCalls(Access access, std::shared_ptr<const TokenVerifier> tokens) {
  return [access = std::move(access), tokens = std::move(tokens)](
             const rpc::Metadata& metadata, const rpc::PeerNames& peer) -> absl::StatusOr<Caller> {
    const absl::string_view wanted = metadata(rpc::kMunicipalityKey);
    absl::string_view token = metadata("authorization");
    const bool by_edge = Contains(peer, access.edge);
    absl::StatusOr<Caller> caller;
    if (std::any_of(peer.begin(), peer.end(),
                    [&](const std::string& name) { return Contains(access.services, name); })) {
      caller = AsService(wanted);
    } else if (const auto participant = rpc::ParticipantTokenIn(metadata); !participant.empty()) {
      caller = rpc::CallerFromParticipantToken(participant);
      if (caller.ok() && !Contains(access.public_municipalities, caller->municipality))
        caller = rpc::ParticipantTokenRefused();
    } else if (!token.empty()) {
      if (!absl::ConsumePrefix(&token, "Bearer ") && !absl::ConsumePrefix(&token, "bearer "))
        return Refused("NO_CREDENTIALS", "what authorizes a call is a bearer token");
      if (tokens == nullptr) return Refused("NO_CREDENTIALS", "this server takes no tokens");
      caller = tokens->Verify(token);
    } else {
      const rpc::PeerNames names =
          by_edge ? ForwardedNames(metadata("x-forwarded-client-cert")) : peer;
      caller = AsPartner(access, names, wanted);
      if (names.empty() && Contains(access.public_municipalities, wanted))
        caller = AsNobody(wanted);
    }
    if (caller.ok()) rpc::TakeManners(metadata, *caller);
    if (caller.ok() && by_edge) caller->address = rpc::AddressOf(metadata(rpc::kAddressKey));
    return caller;
  };
}

}  // namespace zwk::auth
