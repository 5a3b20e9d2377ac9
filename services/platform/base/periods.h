// For how many days things are kept where nobody says otherwise: services keep to it, and zwkctl tells it.
#pragma once

namespace zwk {

inline constexpr int kAuditDays = 730;
inline constexpr int kEventDays = 7;  // in the store, where there is an archive

}  // namespace zwk
