// Numbers and dates as columns keep them.
#include <array>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <cstdlib>

#include "plumb/core/base/text.h"
#include "plumb/core/sql/calendar.h"
#include "plumb/dialects/mysql/canonical.h"
#include "plumb/dialects/mysql/types.h"

namespace plumb::mysql {
namespace {

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A decimal number taken apart: 12.50e1 → digits "1250", point behind the third.
struct Digits {
  bool negative = false;
  std::string digits;
  long point = 0;  // digits in front of it
};

bool take_apart(std::string_view text, Digits& out) {
  text = trim(text);
  std::size_t i = 0;
  if (i < text.size() && (text[i] == '-' || text[i] == '+')) out.negative = text[i++] == '-';
  bool fraction = false, any = false;
  for (; i < text.size() && (is_digit(text[i]) || (text[i] == '.' && !fraction)); ++i) {
    if (text[i] == '.') {
      fraction = true;
      continue;
    }
    any = true;
    out.digits += text[i];
    if (!fraction) ++out.point;
  }
  if (!any) return false;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    long exponent = 0;
    const char* from = text.data() + i + 1;
    if (from < text.data() + text.size() && *from == '+') ++from;
    const auto read = std::from_chars(from, text.data() + text.size(), exponent);
    if (read.ec != std::errc() || exponent > 400 || exponent < -400) return false;
    out.point += exponent;
    i = static_cast<std::size_t>(read.ptr - text.data());
  }
  return i == text.size();
}

// With so many digits behind the point, rounded half away from zero as the server does.
std::string rounded(Digits number, int scale) {
  if (number.point < 0) {
    number.digits.insert(0, static_cast<std::size_t>(-number.point), '0');
    number.point = 0;
  }
  const std::size_t wanted = static_cast<std::size_t>(number.point) + static_cast<std::size_t>(scale);
  bool up = false;
  if (number.digits.size() > wanted) {
    up = number.digits[wanted] >= '5';
    number.digits.resize(wanted);
  } else {
    number.digits.append(wanted - number.digits.size(), '0');
  }
  for (std::size_t i = number.digits.size(); up && i-- > 0;) {
    up = number.digits[i] == '9';
    number.digits[i] = up ? '0' : static_cast<char>(number.digits[i] + 1);
  }
  if (up) {
    number.digits.insert(number.digits.begin(), '1');
    ++number.point;
  }
  std::string whole = number.digits.substr(0, static_cast<std::size_t>(number.point));
  whole.erase(0, std::min(whole.find_first_not_of('0'), whole.size()));
  if (whole.empty()) whole = "0";
  std::string out = whole;
  if (scale > 0) out += "." + number.digits.substr(static_cast<std::size_t>(number.point));
  if (number.negative && out.find_first_not_of("0.") != std::string::npos) out.insert(0, "-");
  return out;
}

std::string floating(std::string_view text, bool single) {
  const double value = std::strtod(std::string(text).c_str(), nullptr);
  std::array<char, 64> buffer{};
  if (single) {  // a float shows six digits
    const int n = std::snprintf(buffer.data(), buffer.size(), "%.6g", value);
    return floating(std::string_view(buffer.data(), static_cast<std::size_t>(n)), false);
  }
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value == 0 ? 0.0 : value).ptr;
  return std::string(buffer.data(), end);
}

std::string year(std::string text) {
  if (text.size() > 2 || text.empty()) return text;
  const int n = std::atoi(text.c_str());
  return std::to_string(n >= 70 ? 1900 + n : 2000 + n);
}

// The fraction of seconds with the type's digits.
std::string fraction(std::string_view text, int digits) {
  std::string out(text.substr(0, static_cast<std::size_t>(digits)));
  out.append(static_cast<std::size_t>(digits) - out.size(), '0');
  return digits ? "." + out : "";
}

// '2020-01-01 10:20:30+02:00' is kept as the moment that it is in the session's zone, and our sessions are in UTC.
// Empty where the text says no zone.
std::string in_utc(std::string_view text) {
  const std::size_t sign = text.size() < 6 ? 0 : text.size() - 6;
  if (sign < 19 || (text[sign] != '+' && text[sign] != '-') || text[sign + 3] != ':') return {};
  const auto number = [&](std::size_t at) {
    int value = -1;
    const auto read = std::from_chars(text.data() + at, text.data() + at + 2, value);
    return read.ptr == text.data() + at + 2 ? value : -1;
  };
  const int hours = number(sign + 1), minutes = number(sign + 4);
  const auto moment = sql::moment_of(text.substr(0, sign));
  if (hours < 0 || hours > 14 || minutes < 0 || minutes > 59 || !moment) return {};
  const sql::Moment apart = (hours * 60 + minutes) * 60 * sql::kSecond;
  const sql::Moment meant = text[sign] == '+' ? *moment - apart : *moment + apart;
  return meant < 0 ? std::string() : sql::moment_text(meant, 6);
}

}  // namespace

std::string canonical_number(std::string_view text, const Type& type) {
  Digits number;
  if (!take_apart(text, number)) return {};
  switch (values_of(type)) {
    case Values::Decimal: return rounded(number, type.args.size() > 1 ? std::atoi(type.args[1].c_str()) : 0);
    case Values::Float: return floating(text, true);
    case Values::Double: return floating(text, false);
    case Values::Year: return year(rounded(number, 0));
    default: return rounded(number, 0);
  }
}

std::string canonical_moment(std::string_view text, const Type& type) {
  const Values values = values_of(type);
  if (const std::string utc = in_utc(text); !utc.empty()) return canonical_moment(utc, type);
  const int digits = type.args.size() == 1 ? std::atoi(type.args[0].c_str()) : 0;
  const std::size_t dot = std::min(text.find('.'), text.size());
  std::string whole(text.substr(0, dot));
  const std::string_view rest = dot < text.size() ? text.substr(dot + 1) : std::string_view();
  if (values == Values::Time)
    return whole.find(':') == std::string::npos ? std::string(text) : whole + fraction(rest, digits);
  // 20200131 and 20200131235959 without marks between.
  if (whole.find_first_not_of("0123456789") == std::string::npos && (whole.size() == 8 || whole.size() == 14)) {
    whole.insert(6, "-").insert(4, "-");
    if (whole.size() == 16) whole.insert(14, ":").insert(12, ":").insert(10, " ");
  }
  if (whole.size() > 10 && whole[10] == 'T') whole[10] = ' ';
  if (whole.size() != 10 && whole.size() != 19) return std::string(text);
  if (values == Values::Date) return whole.substr(0, 10);
  if (whole.size() == 10) whole += " 00:00:00";
  return whole + fraction(rest, digits);
}

}  // namespace plumb::mysql
