// How a dialect spells SQL: what differs between the dialects for the lexer, the readers and the
// writer, as data. Each dialect holds its own (dialects/*/syntax.cpp); core never asks for a name.
#pragma once

#include <cstdint>
#include <string_view>

namespace plumb {

/// What becomes of an unquoted name.
enum class Fold : std::uint8_t { None, Lower };

/// Which grammar of statements and clauses is understood beyond what all share.
struct Grammar {
  bool sqlite = false;    ///< STRICT, WITHOUT ROWID, ON CONFLICT, VIRTUAL TABLE, PRAGMA, ATTACH, types of any words
  bool postgres = false;  ///< types, domains, sequences, functions, policies, grants, COMMENT ON, ALTER … per pg_dump
  bool mysql = false;     ///< table options, KEY in CREATE TABLE, events, routines, DELIMITER, CHANGE/MODIFY
  bool tidb = false;      ///< /*T! */, AUTO_RANDOM, TTL, placement; needs `mysql`
  bool mariadb = false;   ///< /*M! */, sequences, system versioning; needs `mysql`
};

struct Syntax {
  std::string_view name;  ///< "sqlite", "postgres", "mysql", "tidb", "mariadb"
  Grammar grammar;
  char quote = '"';                    ///< what the writer puts around names
  bool backtick_names = false;         ///< `x` is a name
  bool bracket_names = false;          ///< [x] is a name
  bool double_quoted_strings = false;  ///< "x" is a string (MySQL without ANSI_QUOTES)
  bool misquoted_names = false;        ///< SQLite: 'x' where only a name fits, "x" where no such column exists
  bool dollar_strings = false;         ///< $tag$ … $tag$
  bool escape_strings = false;         ///< E'…', U&'…', B'…'
  bool backslash_escapes = false;      ///< '\'' (MySQL without NO_BACKSLASH_ESCAPES)
  bool pipes_as_concat = false;        ///< MySQL: || joins text only under this sql_mode, and is OR otherwise
  bool hash_comments = false;          ///< # to the end of the line
  bool nested_comments = false;        ///< /* /* */ */
  bool dashes_need_blank = false;      ///< MySQL: --x is not a comment
  bool versioned_comments = false;     ///< /*!50503 … */, /*T![feature] … */, /*M! … */ are code
  bool psql_commands = false;          ///< \connect and friends are skipped
  bool delimiter_command = false;      ///< DELIMITER //
  std::uint32_t server_version = 0;    ///< for /*!NNNNN: 80031, 100611; 0: any version's code is taken
  Fold fold = Fold::None;
  bool names_ignore_case = false;  ///< column and index names (SQLite: all names) are the same in any case
  bool tables_ignore_case = false;
  bool index_names_per_table = false;  ///< MySQL: an index name is unique in its table only
  std::uint32_t name_length = 0;       ///< bytes (PostgreSQL 63) or characters (MySQL 64); 0: no limit
};

}  // namespace plumb
