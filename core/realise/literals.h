// Literals of the neutral vocabulary, brought to what a column of a type keeps.
#pragma once

#include <string>
#include <string_view>

#include "plumb/core/dialect.h"
#include "plumb/core/sql/node.h"

namespace plumb::realise {

/// '0000-00-00…', MySQL's date that is none.
bool is_zero_date(const sql::Node& node);
bool looks_like_number(std::string_view text);
/// A text that looks like a number, as a number: -1 is Unary "-".
sql::Node number_of(std::string_view text);
/// 't', 'yes', 'on', '1' …: True or False; others stay.
void make_boolean(sql::Node& node);
/// PostgreSQL's {a,b} as ["a","b"]; text with quotes, escapes or lists in it stays in the server's notation.
std::string json_list(const std::string& text, const LogicalType& type);
/// Bytes as a Blob.
sql::Node blob_of(std::string_view bytes);
/// NULL, a number, a string …: what every server takes behind DEFAULT without parentheses.
bool is_literal(const sql::Node& node);

}  // namespace plumb::realise
