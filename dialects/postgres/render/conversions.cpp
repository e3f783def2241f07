#include "plumb/dialects/postgres/render/conversions.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <utility>

#include "plumb/core/base/text.h"

namespace plumb::postgres {
namespace {

enum class Family {
  Text,
  Integer,
  Decimal,
  Float,
  Boolean,
  Date,
  Time,
  TimeZ,
  Timestamp,
  TimestampZ,
  Interval,
  Json,
  Jsonb,
  Bits,
  Inet,
  Cidr,
  Money,
  Enum,
  Citext,
  Other,
};

struct Known {
  std::string_view name;
  Family family;
  int size = 0;  // of an integer or float, in bytes
};
constexpr std::array kKnown = {
    Known{"text", Family::Text},
    Known{"character varying", Family::Text},
    Known{"character", Family::Text},
    Known{"name", Family::Text},
    Known{"smallint", Family::Integer, 2},
    Known{"integer", Family::Integer, 4},
    Known{"bigint", Family::Integer, 8},
    Known{"numeric", Family::Decimal},
    Known{"real", Family::Float, 4},
    Known{"double precision", Family::Float, 8},
    Known{"boolean", Family::Boolean},
    Known{"date", Family::Date},
    Known{"time without time zone", Family::Time},
    Known{"time with time zone", Family::TimeZ},
    Known{"timestamp without time zone", Family::Timestamp},
    Known{"timestamp with time zone", Family::TimestampZ},
    Known{"interval", Family::Interval},
    Known{"json", Family::Json},
    Known{"jsonb", Family::Jsonb},
    Known{"bit", Family::Bits},
    Known{"bit varying", Family::Bits},
    Known{"inet", Family::Inet},
    Known{"cidr", Family::Cidr},
    Known{"money", Family::Money},
};

struct Side {
  Family family = Family::Other;
  std::string_view name;
  int size = 0;
  const Type* type = nullptr;
  int number(std::size_t at, int otherwise) const {
    if (type->args.size() <= at) return otherwise;
    int n = 0;
    for (char c : type->args[at]) {
      if (c < '0' || c > '9') return otherwise;
      n = n * 10 + (c - '0');
    }
    return n;
  }
};

const Type& resolve(const Type& type, const Schema& schema) {
  const Type* at = &type;
  for (int depth = 0; at->user_type && depth < 32; ++depth) {
    const Domain* domain = schema.domains.find(*at->user_type);
    if (!domain) break;
    at = &domain->type;
  }
  return *at;
}

Side side(const Type& type, const Schema& schema) {
  Side out;
  out.type = &type;
  out.name = type.name;
  if (type.user_type) {
    if (schema.enums.contains(*type.user_type)) out.family = Family::Enum;
    if (type.user_type->name == "citext") out.family = Family::Citext;
    return out;
  }
  const auto known = std::find_if(kKnown.begin(), kKnown.end(), [&](const Known& k) { return k.name == type.name; });
  if (known != kKnown.end()) {
    out.family = known->family;
    out.size = known->size;
  }
  return out;
}

Conversion impossible() {
  Conversion c;
  c.possible = false;
  return c;
}
Conversion by_word() {
  Conversion c;
  c.explicit_ = c.may_fail = true;
  return c;
}
Conversion losing(std::string_view what) {
  Conversion c;
  c.loses = what;
  return c;
}
Conversion checked() {
  Conversion c;
  c.may_fail = true;
  return c;
}
Conversion free_of_charge() {
  Conversion c;
  c.rewrites = false;
  return c;
}

bool is_blank_padded(const Side& s) { return s.name == "character"; }
constexpr int kUnlimited = 1 << 30;

Conversion to_text(const Side& from, const Side& to) {
  const int room = to.name == "name" ? 63 : to.number(0, kUnlimited);
  if (from.family != Family::Text) return room == kUnlimited ? Conversion{} : checked();
  const int used = from.name == "name" ? 63 : from.number(0, kUnlimited);
  Conversion c;
  c.may_fail = used > room;
  const bool plain = !is_blank_padded(from) && !is_blank_padded(to) && from.name != "name" && to.name != "name";
  c.rewrites = !(plain && used <= room);
  return c;
}

Conversion between_numbers(const Side& from, const Side& to) {
  if (to.family == Family::Integer) {
    if (from.family != Family::Integer) {
      Conversion c = losing("fractional digits");
      c.may_fail = true;
      return c;
    }
    return to.size < from.size ? checked() : Conversion{};
  }
  if (to.family == Family::Float) {
    if (from.family == Family::Float)
      return to.size < from.size ? losing("digits that the smaller float does not hold") : Conversion{};
    if (from.family == Family::Integer && from.size < to.size) return {};
    return losing("digits that a float does not hold");
  }
  // numeric: more digits before the point at the same scale need no rewrite, and neither does no
  // limit at all.
  const bool limited = !to.type->args.empty();
  if (from.family != Family::Decimal)
    return limited ? (from.family == Family::Float ? losing("digits behind the scale") : checked()) : Conversion{};
  if (!limited) return free_of_charge();
  if (from.type->args.empty()) {
    Conversion c = losing("digits behind the scale");
    c.may_fail = true;
    return c;
  }
  const int digits = to.number(0, 0) - from.number(0, 0), scale = to.number(1, 0) - from.number(1, 0);
  if (scale < 0) {
    Conversion c = losing("digits behind the scale");
    c.may_fail = digits - scale < 0;
    return c;
  }
  if (scale == 0 && digits >= 0) return free_of_charge();
  return digits < scale ? checked() : Conversion{};
}

bool is_number(Family f) { return f == Family::Integer || f == Family::Decimal || f == Family::Float; }

Conversion between_times(const Side& from, const Side& to) {
  if (from.family == to.family) {
    const int precision = to.number(0, 6);
    return precision < from.number(0, 6) ? losing("digits of the seconds") : free_of_charge();
  }
  const std::pair way(from.family, to.family);
  using enum Family;
  if (way == std::pair(Date, Timestamp) || way == std::pair(Date, TimestampZ) || way == std::pair(Time, TimeZ) ||
      way == std::pair(Time, Interval) || way == std::pair(Timestamp, TimestampZ) ||
      way == std::pair(TimestampZ, Timestamp)) {
    const bool shorter = to.number(0, 6) < from.number(0, 6);
    return shorter ? losing("digits of the seconds") : Conversion{};
  }
  if (way == std::pair(Timestamp, Date) || way == std::pair(TimestampZ, Date)) return losing("the time of day");
  if (way == std::pair(Timestamp, Time) || way == std::pair(TimestampZ, Time) || way == std::pair(TimestampZ, TimeZ))
    return losing("the date");
  if (way == std::pair(Interval, Time)) return losing("the days");
  if (way == std::pair(TimeZ, Time)) return losing("the time zone");
  return impossible();
}
bool is_time(Family f) {
  using enum Family;
  return f == Date || f == Time || f == TimeZ || f == Timestamp || f == TimestampZ || f == Interval;
}

Conversion between_bits(const Side& from, const Side& to) {
  const int room = to.name == "bit" ? to.number(0, 1) : to.number(0, kUnlimited);
  const int used = from.name == "bit" ? from.number(0, 1) : from.number(0, kUnlimited);
  if (from.name == "bit varying" && to.name == "bit varying" && room >= used) return free_of_charge();
  return room < used || to.name == "bit" ? checked() : Conversion{};
}

Conversion between(const Side& from, const Side& to) {
  using enum Family;
  if (to.family == Text) return to_text(from, to);
  if (from.family == Citext || to.family == Citext) return from.family == Text ? free_of_charge() : impossible();
  if (from.family == Text) return by_word();
  if (is_number(from.family) && is_number(to.family)) return between_numbers(from, to);
  if (is_time(from.family) && is_time(to.family)) return between_times(from, to);
  const std::pair way(from.family, to.family);
  if (way == std::pair(Boolean, Integer) || way == std::pair(Integer, Boolean)) {
    if (from.size + to.size != 4) return impossible();  // there is a cast for integer alone
    Conversion c;
    c.explicit_ = true;
    if (to.family == Boolean) c.loses = "every number but zero and one";
    return c;
  }
  if (way == std::pair(Json, Jsonb)) {
    Conversion c = checked();
    return c;
  }
  if (way == std::pair(Jsonb, Json)) return {};
  if (from.family == Jsonb && (is_number(to.family) || to.family == Boolean)) return by_word();
  if (from.family == Bits && to.family == Bits) return between_bits(from, to);
  if (way == std::pair(Cidr, Inet)) return free_of_charge();
  if (way == std::pair(Inet, Cidr)) return losing("the bits behind the network's mask");
  if (from.family == Money && to.family == Decimal) return {};
  if (to.family == Money && (from.family == Decimal || (from.family == Integer && from.size > 2))) return checked();
  if (from.family == Integer && to.family == Bits && from.size > 2) return by_word();
  if (from.family == Enum && to.family == Enum) {
    Conversion c = by_word();
    c.through_text = true;
    return c;
  }
  return impossible();
}

}  // namespace

Conversion conversion(const Type& from, const Schema& have, const Type& to, const Schema& want) {
  if (from == to) return free_of_charge();
  const Type &was = resolve(from, have), &is = resolve(to, want);
  const bool to_domain = &is != &to;
  Conversion c;
  if (was == is) {
    c = free_of_charge();
  } else if (was.array_dims > 0 || is.array_dims > 0) {
    Type element_was = was, element_is = is;
    element_was.array_dims = element_is.array_dims = 0;
    if (was.array_dims > 0 && is.array_dims > 0) {
      c = element_was == element_is ? free_of_charge() : between(side(element_was, have), side(element_is, want));
      c.rewrites = c.rewrites || !(element_was == element_is);
    } else if (was.array_dims > 0) {
      c = side(is, want).family == Family::Text ? to_text({}, side(is, want)) : impossible();
    } else {
      c = side(was, have).family == Family::Text ? by_word() : impossible();
    }
  } else {
    const Side a = side(was, have), b = side(is, want);
    if (a.family == Family::Other && b.family == Family::Other && was.name == is.name &&
        was.user_type == is.user_type) {
      c = checked();  // other arguments of one type: vector(3) to vector(4)
    } else {
      c = between(a, b);
    }
  }
  // A domain has checks of its own, which are made row by row.
  if (to_domain && c.possible && !(from == to)) c.may_fail = c.rewrites = true;
  return c;
}

}  // namespace plumb::postgres
