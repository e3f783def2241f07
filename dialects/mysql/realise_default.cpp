// Defaults, as the type of the column here takes them.
#include <algorithm>

#include "plumb/core/base/text.h"
#include "plumb/core/realise/literals.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/realise.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

using Kind = LogicalType::Kind;
using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

bool is_now(const Node& node) { return node.kind == NodeKind::Call && node.text == "now"; }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char folded = lower(c);
  return folded >= 'a' && folded <= 'f' ? folded - 'a' + 10 : -1;
}

/// '\x6869', PostgreSQL's own text of bytes.
Node bytes_of(const std::string& text) {
  if (!text.starts_with("\\x")) return realise::blob_of(text);
  for (char c : text.substr(2))
    if (hex_digit(c) < 0) return realise::blob_of(text);
  return neutral::make(NodeKind::Blob, upper(text.substr(2)));
}

/// Elements that are literals, as one JSON text; nothing where one is not.
std::optional<std::string> list_of(const Node& array, const LogicalType& type) {
  std::string text = "{";
  for (const Node& item : array.kids) {
    if (item.kind != NodeKind::String && item.kind != NodeKind::Number && item.kind != NodeKind::Null) return {};
    if (item.text.find_first_of(",{}\"\\") != std::string::npos) return {};
    if (text.size() > 1) text += ",";
    text += item.kind == NodeKind::Null ? "null" : item.text;
  }
  return realise::json_list(text + "}", type);
}

bool fit_moment(Node& node, std::string& why) {
  if (mysql::fit_moment(node)) return true;
  why = "there is no such time: `" + node.text + "`";
  return false;
}

/// An instant is one of 1970-01-01 00:00:01 to 2038-01-19 03:14:07 here; the one before stands for "never" in
/// production.
bool fit_instant(Node& node, std::string& why) {
  if (!fit_moment(node, why)) return false;
  std::string& text = node.text;
  const bool midnight = text.size() <= 10 || text.find_first_of("123456789", 10) == std::string::npos;
  if (text.starts_with("1970-01-01") && midnight) text = "1970-01-01 00:00:01";
  if (text < "1970-01-01 00:00:01" || text.substr(0, 10) > "2038-01-19")
    why = "a timestamp has no such time: `" + text + "`";
  return why.empty();
}

/// A literal as a column of the type keeps it. False, and why not, where there is none.
bool fit(Node& node, const LogicalType& type, const Column& column, std::string& why) {
  const bool text = node.kind == NodeKind::String;
  const std::string digits = column.type.args.empty() ? "" : column.type.args[0];
  switch (type.kind) {
    case Kind::Boolean: realise::make_boolean(node); return true;
    case Kind::Integer:
    case Kind::Decimal:
    case Kind::Float:
    case Kind::Money:
      if (text && realise::looks_like_number(node.text)) {
        node = realise::number_of(node.text);
      } else if (text) {
        why = "there is no such number: `" + node.text + "`";
        return false;
      }
      return true;
    case Kind::Json:
      if (text && type.user_type.name == "hstore") {
        if (!trim(node.text).empty()) why = "hstore's notation is no JSON";
        node.text = "{}";
      }
      return why.empty();
    case Kind::Array:
      if (node.kind == NodeKind::Array)
        if (auto list = list_of(node, type)) node = neutral::string(*list);
      if (node.kind == NodeKind::String) {
        node.text = realise::json_list(node.text, type);
        if (!node.text.starts_with("[")) why = "PostgreSQL's notation of such a list is no JSON";
      }
      return why.empty();
    case Kind::Bits:
      if (text && base_name(column.type) == "bit") node.kind = NodeKind::Bits;
      if (node.kind == NodeKind::Bits && base_name(column.type) != "bit") node.kind = NodeKind::String;
      return true;
    case Kind::Bytes:
      if (text) node = bytes_of(node.text);
      return true;
    case Kind::Timestamp:
      // Its own precision, or the server refuses.
      if (is_now(node))
        node = neutral::call("now", digits.empty() ? std::vector<Node>{} : std::vector{neutral::number(digits)});
      return !text || (type.with_zone ? fit_instant(node, why) : fit_moment(node, why));
    case Kind::Date:
      if (is_now(node)) node = neutral::call("current_date");
      return !text || fit_moment(node, why);
    case Kind::Time:
      if (is_now(node) || (node.kind == NodeKind::Call && node.text == "current_time"))
        node =
            neutral::call("current_time", digits.empty() ? std::vector<Node>{} : std::vector{neutral::number(digits)});
      return true;
    case Kind::Vector:
    case Kind::Geometry: why = "such a literal has no equivalent"; return !text;
    default: return true;
  }
}

/// A JSON text as calls, where a literal is not taken: {"a": [1]} is json_object('a', json_array(1)).
class JsonCalls {
 public:
  explicit JsonCalls(std::string_view text) : text_(text) {}
  std::optional<Node> run() {
    auto out = value();
    blanks();
    return at_ == text_.size() ? std::move(out) : std::nullopt;
  }

 private:
  void blanks() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != std::string_view::npos) ++at_;
  }
  bool take(char c) {
    blanks();
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }
  std::optional<Node> string() {
    if (!take('"')) return std::nullopt;
    const std::size_t end = text_.find('"', at_);
    const std::string_view inside = text_.substr(at_, end == std::string_view::npos ? end : end - at_);
    if (end == std::string_view::npos || inside.find('\\') != std::string_view::npos) return std::nullopt;
    at_ = end + 1;
    return neutral::string(inside);
  }
  std::optional<Node> items(char close, bool keyed) {
    Node out = neutral::call(keyed ? "json_object" : "json_array");
    if (take(close)) return out;
    do {
      if (keyed) {
        auto key = string();
        if (!key || !take(':')) return std::nullopt;
        out.kids.push_back(std::move(*key));
      }
      auto item = value();
      if (!item) return std::nullopt;
      out.kids.push_back(std::move(*item));
    } while (take(','));
    return take(close) ? std::optional(std::move(out)) : std::nullopt;
  }
  std::optional<Node> value() {
    blanks();
    if (take('{')) return items('}', true);
    if (take('[')) return items(']', false);
    if (at_ < text_.size() && text_[at_] == '"') return string();
    const std::size_t end = std::min(text_.find_first_of(" \t\r\n,]}", at_), text_.size());
    const std::string_view word = text_.substr(at_, end - at_);
    at_ = end;
    if (word == "null") return neutral::make(NodeKind::Null, "");
    if (word == "true" || word == "false") return neutral::make(word == "true" ? NodeKind::True : NodeKind::False, "");
    if (!realise::looks_like_number(word)) return std::nullopt;
    return realise::number_of(word);
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool is_lob(const Column& column) {
  const std::string_view name = base_name(column.type);
  return name.ends_with("text") || name.ends_with("blob") || name == "json" || name == "geometry" || name == "vector";
}

/// TiDB's list. Behind it nothing may stand, and nothing in front.
bool is_taken(const Node& node) {
  static constexpr std::string_view kTaken[] = {"curdate", "json_array", "json_object", "now", "rand", "uuid"};
  return node.kind == NodeKind::Call && std::find(std::begin(kTaken), std::end(kTaken), node.text) != std::end(kTaken);
}

Expr as_it_is(const Node& node) { return expression_of(node); }

Expr in_parentheses(const Node& node) {
  Expr out = expression_of(node);
  out.written = "(" + out.written + ")";
  out.canonical = out.written;
  return out;
}

}  // namespace

bool fit_moment(Node& literal) {
  std::string& text = literal.text;
  for (std::string_view zone : {"+00:00", "+00", "Z", " UTC"})
    if (text.size() > 10 && text.ends_with(zone)) {
      text.resize(text.size() - zone.size());
      break;
    }
  return text.size() >= 8 && text[0] >= '0' && text[0] <= '9' &&
         text.find_first_not_of("0123456789-:. T") == std::string::npos;
}

std::optional<Expr> realise_default(Realising& r, const Table& from, const Expr& value, const LogicalType& type,
                                    const Column& column, std::string& why) {
  Node node = r.work.written_in.neutral(value);
  if (node.kind == NodeKind::Null) return std::nullopt;
  const std::string was = node.text;
  const bool moment = type.kind == Kind::Timestamp || type.kind == Kind::Date || type.kind == Kind::Time;
  if (moment && node.kind == NodeKind::String && node.text == "now") node = neutral::call("now");
  if (!fit(node, type, column, why)) return std::nullopt;
  if (type.kind == Kind::Timestamp && type.with_zone && node.text == "1970-01-01 00:00:01" && node.text != was)
    r.work.left_out.differs("a timestamp begins one second after the epoch, and so does the default",
                            r.said(from, column.name));
  const realise::Place place{&r.work, nullptr, true, nullptr};
  auto made = to_mysql(std::move(node), place, r.can, why);
  if (!made) return std::nullopt;
  if (is_now(*made) && values_of(column.type) == Values::Timestamp) {
    Expr out;
    out.written = "CURRENT_TIMESTAMP";
    if (!column.type.args.empty()) out.written += "(" + column.type.args[0] + ")";
    out.canonical = out.written;
    return out;
  }
  const bool literal = realise::is_literal(*made);
  if (literal && (!is_lob(column) || r.can.lob_literals)) return as_it_is(*made);
  if (r.can.expression_defaults) return in_parentheses(*made);
  if (r.can.few_default_calls && literal && base_name(column.type) == "json" && made->kind == NodeKind::String) {
    auto calls = JsonCalls(made->text).run();
    if (calls && calls->kind == NodeKind::Call) made = std::move(calls);
  }
  if (r.can.few_default_calls && is_taken(*made)) return in_parentheses(*made);
  why = std::string(r.can.server) + " takes no such default";
  return std::nullopt;
}

}  // namespace plumb::mysql
