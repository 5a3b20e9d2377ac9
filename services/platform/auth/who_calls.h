// Who calls a service off loopback: by certificate, or by a token that this service verifies itself.
#pragma once

#include <memory>

#include "platform/auth/access.h"
#include "platform/auth/token.h"
#include "platform/rpc/identity.h"

namespace zwk::auth {

// In this order:
// - a service of ours says for whom it asks (municipality; it has the role SERVICE, and no other);
// - whoever brings a token (authorization: Bearer ...) is who the token says, whatever else it brings; that of a
//   participant is proved by its service, and is looked at where a city takes such participants;
// - a partner is known by its certificate, on its own connection or by the edge's word for it
//   (x-forwarded-client-cert). One that may ask for several municipalities says for which;
// - whoever brings nothing at all, in a city that is public, is nobody, and is served what is for everybody.
// The edge also says from where a call came (x-zwk-address).
// Nobody is anybody by saying so: other metadata about the caller are not looked at.
rpc::Authenticate WhoCalls(Access access, std::shared_ptr<const TokenVerifier> tokens);

}  // namespace zwk::auth
