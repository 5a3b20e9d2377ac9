// How the key of a subject is called in the store; for the files of this folder.
#pragma once

#include <string>

namespace zwk::seal {

inline std::string GuardOf(const std::string& subject_ref) { return "key/" + subject_ref; }

// What stands in place of a wrapped key when the subject was erased. A wrapped key is longer.
inline constexpr char kErased[] = "erased";

// Guard of a municipality while the store's file may still have a key that was destroyed.
inline constexpr char kDueGuard[] = "file-is-due";

}  // namespace zwk::seal
