// Who calls. Under --dev-identity the metadata says so; that is for loopback alone.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "absl/strings/string_view.h"
#include "platform/base/caller.h"

namespace zwk::rpc {

inline constexpr char kMunicipalityKey[] = "x-zwk-municipality";
inline constexpr char kSubjectKey[] = "x-zwk-subject";
inline constexpr char kRolesKey[] = "x-zwk-roles";
inline constexpr char kLocaleKey[] = "x-zwk-locale";
inline constexpr char kTraceParentKey[] = "traceparent";

// The first value of a metadata key, "" where there is none.
using Metadata = std::function<absl::string_view(absl::string_view key)>;

// Municipality, subject, roles, locale and trace of the caller. UNAUTHENTICATED without a
// municipality that is a slug [a-z][a-z0-9-]{1,30}.
absl::StatusOr<Caller> CallerFromMetadata(const Metadata& metadata);

// The names in the certificate of whoever holds the other end of the connection, which a CA of ours has signed:
// "dns:edge", "uri:zwk:partner:moorsum". None in plain text.
using PeerNames = std::vector<std::string>;

// Who calls, by what the call brings; UNAUTHENTICATED where it brings nothing good.
using Authenticate =
    std::function<absl::StatusOr<Caller>(const Metadata& metadata, const PeerNames& peer)>;

// Locale and trace, which are nobody's secret and nobody's right.
void TakeManners(const Metadata& metadata, Caller& caller);

// "de" or "en": the first language of an Accept-Language header that we write, else German.
std::string LocaleFromAcceptLanguage(absl::string_view header);

}  // namespace zwk::rpc
