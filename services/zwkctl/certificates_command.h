// zwkctl certificates: what certificates.h can, from the command line.
#pragma once

#include <ostream>
#include <string>
#include <vector>

#include "absl/time/time.h"

namespace zwk::ctl {

// `arguments` behind the word. The exit code: 0 done and all good, 1 something is in trouble or could not be done, 2 wrong
// arguments.
int CertificatesCommand(const std::vector<std::string>& arguments, absl::Time now,
                        std::ostream& out, std::ostream& errors);

}  // namespace zwk::ctl
