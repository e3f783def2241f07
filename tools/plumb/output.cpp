#include "plumb/tools/plumb/output.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/db/url.h"

namespace plumb::cli {
namespace {

/// Everything but SQL passes here.
void put(std::FILE* stream, std::string_view text) {
  const std::string clean = redact(text);
  std::fwrite(clean.data(), 1, clean.size(), stream);
}

}  // namespace

void Output::choose_colours(bool forbidden) {
  const char* no_color = std::getenv("NO_COLOR");
  const char* terminal = std::getenv("TERM");
  const bool wanted = !forbidden && (no_color == nullptr || *no_color == '\0') &&
                      (terminal == nullptr || std::string_view(terminal) != "dumb");
  colour_out_ = wanted && isatty(STDOUT_FILENO) != 0;
  colour_err_ = wanted && isatty(STDERR_FILENO) != 0;
}

void Output::result(std::string_view text) {
  clear_progress();
  if (!json) put(stdout, text);
}

void Output::sql(std::string_view text) {
  clear_progress();
  if (!json) std::fwrite(text.data(), 1, text.size(), stdout);
}

void Output::note(std::string_view text) {
  clear_progress();
  if (!quiet) put(stderr, text);
}

void Output::error(std::string_view text) {
  clear_progress();
  put(stderr, text);
}

void Output::document(std::string_view text) {
  clear_progress();
  std::fwrite(text.data(), 1, text.size(), stdout);
}

void Output::progress(std::string_view text) {
  if (quiet || json || isatty(STDERR_FILENO) == 0) return;
  std::fputs("\r\033[K", stderr);
  put(stderr, visible(text));
  std::fflush(stderr);
  progress_shown_ = true;
}

void Output::clear_progress() {
  if (!progress_shown_) return;
  std::fputs("\r\033[K", stderr);
  progress_shown_ = false;
}

std::string Output::paint(Colour colour, std::string_view text, bool for_error_stream) const {
  if (!(for_error_stream ? colour_err_ : colour_out_)) return std::string(text);
  const char* code = "";
  switch (colour) {
    case Colour::None: return std::string(text);
    case Colour::Red: code = "31"; break;
    case Colour::Green: code = "32"; break;
    case Colour::Yellow: code = "33"; break;
    case Colour::Cyan: code = "36"; break;
    case Colour::Bold: code = "1"; break;
    case Colour::Dim: code = "2"; break;
  }
  return fmt::format("\033[{}m{}\033[0m", code, text);
}

bool Output::asks() const { return !json && isatty(STDIN_FILENO) != 0 && isatty(STDERR_FILENO) != 0; }

bool Output::confirm(std::string_view question) {
  error(question);
  std::fflush(stderr);
  char answer[16] = {};
  if (std::fgets(answer, sizeof answer, stdin) == nullptr) return false;
  return trim(answer) == "yes";
}

}  // namespace plumb::cli
