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

/// "2020-1-5" → "2020-01-05"; nothing for "today" and other forms.
std::optional<std::string> date_text(std::string_view text);

/// "t", "yes", "on", "1" and their opposites.
std::optional<bool> boolean_value(std::string_view text);

/// Digits, with a sign, a point, an exponent: a number as it stands.
bool is_number(std::string_view text);

}  // namespace plumb::postgres
