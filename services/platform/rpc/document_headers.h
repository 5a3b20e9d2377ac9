#pragma once

#include <string>
#include <utility>
#include <vector>

#include "platform/rpc/service.h"

namespace zwk::rpc {

// What HTTP says of a document or page beside its type (RFC 9110): its ETag, so that whoever has it already need not have it
// again, and the language of a page. Empty for every answer but google.api.HttpBody.
std::vector<std::pair<std::string, std::string>> HeadersOfDocument(const Message& answer);

}  // namespace zwk::rpc
