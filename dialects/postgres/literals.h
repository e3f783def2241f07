// Values of literals in the spelling that the server stores.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumb::postgres {

/// "30 DAYS" → "30 days", "1 hour 30 min" → "01:30:00", "1 month" → "1 mon". Nothing where the text is not
/// understood. `unit`: the fields behind INTERVAL '1' HOUR, upper case, may be empty.
std::optional<std::string> interval_text(std::string_view text, std::string_view unit);

/// jsonb's output: one blank behind ":" and ",", keys by length and bytes, the last of two equal ones. Nothing where
/// the text is no JSON.
std::optional<std::string> jsonb_text(std::string_view text);

/// The digits as the server prints them: 1e3 → 1000, 5. → 5, 010 → 10. Sign and point stay.
std::string number_text(std::string_view text);

/// A timestamp's or time's literal in its one form: '2020-01-01' → '2020-01-01 00:00:00', '10:20' → '10:20:00'. `zone`:
/// the type has a time zone. Nothing for zones other than UTC and for words.
std::optional<std::string> timestamp_text(std::string_view text, bool zone);
std::optional<std::string> time_text(std::string_view text);

/// "2020-1-5" → "2020-01-05"; nothing for "today" and other forms.
std::optional<std::string> date_text(std::string_view text);

/// Bytes as \\x and two digits each; nothing where the escapes are none.
std::optional<std::string> bytea_text(std::string_view text);
/// {a,"b c",NULL} with quotes where they are needed and without blanks; for elements that are text or whole numbers.
std::optional<std::string> array_text(std::string_view text);
/// An inet or cidr in small letters; 10/8 → 10.0.0.0/8. Nothing where the server has to know more.
std::optional<std::string> network_text(std::string_view text, bool is_cidr);
/// "08002b010203", "08-00-…" → "08:00:2b:01:02:03". `bytes`: 6, or 8 of macaddr8.
std::optional<std::string> macaddr_text(std::string_view text, std::size_t bytes);
/// Of int4range and int8range, whose one form is [a,b): "[1,10]" → "[1,11)".
std::optional<std::string> integer_range_text(std::string_view text);

/// "t", "yes", "on", "1" and their opposites.
std::optional<bool> boolean_value(std::string_view text);

/// Digits, with a sign, a point, an exponent: a number as it stands.
bool is_number(std::string_view text);

}  // namespace plumb::postgres
