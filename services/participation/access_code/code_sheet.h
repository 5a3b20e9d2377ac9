#pragma once

#include <string>
#include <vector>

#include "absl/strings/string_view.h"

namespace zwk::participation {

// A code on the sheet.
struct PrintedCode {
  int number = 0;
  std::string code;  // in groups
  std::string link;  // may be empty: then the QR code holds the code alone
};

// A page to print and cut, with a QR code beside each code; it stands alone and loads nothing. German,
// or English for "en...".
std::string CodeSheet(const std::vector<PrintedCode>& codes, absl::string_view locale);

// The modules of a QR code as the path of an SVG, a line of width 1 through each, with their number on a side. A text has at most some
// 2,000 bytes.
struct QrCode {
  int modules = 0;
  std::string path;
};
QrCode QrCodeOf(const std::string& text);

}  // namespace zwk::participation
