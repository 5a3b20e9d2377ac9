// zwkctl privacy report: what is kept about people, from the types and options of the protos and the settings of an
// installation, as a draft for a city's record of processing. Asks nobody.
#pragma once

#include <ostream>
#include <string>
#include <vector>

namespace zwk::ctl {

// The exit code.
int PrivacyCommand(const std::vector<std::string>& arguments, std::ostream& out,
                   std::ostream& errors);

// Fields of type Personal in what the services keep and answer, in the order of their names, as privacy.json names them:
// "participation.Topic.title".
std::vector<std::string> SealedFields();

}  // namespace zwk::ctl
