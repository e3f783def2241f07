#include "plumb/dialects/mysql/neutral.h"

#include <array>
#include <string>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/dialects/mysql/syntax.h"

namespace plumb::mysql {
namespace {

using sql::Node;
using sql::NodeKind;
namespace neutral = sql::neutral;

struct Same {
  std::string_view from, to;
};
constexpr std::array kSame = {
    Same{"curdate", "current_date"},
    Same{"utc_date", "current_date"},
    Same{"uuid", "uuid_v1"},
    Same{"from_unixtime", "from_epoch"},
    Same{"concat", "concat_strict"},
    Same{"char_length", "length"},
    Same{"length", "octet_length"},
    Same{"ascii", "code_of_char"},
    Same{"pow", "power"},
    Same{"ceiling", "ceil"},
    Same{"rand", "random"},
    Same{"greatest", "greatest_strict"},
    Same{"least", "least_strict"},
    Same{"ifnull", "coalesce"},
    Same{"datediff", "date_diff_days"},
    Same{"user", "current_user"},
    Same{"json_length", "json_array_length"},
    Same{"log", "ln"},
};

// Functions of the same name and meaning, and how many arguments they may have to be so.
struct Shared {
  std::string_view name;
  std::size_t least, most;
};
constexpr std::size_t kAny = 1000;
constexpr std::array kShared = {
    Shared{"lower", 1, 1},         Shared{"upper", 1, 1},
    Shared{"trim", 1, 1},          Shared{"ltrim", 1, 1},
    Shared{"rtrim", 1, 1},         Shared{"left", 2, 2},
    Shared{"right", 2, 2},         Shared{"replace", 3, 3},
    Shared{"reverse", 1, 1},       Shared{"repeat", 2, 2},
    Shared{"lpad", 3, 3},          Shared{"substr", 2, 3},
    Shared{"concat_ws", 2, kAny},  Shared{"hex", 1, 1},
    Shared{"md5", 1, 1},           Shared{"abs", 1, 1},
    Shared{"sign", 1, 1},          Shared{"sqrt", 1, 1},
    Shared{"exp", 1, 1},           Shared{"ln", 1, 1},
    Shared{"floor", 1, 1},         Shared{"round", 1, 2},
    Shared{"coalesce", 1, kAny},   Shared{"nullif", 2, 2},
    Shared{"json_extract", 2, 2},  Shared{"json_object", 0, kAny},
    Shared{"json_array", 0, kAny}, Shared{"json_valid", 1, 1},
    Shared{"json_contains", 2, 2}, Shared{"count", 1, 1},
    Shared{"sum", 1, 1},           Shared{"avg", 1, 1},
    Shared{"min", 1, 1},           Shared{"max", 1, 1},
    Shared{"row_number", 0, 0},    Shared{"rank", 0, 0},
    Shared{"dense_rank", 0, 0},    Shared{"lag", 1, 3},
    Shared{"lead", 1, 3},          Shared{"first_value", 1, 1},
    Shared{"last_value", 1, 1},    Shared{"ntile", 1, 1},
};

constexpr std::array kParts = {Same{"year", "year"},       Same{"month", "month"},   Same{"dayofmonth", "day"},
                               Same{"hour", "hour"},       Same{"minute", "minute"}, Same{"second", "second"},
                               Same{"quarter", "quarter"}, Same{"dayofyear", "doy"}};

Node outside(const Node& call) {
  return neutral::outside(sql::print(call, syntax()), "`" + call.text + "` has no equivalent");
}

std::size_t arguments(const Node& call) {
  std::size_t n = 0;
  for (const Node& kid : call.kids) n += kid.kind != NodeKind::Clause;
  return n;
}

// IF(a, b, c) → CASE WHEN a THEN b ELSE c END
void convert_if(Node& call) {
  Node when = neutral::make(NodeKind::When, "");
  when.kids.push_back(std::move(call.kids[0]));
  when.kids.push_back(std::move(call.kids[1]));
  Node otherwise = neutral::make(NodeKind::Else, "");
  otherwise.kids.push_back(std::move(call.kids[2]));
  Node out = neutral::make(NodeKind::Case, "");
  out.kids.push_back(std::move(when));
  out.kids.push_back(std::move(otherwise));
  call = std::move(out);
}

// GROUP_CONCAT(x ORDER BY y SEPARATOR ',') → string_agg(x, ',' …)
void convert_group_concat(Node& call) {
  Node separator = neutral::string(",");
  for (std::size_t i = 0; i < call.kids.size(); ++i)
    if (call.kids[i].kind == NodeKind::Clause && call.kids[i].text == "SEPARATOR") {
      separator = std::move(call.kids[i].kids.at(0));
      call.kids.erase(call.kids.begin() + static_cast<std::ptrdiff_t>(i));
      break;
    }
  if (arguments(call) != 1) {
    call = outside(call);
    return;
  }
  call.text = "string_agg";
  call.kids.insert(call.kids.begin() + 1, std::move(separator));
}

Node extract(std::string_view unit, Node from) {
  std::vector<Node> kids;
  kids.push_back(neutral::string(unit));
  kids.push_back(std::move(from));
  return neutral::call("extract", std::move(kids));
}

// Calls that take more than another name; true where it was one.
bool convert_special(Node& call) {
  const std::string name = call.text;
  const std::size_t n = arguments(call);
  if ((name == "now" || name == "utc_timestamp" || name == "sysdate") && n <= 1) {
    call.text = "now";
    if (n == 0) call.kids.push_back(neutral::number("0"));
  } else if ((name == "curtime" || name == "utc_time") && n <= 1) {
    call.text = "current_time";
    if (n == 0) call.kids.push_back(neutral::number("0"));
  } else if (name == "unix_timestamp" && n <= 1) {
    call.text = "epoch";
    if (n == 0) call.kids.push_back(neutral::call("now", {neutral::number("0")}));
  } else if (name == "if" && n == 3) {
    convert_if(call);
  } else if (name == "group_concat") {
    convert_group_concat(call);
  } else if (name == "locate" && n == 2) {
    call.text = "position";
  } else if (name == "char" && n == 1 && call.kids.size() == 1) {
    call.text = "char_from_code";
  } else if (name == "json_unquote" && n == 1 && call.kids[0].kind == NodeKind::Call &&
             call.kids[0].text == "json_extract") {
    Node inner = std::move(call.kids[0]);
    inner.text = "json_extract_text";
    call = std::move(inner);
  } else if (name == "dayofweek" && n == 1) {  // 1 is Sunday here, 0 is everywhere else
    std::vector<Node> sum;
    sum.push_back(extract("dow", std::move(call.kids[0])));
    sum.push_back(neutral::number("1"));
    call = neutral::make(NodeKind::Binary, "+", std::move(sum));
  } else {
    for (const Same& part : kParts)
      if (name == part.from && n == 1) {
        Node from = std::move(call.kids[0]);
        call = extract(part.to, std::move(from));
        return true;
      }
    return false;
  }
  return true;
}

}  // namespace

bool convert_before_arguments(Node& call) {
  if (call.text != "extract" || call.kids.size() != 2 || call.kids[0].kind != NodeKind::Keyword ||
      call.kids[1].kids.size() != 1)
    return false;
  if (call.kids[0].text.find('_') != std::string::npos) {
    call = outside(call);
    return true;
  }
  // Its own arguments are converted by the caller, by way of the call that it becomes.
  std::string unit = lower(call.kids[0].text);
  Node from = std::move(call.kids[1].kids[0]);
  call = extract(unit, std::move(from));
  return false;
}

void convert_call(Node& call) {
  if (call.text == "extract" && call.kids.size() == 2 && call.kids[0].kind == NodeKind::String) return;
  if (convert_special(call)) return;
  for (const Same& same : kSame)
    if (call.text == same.from) {
      if (same.from == "log" && arguments(call) != 1) break;
      call.text = same.to;
      return;
    }
  for (const Shared& shared : kShared)
    if (call.text == shared.name && arguments(call) >= shared.least && arguments(call) <= shared.most) return;
  call = outside(call);
}

}  // namespace plumb::mysql
