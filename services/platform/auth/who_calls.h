// Who calls a service off loopback: by certificate, or by a token that this service verifies itself.
#pragma once

#include <memory>

#include "platform/auth/access.h"
#include "platform/auth/token.h"
#include "platform/rpc/identity.h"

namespace zwk::auth {

// In this order:
// - a service of ours says for whom it asks (municipality; it has the role SERVICE, and no other);
// - whoever brings a token (authorization: Bearer ...) is who the token says, whatever else it brings;
// - a partner is known by its certificate, on its own connection or by the edge's word for it
//   (x-forwarded-client-cert). One that may ask for several municipalities says for which.
// Nobody is anybody by saying so: other metadata about the caller are not looked at.
rpc::Authenticate WhoCalls(Access access, std::shared_ptr<const TokenVerifier> tokens);

}  // namespace zwk::auth
