#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#include <set>
#include <string>

#include "absl/cleanup/cleanup.h"
#include "absl/strings/str_cat.h"
#include "reporting/indicator/indicator_file.h"

namespace zwk::reporting {
namespace {

// One sheet, filled from the top.
class Sheet {
 public:
  Sheet(lxw_workbook* book, absl::string_view name)
      : sheet_(workbook_add_worksheet(book, std::string(name).c_str())), book_(book) {
    head_ = workbook_add_format(book);
    format_set_bold(head_);
    worksheet_freeze_panes(sheet_, 1, 0);
  }
  // A text is a text here, whatever it begins with.
  void Text(int column, const std::string& text, bool head = false) {
    worksheet_write_string(sheet_, row_, At(column), text.c_str(), head ? head_ : nullptr);
  }
  void Number(int column, double number, int decimals) {
    static constexpr const char* kFormats[] = {"#,##0", "0.0", "0.00"};
    lxw_format*& format = numbers_[decimals > 2 ? 2 : decimals];
    if (format == nullptr) {
      format = workbook_add_format(book_);
      format_set_num_format(format, kFormats[decimals > 2 ? 2 : decimals]);
    }
    worksheet_write_number(sheet_, row_, At(column), number, format);
  }
  void Width(int column, double width) {
    worksheet_set_column(sheet_, At(column), At(column), width, nullptr);
  }
  void NextRow() { ++row_; }

 private:
  static lxw_col_t At(int column) { return static_cast<lxw_col_t>(column); }

  lxw_worksheet* sheet_;
  lxw_workbook* book_;
  lxw_format* head_ = nullptr;
  lxw_format* numbers_[3] = {};
  lxw_row_t row_ = 0;
};

void WriteFigures(lxw_workbook* book, const IndicatorFile& file) {
  Sheet sheet(book, Say(file.language, "Kennzahlen", "Indicators"));
  int column = 0;
  for (const FileColumn& one : FileColumns()) {
    sheet.Text(column, std::string(Say(file.language, one.title_de, one.title_en)), true);
    sheet.Width(column++, one.name == "indicator" ? 44 : one.name == "neighborhood" ? 22 : 13);
  }
  for (const IndicatorFigure& figure : file.figures) {
    sheet.NextRow();
    column = 0;
    for (const FileCell& cell : FileRow(file.language, figure)) {
      if (cell.number) {
        sheet.Number(column++, *cell.number, cell.decimals);
      } else {
        sheet.Text(column++, cell.text);
      }
    }
  }
}

void WriteExplanations(lxw_workbook* book, const IndicatorFile& file) {
  const auto say = [&](absl::string_view german, absl::string_view english) {
    return std::string(Say(file.language, german, english));
  };
  Sheet sheet(book, say("Erläuterungen", "Explanations"));
  int column = 0;
  for (const std::string& head :
       {say("Kennzahl", "Indicator"), say("Formel", "Formula"), say("Bedeutung", "Meaning"),
        say("Quelle", "Source"), say("Schutz", "Protection")}) {
    sheet.Text(column, head, true);
    sheet.Width(column++, 44);
  }
  std::set<const IndicatorDefinition*> explained;
  for (const IndicatorFigure& figure : file.figures) {
    const IndicatorDefinition& one = *figure.indicator;
    if (!explained.insert(&one).second) continue;
    sheet.NextRow();
    sheet.Text(0, say(one.name_de, one.name_en));
    sheet.Text(1, std::string(one.formula));
    sheet.Text(2, say(one.meaning_de, one.meaning_en));
    sheet.Text(3, std::string(SourceRule(file.language, one)));
    sheet.Text(4, ProtectionRule(file.language, one));
  }
}

absl::Status NoSheet(absl::string_view why) {
  return absl::InternalError(absl::StrCat("the sheet cannot be written: ", why));
}

}  // namespace

// The library writes into files: these are in memory, and gone with their descriptor.
absl::StatusOr<std::string> Xlsx(const IndicatorFile& file) {
  const int descriptor = memfd_create("indicators.xlsx", MFD_CLOEXEC);
  if (descriptor < 0) return NoSheet("no file in memory");
  const absl::Cleanup close_it = [descriptor] { close(descriptor); };
  lxw_workbook_options options = {};
  options.tmpdir = const_cast<char*>("/dev/shm");
  const std::string path = absl::StrCat("/proc/self/fd/", descriptor);
  lxw_workbook* book = workbook_new_opt(path.c_str(), &options);
  if (book == nullptr) return NoSheet("no memory");
  std::string title =
      absl::StrCat(Say(file.language, "Kennzahlen ", "Indicators of "), file.municipality_name);
  lxw_doc_properties properties = {};
  properties.title = title.data();
  properties.created = 1;  // not the time of the call: the same figures give the same bytes
  workbook_set_properties(book, &properties);
  WriteFigures(book, file);
  WriteExplanations(book, file);
  const lxw_error error = workbook_close(book);
  if (error != LXW_NO_ERROR) return NoSheet(lxw_strerror(error));
  const off_t size = lseek(descriptor, 0, SEEK_END);
  if (size < 0) return NoSheet("it cannot be read back");
  std::string bytes(static_cast<size_t>(size), '\0');
  size_t read = 0;
  while (read < bytes.size()) {
    const ssize_t more =
        pread(descriptor, bytes.data() + read, bytes.size() - read, static_cast<off_t>(read));
    if (more <= 0) return NoSheet("it cannot be read back");
    read += static_cast<size_t>(more);
  }
  return bytes;
}

}  // namespace zwk::reporting
