// A migration file's sections: dbmate's markers, found at the start of a line.
#include <fmt/format.h>

#include "plumb/core/base/text.h"
#include "plumb/core/migrate/directory.h"

namespace plumb {
namespace {

struct Line {
  std::string_view text;
  std::uint32_t offset = 0, number = 0;
};

/// The words behind `-- migrate:` where the line is a marker.
std::optional<std::string_view> marker(std::string_view line) {
  if (!line.starts_with("--")) return std::nullopt;
  line = trim(line.substr(2));
  constexpr std::string_view word = "migrate:";
  if (!line.starts_with(word)) return std::nullopt;
  return line.substr(word.size());
}

class Finder {
 public:
  Finder(MigrationFile& file, Diagnostics& diagnostics) : file_(file), diagnostics_(diagnostics) {}

  void run() {
    const std::string_view text = file_.text;
    Line line;
    while (line.offset < text.size()) {
      const std::size_t end = std::min(text.find('\n', line.offset), text.size());
      line.text = text.substr(line.offset, end - line.offset);
      ++line.number;
      take(line, static_cast<std::uint32_t>(std::min(end + 1, text.size())));
      line.offset = static_cast<std::uint32_t>(std::min(end + 1, text.size()));
    }
    close(static_cast<std::uint32_t>(text.size()));
    if (!file_.up.present()) {
      error("migration-sections",
            "no `-- migrate:up` line: put one above the statements that the migration runs, and `-- migrate:down` "
            "above those that take them back",
            1);
    }
  }

 private:
  void take(const Line& line, std::uint32_t behind) {
    const auto words = marker(line.text);
    if (!words) {
      const std::string_view content = trim(line.text);
      if (open_ == nullptr && !before_ && !content.empty() && !content.starts_with("--")) {
        before_ = true;
        error("migration-sections", "text above `-- migrate:up` is never run: put it below", line.number);
      }
      return;
    }
    std::string_view rest = *words;
    const std::size_t end = std::min(rest.find_first_of(" \t\r"), rest.size());
    const std::string_view which = rest.substr(0, end);
    rest = trim(rest.substr(end));
    Section* section = which == "up" ? &file_.up : which == "down" ? &file_.down : nullptr;
    if (section == nullptr) {
      error("migration-sections", fmt::format("`migrate:{}` is neither `migrate:up` nor `migrate:down`", which),
            line.number);
      return;
    }
    if (section->present()) {
      error("migration-sections", fmt::format("a second `migrate:{}`: the first is on line {}", which, section->line),
            line.number);
      return;
    }
    close(line.offset);
    open_ = section;
    section->line = line.number;
    section->offset = behind;
    options(*section, rest, line.number);
  }

  void options(Section& section, std::string_view rest, std::uint32_t line) {
    while (!rest.empty()) {
      const std::size_t end = std::min(rest.find_first_of(" \t"), rest.size());
      const std::string_view option = rest.substr(0, end);
      rest = trim(rest.substr(end));
      if (option == "transaction:false") {
        section.transaction = false;
      } else if (option != "transaction:true") {
        error("migration-sections", fmt::format("unknown option `{}`: there is `transaction:false`", visible(option)),
              line);
      }
    }
  }

  void close(std::uint32_t at) {
    if (open_ != nullptr) open_->length = at - open_->offset;
    open_ = nullptr;
  }

  void error(std::string rule, std::string message, std::uint32_t line) {
    diagnostics_.error(std::move(rule), std::move(message), Origin{file_.source, line, 1});
  }

  MigrationFile& file_;
  Diagnostics& diagnostics_;
  Section* open_ = nullptr;
  bool before_ = false;
};

}  // namespace

void find_sections(MigrationFile& file, Diagnostics& diagnostics) { Finder(file, diagnostics).run(); }

}  // namespace plumb
