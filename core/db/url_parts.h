// The pieces of a database address, shared by those that read it, show it and take its secrets out.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace plumb {

/// What stands where a secret stood.
inline constexpr std::string_view secret_sign = "***";

inline bool is_url_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
inline bool is_url_digit(char c) { return c >= '0' && c <= '9'; }
/// Of the name of an option, a host or a `key=value`.
inline bool is_url_key(char c) { return is_url_letter(c) || is_url_digit(c) || c == '_' || c == '-' || c == '.'; }

/// A `%` that starts no escape stays: in a pasted password it is meant as it stands. Throws
/// Error(Usage) for a NUL byte.
std::string percent_decoded(std::string_view text);
std::string percent_encoded(std::string_view text);

/// What follows the user: `host[:port][/database][?key=value&…]`.
struct UrlLocation {
  std::string_view host, port, path, query;
};
struct UrlAuthority {
  std::optional<std::string_view> user;  ///< `user[:password]`
  UrlLocation location;
};
/// What follows `scheme://`. People paste passwords that nobody percent-encoded, so it is split at
/// the `@` behind which everything is well formed, not simply at the first or the last one. Empty
/// where there is no such place.
std::optional<UrlAuthority> split_authority(std::string_view rest);

/// "password", "sslpassword", "access_token", …
bool names_a_secret(std::string_view key);
/// `text` with the values of such options in its query taken out, every other byte as it stands.
std::string with_redacted_query(std::string_view text);

}  // namespace plumb
