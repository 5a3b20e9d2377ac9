// zwkctl conformance: whether a platform answers partners as it must. One JSON object per line; lines that are empty or start
// with # are skipped:
//   {"case": "An empty name is refused by its field", "call": "catalog.CreateOrganization",
//    "request": {"request_id": "{one}", "organization": {"name": ""}},
//    "refused": {"code": "INVALID_ARGUMENT", "reason": "INVALID_FIELD", "field": "organization.name"}}
//
//   request    the message of the RPC. {NAME} in any text is what a case has saved as NAME, else a UUID of this run
//   answers    {"path": value}: what the answer must say; expect.h
//   refused    code, reason and field of the refusal that must come
//   save       {"NAME": "path.in.the.answer"}
//   reconnect  true: by a connection of its own
// The answer of a stream of events is {"count": events, "events": [...], "cursor": the last one}; it is heard until there is
// nothing more.
#pragma once

#include <ostream>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"
#include "zwkctl/call.h"

namespace zwk::ctl {

extern const absl::string_view kConformanceHelp;

// `file`: cases of one's own; "": those that are compiled in. Goes on after a case that fails; FAILED_PRECONDITION where one
// has.
absl::Status Conformance(Platform& platform, const std::string& file, const Caller& caller,
                         std::ostream& out);

}  // namespace zwk::ctl
