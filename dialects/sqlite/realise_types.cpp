// Types on SQLite. Tables are not STRICT: STRICT refuses a number such as 12.5 for an integer,
// which production accepts and rounds, and knows no NUMERIC. CHECKs say what production refuses.
#include "plumb/core/base/text.h"
#include "plumb/core/sql/expression.h"
#include "plumb/core/sql/neutral.h"
#include "plumb/core/sql/writer.h"
#include "plumb/dialects/sqlite/realise.h"
#include "plumb/dialects/sqlite/syntax.h"

namespace plumb::sqlite {
namespace {

using Kind = LogicalType::Kind;

std::string literal(std::string_view text) { return sql::quote_string(text, syntax()); }

std::string list(const std::vector<std::string>& labels) {
  std::string out;
  for (const std::string& label : labels) {
    if (!out.empty()) out += ", ";
    out += literal(label);
  }
  return out;
}

/// A text is greater than every number, so that the range alone refuses what is no number.
std::string integer_range(const std::string& c, int bits, bool is_unsigned) {
  switch (bits) {
    case 8: return c + (is_unsigned ? " BETWEEN 0 AND 255" : " BETWEEN -128 AND 127");
    case 16: return c + (is_unsigned ? " BETWEEN 0 AND 65535" : " BETWEEN -32768 AND 32767");
    case 24: return c + (is_unsigned ? " BETWEEN 0 AND 16777215" : " BETWEEN -8388608 AND 8388607");
    case 32: return c + (is_unsigned ? " BETWEEN 0 AND 4294967295" : " BETWEEN -2147483648 AND 2147483647");
    default:
      return c + (is_unsigned ? " BETWEEN 0 AND 18446744073709551615"
                              : " BETWEEN -9223372036854775808 AND 9223372036854775807");
  }
}

/// Production rounds to the scale first and then looks at the size: numeric(5, 2) takes 999.994 and
/// not 999.995. Beyond the 15 digits that a REAL holds exactly the limit is the next power of ten.
std::string decimal_range(const std::string& c, int precision, int scale) {
  std::string limit(static_cast<std::size_t>(precision), '9');
  if (precision < 15) {
    limit += '5';
    const int decimals = scale + 1;
    if (decimals <= 0)
      limit.append(static_cast<std::size_t>(-decimals), '0');
    else if (decimals < static_cast<int>(limit.size()))
      limit.insert(limit.size() - static_cast<std::size_t>(decimals), ".");
    else
      limit = "0." + std::string(static_cast<std::size_t>(decimals) - limit.size(), '0') + limit;
    return c + " > -" + limit + " AND " + c + " < " + limit;
  }
  limit = "1e" + std::to_string(precision - scale);
  return c + " BETWEEN -" + limit + " AND " + limit;
}

/// A text in the form of an ISO date must be one (no 30 February, no hour 25). Other spellings that
/// production reads (`Jan 8, 1999`, `20240115`) cannot be checked here and pass, as long as they
/// have a digit. Without a step SQLite 3.40 gives 30 February back as it is.
std::string moment(const std::string& c, bool with_time) {
  const std::string day = "substr(" + c + ", 1, 10)";
  std::string out = "CASE WHEN " + c + " GLOB '\?\?\?\?-\?\?-\?\?*' THEN date(" + day + ", '+0 days') IS " + day;
  if (with_time)
    out += " AND (substr(" + c + ", 11) NOT GLOB '\?\?\?:\?\?*' OR time(substr(" + c + ", 12, 5)) IS NOT NULL)";
  out += " ELSE " + c + " GLOB '*[0-9]*' OR " + c + " IN ('infinity', '-infinity') END";
  return out;
}

std::string time_of_day(const std::string& c, bool long_times) {
  return "CASE WHEN " + c + " GLOB '\?\?:\?\?*' THEN " +
         (long_times ? "substr(" + c + ", 4, 2) < '60'" : "time(substr(" + c + ", 1, 5)) IS NOT NULL") + " ELSE " + c +
         " GLOB '*[0-9]*' END";
}

/// The forms that PostgreSQL reads: any case, with or without hyphens and braces.
std::string uuid(const std::string& c) {
  const std::string digits = "replace(trim(" + c + ", '{}'), '-', '')";
  return "length(" + digits + ") = 32 AND " + digits + " NOT GLOB '*[^0-9a-fA-F]*'";
}

/// Every member of the list is a label: taken out one after another, nothing is left. Commas are
/// doubled, so that each member has two of its own.
std::string set_of(const std::string& c, const std::vector<std::string>& labels, bool ignore_case) {
  std::string rest = "replace(',' || " + (ignore_case ? "lower(" + c + ")" : c) + " || ',', ',', ',,')";
  for (const std::string& label : labels)
    rest = "replace(" + rest + ", " + literal("," + (ignore_case ? lower(label) : label) + ",") + ", '')";
  return c + " = '' OR " + rest + " = ',,'";
}

void bits(RealisedType& out, const std::string& c, const LogicalType& type, const TypeFacts& facts) {
  if (facts.bits_are_numbers) {
    out.type.name = "INTEGER";
    const int n = type.bits > 0 ? type.bits : 1;
    const unsigned long long most = n >= 64 ? ~0ULL : (1ULL << n) - 1;
    out.checks.push_back(c + " BETWEEN 0 AND " + std::to_string(most));
    return;
  }
  out.type.name = "TEXT";
  out.checks.push_back(c + " NOT GLOB '*[^01]*'");
  if (type.bits > 0)
    out.checks.push_back("length(" + c + ")" + (type.fixed ? " = " : " <= ") + std::to_string(type.bits));
}

void numbers(RealisedType& out, const std::string& c, const LogicalType& type) {
  if (type.kind == Kind::Float) {
    out.type.name = "REAL";
    out.checks.push_back("typeof(" + c + ") IN ('real', 'null')");
  } else if (type.precision > 0) {
    const int scale = type.scale == -1 ? 0 : type.scale;
    out.type.name = "NUMERIC";
    out.type.args = {std::to_string(type.precision), std::to_string(scale)};
    out.checks.push_back(decimal_range(c, type.precision, scale));
  } else {
    out.type.name = "NUMERIC";
    out.checks.push_back("typeof(" + c + ") IN ('integer', 'real', 'null')");
  }
  if (type.unsigned_) out.checks.push_back(c + " >= 0");
}

/// Blanks at the end that are too many are cut by production without a word.
void text(RealisedType& out, const std::string& c, const LogicalType& type) {
  out.type.name = "TEXT";
  if (type.ignore_case) out.collation = "NOCASE";
  if (type.length > 0) out.checks.push_back("length(rtrim(" + c + ")) <= " + std::to_string(type.length));
}

void bytes(RealisedType& out, const std::string& c, const LogicalType& type) {
  out.type.name = "BLOB";
  if (type.length > 0) out.checks.push_back("length(CAST(" + c + " AS BLOB)) <= " + std::to_string(type.length));
}

void labels(RealisedType& out, const std::string& c, const LogicalType& type) {
  out.type.name = "TEXT";
  if (type.ignore_case) out.collation = "NOCASE";
  if (type.kind == Kind::Enum)
    out.checks.push_back(c + " IN (" + list(type.labels) + ")");
  else
    out.checks.push_back(set_of(c, type.labels, type.ignore_case));
}

/// json_valid(NULL) is 0 in SQLite 3.40, so that NULL must be let through by name.
void documents(RealisedType& out, const std::string& c, const LogicalType& type, bool nullable) {
  out.type.name = "TEXT";
  std::string valid = "json_valid(" + c + ")";
  if (type.kind == Kind::Array) {
    // The server's own notation passes too: defaults and seeds are often written so.
    valid = c + " GLOB '{*}' OR " + valid + " AND json_type(" + c + ") = 'array'";
  } else if (type.kind == Kind::Vector) {
    valid += " AND json_type(" + c + ") = 'array'";
    if (type.length > 0) valid += " AND json_array_length(" + c + ") = " + std::to_string(type.length);
  }
  out.checks.push_back(nullable ? c + " IS NULL OR " + valid : std::move(valid));
}

}  // namespace

std::string quote(std::string_view name) { return sql::print(sql::neutral::make(sql::NodeKind::Name, name), syntax()); }

RealisedType realise_type(const LogicalType& type, std::string_view column, const TypeFacts& facts) {
  RealisedType out;
  const std::string c = quote(column);
  switch (type.kind) {
    case Kind::Boolean:
      out.type.name = "BOOLEAN";
      out.checks.push_back(facts.numeric_booleans ? integer_range(c, 8, type.unsigned_) : c + " IN (0, 1)");
      break;
    case Kind::Integer:
      out.type.name = "INTEGER";
      out.checks.push_back(integer_range(c, type.bits, type.unsigned_));
      break;
    case Kind::Decimal:
    case Kind::Float: numbers(out, c, type); break;
    case Kind::Text: text(out, c, type); break;
    case Kind::Bytes: bytes(out, c, type); break;
    case Kind::Enum:
    case Kind::Set: labels(out, c, type); break;
    case Kind::Json:
    case Kind::Array:
    case Kind::Vector: documents(out, c, type, facts.nullable); break;
    case Kind::Bits: bits(out, c, type, facts); break;
    case Kind::Uuid:
      out.type.name = "TEXT";
      out.collation = "NOCASE";  // production compares the value, not its spelling
      out.checks.push_back(uuid(c));
      break;
    case Kind::Date:
    case Kind::Timestamp:
      out.type.name = "TEXT";
      out.checks.push_back(moment(c, type.kind == Kind::Timestamp));
      break;
    case Kind::Time:
      out.type.name = "TEXT";
      out.checks.push_back(time_of_day(c, facts.long_times));
      break;
    case Kind::Year:
      out.type.name = "INTEGER";
      out.checks.push_back(c + " BETWEEN 0 AND 99 OR " + c + " BETWEEN 1901 AND 2155");
      break;
    case Kind::Geometry: out.type.name = "BLOB"; break;
    case Kind::Money: out.type.name = "NUMERIC"; break;
    case Kind::Unknown:
    case Kind::Interval:
    case Kind::Inet:
    case Kind::Xml:
    case Kind::TextSearch:
    case Kind::Range: out.type.name = "TEXT"; break;
  }
  return out;
}

}  // namespace plumb::sqlite
