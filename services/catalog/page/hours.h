#pragma once

#include <string>
#include <vector>

#include "catalog/offer/schedule.h"
#include "catalog/page/said.h"

namespace zwk::catalog {

// When somebody finds an open door, in a line: until when it is open, what begins next, else what is said in words.
// Of several places the one that is open longest, or opens first.
Said WhenInWords(const std::vector<const std::vector<Schedule>*>& places, const Reader& reader,
                 const std::string& own_language);

// "heute, 14:00 bis 18:00 Uhr"
std::string InWords(const Occurrence& occurrence, const Reader& reader);

// Hours that come again each week, days that follow each other with the same hours in one line: "Montag – Freitag: ...".
std::vector<std::string> WeeklyInWords(const std::vector<Schedule>& schedules,
                                       const Reader& reader);

// What begins within two months, the first `most`.
std::vector<std::string> NextInWords(const std::vector<Schedule>& schedules, size_t most,
                                     const Reader& reader);

// Days of the next two months that are not as the rule says: closed, other hours. Why, only `with_words`.
std::vector<std::string> ExceptionsInWords(const std::vector<Schedule>& schedules, bool with_words,
                                           const Reader& reader);

}  // namespace zwk::catalog
