// What becomes of the values of a column that is modified.
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/dialects/mysql/charsets.h"
#include "plumb/dialects/mysql/render/steps.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

struct Range {
  std::string_view name, low, high, unsigned_high;
  int digits;
};
constexpr std::array kRanges = {
    Range{"tinyint", "-128", "127", "255", 3},
    Range{"smallint", "-32768", "32767", "65535", 5},
    Range{"mediumint", "-8388608", "8388607", "16777215", 8},
    Range{"int", "-2147483648", "2147483647", "4294967295", 10},
    Range{"bigint", "-9223372036854775808", "9223372036854775807", "18446744073709551615", 20},
};
const Range* range_of(const Type& type) {
  const std::string_view name = base_name(type);
  const auto at = std::find_if(kRanges.begin(), kRanges.end(), [&](const Range& r) { return r.name == name; });
  return at == kRanges.end() ? nullptr : &*at;
}
bool is_unsigned(const Type& type) { return has_word(type, "unsigned"); }

long long number(const Type& type, std::size_t i, long long otherwise) {
  return type.args.size() > i ? std::atoll(type.args[i].c_str()) : otherwise;
}
bool is_lob(const Type& type) {
  const std::string_view name = base_name(type);
  return name.ends_with("text") || name.ends_with("blob") || name == "json" || values_of(type) == Values::Other;
}
// In bytes where there is no charset, else in bytes of it.
long long lob_bytes(std::string_view name) {
  if (name.starts_with("tiny")) return 255;
  if (name.starts_with("medium")) return 16777215;
  if (name.starts_with("long") || name == "json") return 4294967295;
  return 65535;
}

class Fit {
 public:
  Fit(const Column& from, const Column& to, const Work& work)
      : from_(from),
        to_(to),
        work_(work),
        a_(values_of(from.type)),
        b_(values_of(to.type)),
        name_(work.quoted(from.name)) {}

  void run(Conversion& out) {
    out_ = &out;
    if (a_ == b_ && same_kind()) return;
    if (holds_text(to_.type) && b_ != Values::Enum && b_ != Values::Set) return to_text();
    if (a_ == Values::Text) return from_text();
    if (numeric(a_) && numeric(b_)) return to_number();
    if (temporal(a_) && temporal(b_)) return to_moment();
    if (b_ == Values::Bytes) return to_bytes();
    out_->may_fail = true;
  }

 private:
  static bool numeric(Values v) {
    return v == Values::Integer || v == Values::Decimal || v == Values::Float || v == Values::Double;
  }
  static bool temporal(Values v) { return v == Values::Date || v == Values::Time || v == Values::Timestamp; }

  void fails_where(std::string condition, std::string problem) {
    out_->may_fail = true;
    out_->condition = std::move(condition);
    out_->problem = std::move(problem);
  }

  bool same_kind() {
    switch (a_) {
      case Values::Integer:
      case Values::Decimal:
      case Values::Float:
      case Values::Double: return to_number(), true;
      case Values::Enum:
      case Values::Set: return labels(), true;
      case Values::Text: return to_text(), true;
      case Values::Bytes: return to_bytes(), true;
      case Values::Date:
      case Values::Time:
      case Values::Timestamp: return to_moment(), true;
      case Values::Bits: out_->may_fail = number(to_.type, 0, 1) < number(from_.type, 0, 1); return true;
      case Values::Year:
      case Values::Json: return true;
      case Values::Other: return from_.type == to_.type;
    }
    return false;
  }

  std::string quoted_labels(const std::vector<std::string>& labels) const {
    std::string out;
    for (const std::string& l : labels) out += (out.empty() ? "" : ", ") + sql::quote_string(l, work_.syntax());
    return out;
  }

  void labels() {
    std::vector<std::string> gone;
    for (const std::string& l : from_.type.args)
      if (std::find(to_.type.args.begin(), to_.type.args.end(), l) == to_.type.args.end()) gone.push_back(l);
    if (gone.empty()) return;
    std::string condition;
    if (a_ == Values::Enum)
      condition = fmt::format("{} IN ({})", name_, quoted_labels(gone));
    else
      for (const std::string& l : gone)
        condition += fmt::format("{}FIND_IN_SET({}, {}) > 0", condition.empty() ? "" : " OR ",
                                 sql::quote_string(l, work_.syntax()), name_);
    fails_where(std::move(condition), "use what it loses: " + quoted_labels(gone));
  }

  // ---- numbers

  void to_number() {
    const bool fraction =
        (a_ == Values::Decimal && number(from_.type, 1, 0) > 0) || a_ == Values::Float || a_ == Values::Double;
    if (b_ == Values::Integer) {
      if (fraction) out_->loses = "what stands behind the point";
      return into_range();
    }
    if (b_ == Values::Decimal) return to_decimal(fraction);
    if (is_unsigned(to_.type) && !is_unsigned(from_.type)) fails_where(name_ + " < 0", "are below 0");
    const int bits = b_ == Values::Double || a_ == Values::Float ? 53 : 24;
    if (a_ == Values::Double ? b_ == Values::Float : a_ == Values::Decimal || integer_bits() > bits)
      out_->loses = "digits that a " + std::string(base_name(to_.type)) + " does not hold";
  }
  int integer_bits() const {
    if (a_ != Values::Integer) return 0;
    const std::string_view name = base_name(from_.type);
    return name == "bigint" ? 64 : name == "int" ? 32 : name == "mediumint" ? 24 : 16;
  }

  void into_range() {
    const Range &to = *range_of(to_.type), *from = range_of(from_.type);
    const std::string low(is_unsigned(to_.type) ? "0" : to.low);
    const std::string high(is_unsigned(to_.type) ? to.unsigned_high : to.high);
    if (from) {
      const bool was = is_unsigned(from_.type), is = is_unsigned(to_.type);
      if (was == is ? to.digits >= from->digits : was && to.digits > from->digits) return;
    }
    fails_where(fmt::format("{} NOT BETWEEN {} AND {}", name_, low, high),
                fmt::format("are not between {} and {}", low, high));
  }

  void to_decimal(bool fraction) {
    const long long scale = number(to_.type, 1, 0), whole = number(to_.type, 0, 10) - scale;
    if (fraction && (a_ != Values::Decimal || number(from_.type, 1, 0) > scale))
      out_->loses = "what stands behind the point" + (scale ? fmt::format(" from place {} on", scale + 1) : "");
    if (is_unsigned(to_.type) && !is_unsigned(from_.type)) return fails_where(name_ + " < 0", "are below 0");
    const Range* integer = range_of(from_.type);
    const long long had = a_ == Values::Decimal ? number(from_.type, 0, 10) - number(from_.type, 1, 0)
                          : integer             ? integer->digits
                                                : 400;
    if (had <= whole) return;
    fails_where(fmt::format("ABS({}) >= 1{}", name_, std::string(static_cast<std::size_t>(whole), '0')),
                fmt::format("have more than {} digits before the point", whole));
  }

  // ---- moments

  void to_moment() {
    const std::string_view from = base_name(from_.type), to = base_name(to_.type);
    if (number(from_.type, 0, 0) > number(to_.type, 0, 0) && to != "date") out_->loses = "fractions of a second";
    if (from == to) return;
    if (to == "date" && a_ == Values::Timestamp) out_->loses = "the time of day";
    if (to == "time") out_->loses = "the day";
    if (a_ == Values::Time) out_->loses = "its meaning: it becomes a time of today";
    if (to == "timestamp")
      fails_where(fmt::format("{0} < '1970-01-01 00:00:01' OR {0} > '2038-01-19 03:14:07'", name_),
                  "are not between 1970 and 2038");
  }

  // ---- texts

  void to_text() {
    if (a_ == Values::Text) charset();
    const bool plain = a_ == Values::Text || a_ == Values::Bytes;
    if (to_.type.name == "char" && from_.type.name != "char" && a_ == Values::Text) out_->loses = "blanks at the end";
    if (a_ == Values::Bytes) out_->may_fail = true;  // they may be no text of the charset
    if (is_lob(to_.type)) {
      const long long most = lob_bytes(to_.type.name);
      if (plain && text_bytes(from_) > most)
        fails_where(fmt::format("OCTET_LENGTH({}) > {}", name_, most), fmt::format("are longer than {} bytes", most));
      return;
    }
    const long long most = number(to_.type, 0, 1);
    if (characters(from_) <= most) return;
    fails_where(fmt::format("CHAR_LENGTH({}) > {}", name_, most),
                fmt::format("are longer than {} {}", most, most == 1 ? "character" : "characters"));
  }

  long long text_bytes(const Column& c) const {
    if (is_lob(c.type)) return lob_bytes(base_name(c.type));
    const int each = holds_text(c.type) ? bytes_per_character(charset_of(c.collation)) : 1;
    return number(c.type, 0, 1) * each;
  }
  // The most that a value has when it is written as text.
  long long characters(const Column& c) const {
    if (const Range* r = range_of(c.type)) return std::max<long long>(r->digits + 1, number(c.type, 0, 0));
    switch (values_of(c.type)) {
      case Values::Decimal: return number(c.type, 0, 10) + 2;
      case Values::Float: return 14;
      case Values::Double: return 24;
      case Values::Date: return 10;
      case Values::Time: return 17;
      case Values::Timestamp: return 19 + (number(c.type, 0, 0) ? 1 + number(c.type, 0, 0) : 0);
      case Values::Year: return 4;
      case Values::Enum:
      case Values::Set: {
        std::size_t longest = 0, all = 0;
        for (const std::string& l : c.type.args) {
          longest = std::max(longest, l.size());
          all += l.size() + 1;
        }
        return static_cast<long long>(values_of(c.type) == Values::Enum ? longest : all);
      }
      default: break;
    }
    return is_lob(c.type) ? lob_bytes(base_name(c.type)) : number(c.type, 0, 1);
  }

  void charset() {
    const std::string from = charset_of(from_.collation), to = charset_of(to_.collation);
    const bool wider = from == to || from == "ascii" || to == "utf8mb4" || to == "utf16" || to == "utf32" ||
                       (to.starts_with("utf8") && (from.starts_with("utf8mb3") || from == "utf8" || from == "latin1"));
    if (wider) return;
    fails_where(fmt::format("CONVERT(CONVERT({0} USING {1}) USING {2}) <> CONVERT({0} USING {2}) COLLATE {2}_bin",
                            name_, to, "utf8mb4"),
                "hold characters that " + to + " does not have");
  }

  void from_text() {
    if (b_ == Values::Enum)
      return fails_where(fmt::format("{} NOT IN ({})", name_, quoted_labels(to_.type.args)), "are none of its labels");
    if (b_ == Values::Json) return fails_where(fmt::format("NOT JSON_VALID({})", name_), "are no JSON");
    if (b_ == Values::Integer)
      return fails_where(fmt::format("{} NOT REGEXP '^[-+]?[0-9]+$'", name_), "are no whole numbers");
    if (b_ == Values::Decimal || b_ == Values::Float || b_ == Values::Double)
      return fails_where(fmt::format("{} NOT REGEXP '^[-+]?[0-9]*[.]?[0-9]+([eE][-+]?[0-9]+)?$'", name_),
                         "are no numbers");
    if (b_ == Values::Bytes) return to_bytes();
    out_->may_fail = true;
  }

  void to_bytes() {
    const long long most = is_lob(to_.type) ? lob_bytes(base_name(to_.type)) : number(to_.type, 0, 1);
    if (base_name(to_.type) == "binary" && !(from_.type == to_.type)) out_->loses = "its length: zeros fill it up";
    if (a_ != Values::Text && a_ != Values::Bytes) {
      out_->may_fail = true;
      return;
    }
    if (text_bytes(from_) > most)
      fails_where(fmt::format("OCTET_LENGTH({}) > {}", name_, most), fmt::format("are longer than {} bytes", most));
  }

  const Column &from_, &to_;
  const Work& work_;
  Values a_, b_;
  std::string name_;
  Conversion* out_ = nullptr;
};

std::size_t label_bytes(const Type& type) {
  const std::size_t n = type.args.size();
  if (values_of(type) == Values::Enum) return n < 256 ? 1 : 2;
  return n <= 32 ? (n + 7) / 8 : 8;
}

// An index that holds the column is built anew where its order changes.
bool is_indexed(const Column& column, const Work& work, const QualifiedName& table) {
  const Table& t = *work.from().tables.find(table);
  const auto over = [&](const std::vector<IndexPart>& parts) { return speaks_of(parts, column.name, work.syntax()); };
  return (t.primary_key && over(t.primary_key->parts)) ||
         std::any_of(t.indexes.begin(), t.indexes.end(), [&](const Index& i) { return over(i.parts); });
}

bool is_mb3(const std::string& charset) { return charset == "utf8" || charset == "utf8mb3"; }

Act act_of_collation(const Column& from, const Column& to, const Work& work, const QualifiedName& table) {
  const std::string was = charset_of(from.collation), is = charset_of(to.collation);
  if (was != is && !(is_mb3(was) && is == "utf8mb4")) return Act::ChangeType;
  const bool across = (most_bytes(from.type, from.collation) < 256) != (most_bytes(to.type, to.collation) < 256);
  if (was != is && (across || from.type.name != "varchar")) return Act::ChangeType;
  const Values values = values_of(from.type);
  const bool indexed = is_indexed(from, work, table);
  if (values == Values::Enum || values == Values::Set)
    return indexed || was != is ? Act::ChangeType : Act::ChangeLabelCollation;
  return indexed ? Act::ChangeIndexedCollation : Act::ChangeCollation;
}

// What the change of the type is to the engine.
Act act_of(const Column& from, const Column& to, const Work& work, const QualifiedName& table) {
  const Values values = values_of(from.type);
  const bool labels = values == Values::Enum || values == Values::Set;
  if (from.type == to.type) return act_of_collation(from, to, work, table);
  if (from.collation != to.collation || values != values_of(to.type)) return Act::ChangeType;
  if (labels) {
    const auto &was = from.type.args, &is = to.type.args;
    const bool appended = was.size() <= is.size() && std::equal(was.begin(), was.end(), is.begin());
    return appended && label_bytes(from.type) == label_bytes(to.type) ? Act::AppendLabel : Act::ChangeType;
  }
  const std::string_view name = base_name(from.type);
  if (name != base_name(to.type) || (name != "varchar" && name != "varbinary")) return Act::ChangeType;
  const long long was = most_bytes(from.type, from.collation), is = most_bytes(to.type, to.collation);
  if (was > is) return Act::ChangeType;
  if ((was < 256) == (is < 256)) return Act::Widen;
  return was < 128 ? Act::WidenFromShort : Act::WidenAcross;
}

}  // namespace

long long most_bytes(const Type& type, std::string_view collation) {
  const std::string_view name = base_name(type);
  if (name.ends_with("text") || name.ends_with("blob") || name == "json") return -1;
  if (holds_text(type) && values_of(type) == Values::Text)
    return number(type, 0, 1) * bytes_per_character(charset_of(collation));
  switch (values_of(type)) {
    case Values::Bytes: return number(type, 0, 1);
    case Values::Integer:
      return name == "tinyint" ? 1 : name == "smallint" ? 2 : name == "mediumint" ? 3 : name == "int" ? 4 : 8;
    case Values::Decimal: {
      constexpr std::array kLeft = {0, 1, 1, 2, 2, 3, 3, 4, 4, 4};
      const long long scale = number(type, 1, 0), whole = number(type, 0, 10) - scale;
      return whole / 9 * 4 + kLeft[static_cast<std::size_t>(whole % 9)] + scale / 9 * 4 +
             kLeft[static_cast<std::size_t>(scale % 9)];
    }
    case Values::Float: return 4;
    case Values::Double: return 8;
    case Values::Bits: return (number(type, 0, 1) + 7) / 8;
    case Values::Enum:
    case Values::Set: return static_cast<long long>(label_bytes(type));
    case Values::Date:
    case Values::Time: return 3 + (number(type, 0, 0) + 1) / 2;
    case Values::Timestamp: return (name == "timestamp" ? 4 : 5) + (number(type, 0, 0) + 1) / 2;
    case Values::Year: return 1;
    default: return name == "uuid" || name == "inet6" ? 16 : name == "inet4" ? 4 : -1;
  }
}

Conversion conversion(const Column& from, const Column& to, const Work& work, const QualifiedName& table) {
  Conversion out;
  const auto counts = [](const Column& c) { return c.identity() != nullptr; };
  const MysqlColumn &was = extra_of<MysqlColumn>(from.extra), &is = extra_of<MysqlColumn>(to.extra);
  if (!(from.type == to.type) || from.collation != to.collation) {
    out.acts.push_back(act_of(from, to, work, table));
    if (!to.computed()) Fit(from, to, work).run(out);
  }
  if (from.nullable != to.nullable) out.acts.push_back(to.nullable ? Act::DropNotNull : Act::SetNotNull);
  if (counts(from) != counts(to)) out.acts.push_back(counts(to) ? Act::StartCounting : Act::StopCounting);
  const bool computed = from.computed() || to.computed();
  if (computed && !(from.fill == to.fill))
    out.acts.push_back(to.computed() && !to.computed()->stored ? Act::ChangeExpression : Act::ChangeStored);
  if (from.comment != to.comment) out.acts.push_back(Act::ChangeComment);
  if (was.invisible != is.invisible) out.acts.push_back(Act::ChangeVisibility);
  MysqlColumn same = is;
  same.invisible = was.invisible;
  same.on_update = was.on_update;
  if (!(same == was)) out.acts.push_back(Act::ChangeType);  // SRID, COLUMN_FORMAT, COMPRESSED, …
  if (out.acts.empty()) out.acts.push_back(Act::ChangeDefault);
  return out;
}

}  // namespace plumb::mysql
