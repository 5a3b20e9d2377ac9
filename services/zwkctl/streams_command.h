// zwkctl streams: the streams of events, for operators (platform/kafka/operations.h).
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace zwk::ctl {

// `arguments` behind the word. The exit code: 0 done, 1 something could not be done, 2 wrong arguments.
int StreamsCommand(const std::vector<std::string>& arguments, std::ostream& out,
                   std::ostream& errors);

}  // namespace zwk::ctl
