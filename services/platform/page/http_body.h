#pragma once

#include <utility>

#include "google/api/httpbody.pb.h"
#include "platform/page/page.h"

namespace zwk::page {

inline google::api::HttpBody ToProto(Page page) {
  google::api::HttpBody body;
  body.set_content_type(std::move(page.content_type));
  body.set_data(std::move(page.bytes));
  return body;
}

}  // namespace zwk::page
