#include "plumb/core/base/diagnostics.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <utility>

#include "plumb/core/base/text.h"

namespace plumb {
namespace {

constexpr std::size_t kShown = 110;  // bytes of a source line that are shown around the caret

std::string_view line_at(std::string_view text, std::uint32_t line) {
  std::size_t at = 0;
  for (std::uint32_t n = 1; n < line; ++n) {
    at = text.find('\n', at);
    if (at == std::string_view::npos) return {};
    ++at;
  }
  std::size_t end = text.find('\n', at);
  if (end == std::string_view::npos) end = text.size();
  std::string_view found = text.substr(at, end - at);
  if (!found.empty() && found.back() == '\r') found.remove_suffix(1);
  return found;
}

std::string_view word(Severity s) {
  switch (s) {
    case Severity::Note: return "note";
    case Severity::Warning: return "warning";
    case Severity::Error: return "error";
  }
  return "error";
}

}  // namespace

std::uint32_t Diagnostics::add_source(std::string name, std::string text) {
  static std::atomic<std::uint32_t> last{0};
  const std::uint32_t number = ++last;
  sources_.emplace(number, SourceText{std::move(name), std::move(text)});
  return number;
}

const SourceText* Diagnostics::source(std::uint32_t file) const {
  const auto found = sources_.find(file);
  return found == sources_.end() ? nullptr : &found->second;
}

void Diagnostics::add(Diagnostic d) {
  if (d.severity == Severity::Error) ++errors_;
  all_.push_back(std::move(d));
}

void Diagnostics::error(std::string rule, std::string message, Origin origin, std::uint32_t length) {
  add({Severity::Error, std::move(rule), std::move(message), {}, origin, length});
}
void Diagnostics::warning(std::string rule, std::string message, Origin origin, std::uint32_t length) {
  add({Severity::Warning, std::move(rule), std::move(message), {}, origin, length});
}
void Diagnostics::note(std::string rule, std::string message, Origin origin, std::uint32_t length) {
  add({Severity::Note, std::move(rule), std::move(message), {}, origin, length});
}

void Diagnostics::absorb(Diagnostics other) {
  sources_.merge(other.sources_);
  for (Diagnostic& d : other.all_) add(std::move(d));
}

std::string Diagnostics::render(const Diagnostic& d) const {
  std::string out;
  const SourceText* from = source(d.origin.file);
  if (from && d.origin.line) {
    out = fmt::format("{}:{}:{}: ", from->name, d.origin.line, d.origin.column);
  } else if (from) {
    out = from->name + ": ";
  }
  out += fmt::format("{}: {} [{}]\n", word(d.severity), d.message, d.rule);
  if (!from || !d.origin.line) return out;

  std::string_view line = line_at(from->text, d.origin.line);
  std::size_t caret = std::min<std::size_t>(d.origin.column ? d.origin.column - 1 : 0, line.size());
  std::size_t begin = caret > kShown * 2 / 3 ? caret - kShown * 2 / 3 : 0;
  while (begin > 0 && (static_cast<unsigned char>(line[begin]) & 0xC0) == 0x80) --begin;
  std::string before = visible(line.substr(begin, caret - begin));
  std::string after = visible(line.substr(caret, begin + kShown > caret ? begin + kShown - caret : 0));
  const std::string lead = begin ? "…" : "";
  out += fmt::format("  {} | {}{}{}\n", d.origin.line, lead, before, after);
  std::size_t width = display_width(lead) + display_width(before);
  std::size_t marks = std::clamp<std::size_t>(d.length, 1, std::max<std::size_t>(1, line.size() - caret));
  marks = std::min<std::size_t>(marks, kShown);
  out += fmt::format("  {} | {}{}\n", std::string(std::to_string(d.origin.line).size(), ' '), std::string(width, ' '),
                     "^" + std::string(marks - 1, '~'));
  return out;
}

std::string Diagnostics::render() const {
  std::string out;
  for (const Diagnostic& d : all_) out += render(d);
  return out;
}

}  // namespace plumb
