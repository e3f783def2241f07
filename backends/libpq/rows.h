// Rows as the library hands them out, in our form.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "plumb/backends/libpq/client.h"
#include "plumb/core/db/session.h"

namespace plumb::libpq {

std::vector<std::string> column_names(const PGresult& result);
/// Into `cells`, whose memory is used again. Everything in the server's own text, but bytea as the bytes that it holds.
void read_row(const PGresult& result, int row, Row& cells);
/// How many rows the statement changed: 0 for one that only reads, -1 where the server does not say.
std::int64_t changed_rows(const PGresult& result);

}  // namespace plumb::libpq
