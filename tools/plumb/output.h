// What the user sees: results on standard output, everything else on standard error, secrets nowhere.
#pragma once

#include <string>
#include <string_view>

namespace plumb::cli {

enum class Colour { None, Red, Green, Yellow, Cyan, Bold, Dim };

class Output {
 public:
  bool quiet = false, verbose = false, json = false;

  /// Looks at the terminal, NO_COLOR and --no-color.
  void choose_colours(bool forbidden);
  /// The result. Nothing with --json: the document is the result.
  void result(std::string_view text);
  /// SQL as a result: to the letter, as another program will run it. A password in it is the schema's own.
  void sql(std::string_view text);
  /// For people, beside the result; not with --quiet.
  void note(std::string_view text);
  /// Whatever --quiet says.
  void error(std::string_view text);
  void detail(std::string_view text) {
    if (verbose) note(text);
  }
  /// The one document; whoever fills it redacts its messages.
  void document(std::string_view text);
  /// A line on a terminal that is overwritten by the next; nothing elsewhere.
  void progress(std::string_view text);

  std::string paint(Colour colour, std::string_view text, bool for_error_stream = true) const;
  bool asks() const;  ///< both ends of a conversation are a terminal
  /// Asks on standard error; true where the answer is `yes`.
  bool confirm(std::string_view question);

 private:
  void clear_progress();
  bool colour_out_ = false, colour_err_ = false, progress_shown_ = false;
};

}  // namespace plumb::cli
