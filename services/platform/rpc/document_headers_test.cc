#include "platform/rpc/document_headers.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string>

#include "google/api/httpbody.pb.h"
#include "platform/rpc/echo.pb.h"

namespace zwk::rpc {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;

google::api::HttpBody Body(const std::string& type, const std::string& bytes) {
  google::api::HttpBody body;
  body.set_content_type(type);
  body.set_data(bytes);
  return body;
}

TEST(DocumentHeadersTest, APageSaysItsVersionAndLanguage) {
  const auto headers = HeadersOfDocument(
      Body("text/html; charset=utf-8", "<!DOCTYPE html>\n<html lang=\"uk\" dir=\"ltr\">"));
  EXPECT_THAT(headers, ElementsAre(Pair("etag", testing::MatchesRegex("\"[0-9a-f]+\"")),
                                   Pair("content-language", "uk")));
}

TEST(DocumentHeadersTest, OtherBytesHaveAnotherVersionTheSameHaveTheSame) {
  const auto etag = [](const std::string& bytes) {
    return HeadersOfDocument(Body("text/csv", bytes)).at(0).second;
  };
  EXPECT_EQ(etag("a;b"), etag("a;b"));
  EXPECT_NE(etag("a;b"), etag("a;c"));
  EXPECT_EQ(etag("").size(), 34u);
}

TEST(DocumentHeadersTest, NoHeaderIsMadeOfWhatIsNoLanguage) {
  for (const char* page :
       {"<html>", "<html lang=\"", "<html lang=\"\">", "<html lang=\"de\r\nset-cookie: x\">"}) {
    EXPECT_THAT(HeadersOfDocument(Body("text/html", page)), ElementsAre(Pair("etag", testing::_)))
        << page;
  }
  EXPECT_THAT(HeadersOfDocument(Body("text/plain", "<html lang=\"de\">")),
              ElementsAre(Pair("etag", testing::_)));
}

TEST(DocumentHeadersTest, MessagesHaveNone) {
  EXPECT_THAT(HeadersOfDocument(echo::v1::EchoResponse()), IsEmpty());
}

}  // namespace
}  // namespace zwk::rpc
