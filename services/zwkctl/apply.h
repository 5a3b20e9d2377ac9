// Carries out a file of steps, the form in which demos and first settings of a city are written
// down.
//
// One JSON object per line; lines that are empty or start with # are skipped:
//   {"step": "The board is founded", "call": "participation.CreateBoard",
//    "request": {"board": {"board_id": "id:board/advisory", "name": "..."}}}
//
//   request    the message of the RPC. "id:NAME" anywhere in it is the UUID that NAME has in this
//              municipality, "value:NAME" what an earlier step saved. request_id follows from the
//              content, so that applying twice does everything once.
//   file       the file of an upload, beside the file of steps
//   messages   further messages of a client stream
//   as         {"subject": "id:...", "roles": [...], "locale": "...", "municipality": "..."}: who asks;
//              alone in its line: who asks from here to the end of the file, where a step does not say it
//   save       {"NAME": "path.in.the.answer"}
//   expect     {"path": value}: what the answer must say; a value {"at_least": n} or
//              {"contains": "text"} is a bound
//   until      like expect, but asked again until it holds, at most two minutes: views follow the
//              events of other services
//   document   where the page or document that the call answers is written, below the folder of
//              documents
//   show       a sentence for the one who watches, {path} standing for what the answer says there
// The answer of a server stream is {"count": n, "last": the last message}.
//
// What was applied long ago is refused where the world has moved on: request ids are remembered for
// a day. So a file says how one sees that a part of it is done:
//   {"condition": "The minutes are approved", "call": "participation.GetMinutes",
//    "request": {"meeting_id": "id:meeting/1"}, "expect": {"minutes.status": "..."}}
// is looked at when the run comes to it, and holds if the answer says so (NOT_FOUND: it does not).
// A step with "unless": "The minutes are approved" is left out when it holds.
//
// The first step that fails ends everything, by name. A service that is away is waited for, at most
// two minutes.
#pragma once

#include <chrono>
#include <filesystem>
#include <map>
#include <ostream>
#include <string>
#include <vector>

#include "zwkctl/call.h"

namespace zwk::ctl {

struct ApplyOptions {
  std::vector<std::filesystem::path> files;
  Caller caller;
  std::filesystem::path documents = ".";
  // Only checks that every step can be read and fits its RPC.
  bool dry_run = false;
  std::chrono::seconds patience{120};
};

absl::Status Apply(Platform& platform, const ApplyOptions& options, std::ostream& out);

}  // namespace zwk::ctl
