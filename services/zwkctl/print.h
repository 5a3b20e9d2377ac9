// Answers for people: key and value by line, lists as tables. `--json` answers are the messages
// themselves.
#pragma once

#include <string>

#include <nlohmann/json.hpp>

namespace zwk::ctl {

// `answer` as ToJson gives it.
std::string ForPeople(const nlohmann::json& answer);

// The value at "hits.0.name"; null where there is none.
nlohmann::json At(const nlohmann::json& answer, const std::string& path);

// A value in a sentence: texts without quotes, numbers with at most two decimals.
std::string AsText(const nlohmann::json& value);

}  // namespace zwk::ctl
