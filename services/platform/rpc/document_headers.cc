#include "platform/rpc/document_headers.h"

#include "absl/strings/ascii.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/string_view.h"
#include "google/api/httpbody.pb.h"
#include "platform/base/hash.h"

namespace zwk::rpc {
namespace {

// As a page says it of itself at its beginning: <html lang="de">. Empty where it does not.
absl::string_view LanguageOf(absl::string_view page) {
  constexpr absl::string_view kBefore = "<html lang=\"";
  const size_t at = page.substr(0, 200).find(kBefore);
  if (at == absl::string_view::npos) return "";
  const absl::string_view rest =
      page.substr(at + kBefore.size(), 35);  // the longest tag that one meets (RFC 5646, 4.4.1)
  const absl::string_view tag = rest.substr(0, rest.find('"'));
  for (const char c : tag) {
    if (!absl::ascii_isalnum(c) && c != '-') return "";
  }
  return tag;
}

}  // namespace

std::vector<std::pair<std::string, std::string>> HeadersOfDocument(const Message& answer) {
  if (answer.GetDescriptor() != google::api::HttpBody::descriptor()) return {};
  const auto& body = static_cast<const google::api::HttpBody&>(answer);
  // Half of the hash is enough to tell versions of one document apart.
  std::vector<std::pair<std::string, std::string>> headers = {
      {"etag", absl::StrCat("\"", Sha256Hex(body.data()).substr(0, 32), "\"")}};
  if (absl::StartsWith(body.content_type(), "text/html")) {
    if (const absl::string_view language = LanguageOf(body.data()); !language.empty())
      headers.emplace_back("content-language", std::string(language));
  }
  return headers;
}

}  // namespace zwk::rpc
