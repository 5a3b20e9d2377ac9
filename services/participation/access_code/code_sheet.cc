#include "participation/access_code/code_sheet.h"

#include <memory>

#include <qrencode.h>

#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_replace.h"

namespace zwk::participation {
namespace {

constexpr int kQuietZone = 4;  // modules around, so that cameras find it

struct SheetWords {
  const char* language;
  const char* title;
  const char* with_link;
  const char* without_link;
  const char* once;
};
constexpr SheetWords kGerman{
    "de", "Zugangscodes", "Scannen Sie das Bild oder geben Sie den Code ein.",
    "Geben Sie diesen Code ein.", "Er gilt einmal, für eine Person, und nennt niemanden."};
constexpr SheetWords kEnglish{"en", "Access codes", "Scan the picture or type the code.",
                              "Type this code.", "Good once, for one person; it names nobody."};

constexpr char kStyle[] =
    "@page{size:A4;margin:10mm}body{font:11pt/1.35 sans-serif;margin:0;color:#000;background:#fff}"
    "ol{list-style:none;margin:0;padding:0;display:grid;grid-template-columns:1fr 1fr}"
    "li{display:flex;gap:5mm;align-items:center;min-height:50mm;padding:3mm;border:1px dashed #888;"
    "box-sizing:border-box;break-inside:avoid}"
    "svg{flex:none;width:36mm;height:36mm}p{margin:0 0 1.5mm}"
    ".code{font:bold 14pt/1.2 monospace;white-space:nowrap}.number{color:#555}";

std::string ForHtml(absl::string_view text) {
  return absl::StrReplaceAll(text,
                             {{"&", "&amp;"}, {"<", "&lt;"}, {">", "&gt;"}, {"\"", "&quot;"}});
}

}  // namespace

QrCode QrCodeOf(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M), QRcode_free);
  QrCode drawn;
  if (code == nullptr) return drawn;
  drawn.modules = code->width;
  for (int y = 0; y < code->width; ++y) {
    const unsigned char* row = code->data + y * code->width;
    int drawn_to = -1;  // in this row
    for (int x = 0; x < code->width;) {
      int end = x;
      while (end < code->width && (row[end] & 1) != 0) ++end;
      if (end > x && drawn_to < 0) absl::StrAppend(&drawn.path, "M", x, " ", y, ".5h", end - x);
      if (end > x && drawn_to >= 0) absl::StrAppend(&drawn.path, "m", x - drawn_to, " 0h", end - x);
      if (end > x) drawn_to = end;
      x = end + 1;
    }
  }
  return drawn;
}

std::string CodeSheet(const std::vector<PrintedCode>& codes, absl::string_view locale) {
  const SheetWords& words = absl::StartsWith(locale, "en") ? kEnglish : kGerman;
  std::string page = absl::StrCat(
      "<!DOCTYPE html><html lang=\"", words.language,
      "\"><head><meta charset=\"utf-8\"><meta name=\"referrer\" content=\"no-referrer\"><title>",
      words.title, "</title><style>", kStyle, "</style></head><body><ol>\n");
  for (const PrintedCode& one : codes) {
    const bool linked = !one.link.empty();
    const QrCode drawn = QrCodeOf(linked ? one.link : one.code);
    const int side = drawn.modules + 2 * kQuietZone;
    absl::StrAppend(&page, "<li><svg viewBox=\"", -kQuietZone, " ", -kQuietZone, " ", side, " ",
                    side, "\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"QR ",
                    one.code, "\"><path stroke=\"#000\" d=\"", drawn.path,
                    "\"/></svg><div><p class=\"number\">", one.number, "</p><p class=\"code\">",
                    one.code, "</p><p>", linked ? words.with_link : words.without_link, " ",
                    words.once, "</p>");
    if (linked) {
      absl::StrAppend(&page, "<p>", ForHtml(one.link.substr(0, one.link.find('#'))), "</p>");
    }
    page += "</div></li>\n";
  }
  page += "</ol></body></html>\n";
  return page;
}

}  // namespace zwk::participation
