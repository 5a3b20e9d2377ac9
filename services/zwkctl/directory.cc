#include "zwkctl/directory.h"

#include <algorithm>
#include <cctype>

#include <google/protobuf/descriptor_database.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_replace.h"
#include "absl/strings/str_split.h"

namespace zwk::ctl {
namespace {

using google::protobuf::DescriptorPool;
using google::protobuf::FileDescriptor;

std::vector<Area> ReadAreas() {
  std::vector<std::string> files;  // those that are compiled in
  DescriptorPool::internal_generated_database()->FindAllFileNames(&files);
  std::sort(files.begin(), files.end());
  std::vector<Area> areas;
  for (const char* name : {"forecasting", "participation", "catalog", "reporting"}) {
    areas.push_back({name, {}});
    for (const std::string& path : files) {
      if (!absl::StartsWith(path, absl::StrCat("zwk/", name, "/"))) continue;
      const FileDescriptor* file = DescriptorPool::generated_pool()->FindFileByName(path);
      for (int i = 0; i < file->service_count(); ++i) {
        areas.back().services.push_back(file->service(i));
      }
    }
  }
  return areas;
}

// How many characters two names share at their beginning.
size_t CommonPrefix(absl::string_view a, absl::string_view b) {
  return std::mismatch(a.begin(), a.begin() + std::min(a.size(), b.size()), b.begin()).first -
         a.begin();
}

}  // namespace

const std::vector<Area>& Areas() {
  static const std::vector<Area>& areas = *new std::vector<Area>(ReadAreas());
  return areas;
}

absl::StatusOr<const MethodDescriptor*> FindRpc(absl::string_view area, absl::string_view rpc) {
  for (const Area& candidate : Areas()) {
    if (candidate.name != area) continue;
    std::vector<std::string> near;
    for (const ServiceDescriptor* service : candidate.services) {
      for (int i = 0; i < service->method_count(); ++i) {
        const std::string name = KebabCase(service->method(i)->name());
        if (name == rpc || service->method(i)->name() == rpc) return service->method(i);
        if (CommonPrefix(name, rpc) >= 3) near.push_back(name);
      }
    }
    return absl::NotFoundError(
        absl::StrCat("'", area, "' has no '", rpc, "'",
                     near.empty() ? "" : absl::StrCat("; there is ", absl::StrJoin(near, ", "))));
  }
  return absl::NotFoundError(absl::StrCat(
      "there is no area '", area, "', only ",
      absl::StrJoin(Areas(), ", ",
                    [](std::string* out, const Area& each) { absl::StrAppend(out, each.name); })));
}

absl::StatusOr<const MethodDescriptor*> FindRpc(absl::string_view dotted) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(dotted, absl::MaxSplits('.', 1));
  return FindRpc(parts.first, parts.second);
}

std::string AreaOf(const MethodDescriptor& rpc) {
  // zwk.<area>.v1
  const std::vector<std::string> package = absl::StrSplit(rpc.file()->package(), '.');
  return package[1];
}

std::string KebabCase(absl::string_view name) {
  std::string kebab;
  for (const char c : name) {
    if (std::isupper(static_cast<unsigned char>(c)) && !kebab.empty()) kebab += '-';
    kebab += c == '_' ? '-' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  }
  return kebab;
}

std::string PathOf(const MethodDescriptor& rpc) {
  return absl::StrCat("/", rpc.service()->full_name(), "/", rpc.name());
}

}  // namespace zwk::ctl
