// zwkctl audit: what the services recorded of acts of office, read from a folder, without any of them.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace zwk::ctl {

// `arguments` behind the word. The exit code: 0 all is as it was recorded, 25 something is not (DATA_LOSS), 1 something could
// not be done, 2 wrong arguments.
int AuditCommand(const std::vector<std::string>& arguments, std::ostream& out,
                 std::ostream& errors);

}  // namespace zwk::ctl
