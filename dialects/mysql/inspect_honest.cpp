// Whether we can say everything that the server says of an object: our own statement for it, against the server's,
// token by token.
#include <algorithm>
#include <map>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/lexer.h"
#include "plumb/dialects/mysql/inspect.h"

namespace plumb::mysql {
namespace {

// The two order the attributes of a column and the parts of a table each in their own way, put parentheses around
// expressions as they like, and one says what the other takes for granted: so it is the bag of words that is compared.
bool counts(std::string_view token) { return token != "(" && token != ")" && token != "," && token != "="; }

std::vector<std::string> words_of(std::string_view text, const Syntax& syntax) {
  std::vector<std::string> out;
  const sql::Statement statement = sql::tokens_of(text, syntax);
  const sql::Cursor at(text, statement, syntax);
  for (const sql::Token& token : statement.tokens) {
    if (token.kind == sql::Tok::End) break;
    std::string word;
    if (token.kind == sql::Tok::String)
      word = "'" + at.string_of(token) + "'";
    else if (token.kind == sql::Tok::Name)
      word = lower(at.name_of(token));
    else
      word = lower(at.text(token));
    if (!counts(word)) continue;
    out.push_back(std::move(word));
    // MariaDB and TiDB repeat it where the author said it.
    const std::size_t n = out.size();
    if (n >= 4 && out[n - 1] == "action" && out[n - 2] == "no" && out[n - 4] == "on") out.resize(n - 4);
  }
  return out;
}

std::map<std::string, int> bag_of(const std::vector<std::string>& words) {
  std::map<std::string, int> out;
  for (const std::string& word : words) ++out[word];
  return out;
}

std::string left_over(const std::vector<std::string>& order, std::map<std::string, int> more) {
  std::string out;
  for (const std::string& word : order) {
    auto at = more.find(word);
    if (at == more.end() || at->second <= 0) continue;
    --at->second;
    if (!out.empty()) out += ' ';
    out += word;
  }
  return out;
}

}  // namespace

Difference difference(std::string_view ours, std::string_view theirs, const Syntax& syntax) {
  std::vector<std::string> our_order, their_order;
  try {
    our_order = words_of(ours, syntax);
    their_order = words_of(theirs, syntax);
  } catch (const sql::SyntaxError& e) {
    return {std::string(), e.message};
  }
  std::map<std::string, int> our_bag = bag_of(our_order), their_bag = bag_of(their_order);
  for (auto& [word, count] : our_bag) {
    auto at = their_bag.find(word);
    if (at == their_bag.end()) continue;
    const int both = std::min(count, at->second);
    count -= both;
    at->second -= both;
  }
  our_bag.erase("null");  // a column may be NULL where nothing is said
  return {left_over(our_order, our_bag), left_over(their_order, their_bag)};
}

}  // namespace plumb::mysql
