// What differs between MySQL, TiDB and MariaDB, as data.
#pragma once

#include <string_view>

#include "plumb/core/target.h"

namespace plumb::mysql {

struct Flavour {
  std::string_view name;
  Version newest;                       ///< what an offline target has where no version is said
  std::string_view charset, collation;  ///< of a server that was installed and left alone
  std::string_view utf8;                ///< what `utf8` is called in the end
  bool bin_collations = false;          ///< the default collation of a charset is its _bin one (but utf8mb4
                                        ///< by the server's own)
  bool keeps_widths = false;            ///< int(11) is stored; else it is dropped but for zerofill and tinyint(1)
  bool keeps_unsigned_flag = false;     ///< tinyint(1) unsigned keeps its width too
  bool json_is_text = false;            ///< json is longtext with a check
  bool one_engine = false;              ///< whatever ENGINE says
  bool keeps_descending = true;         ///< DESC in an index is kept
  bool clustered_keys = false;          ///< a primary key is CLUSTERED or not
  bool plain_defaults = false;          ///< DEFAULT (1) is stored as DEFAULT 1
  bool now_is_timestamp = false;        ///< DEFAULT (now()) is stored as DEFAULT CURRENT_TIMESTAMP
  bool restrict_is_default = false;     ///< RESTRICT is what a foreign key does where nothing is said
  bool checks_have_columns = false;     ///< a check behind a column belongs to it and has no name
  bool true_is_one = false;             ///< TRUE is stored as 1 in expressions
  bool cuts_texts = false;              ///< KEY (text) takes as much of it as a key can hold
  bool fulltext = true;
  // ---- how it is changed
  bool asks_for_algorithms = true;      ///< ALGORITHM= and LOCK= mean something
  bool one_change_a_statement = false;  ///< ALTER TABLE is checked against the table before it, so each comes alone
  bool ignores_indexes = false;         ///< IGNORED, not INVISIBLE
  bool checks_are_constraints = false;  ///< DROP CONSTRAINT, not DROP CHECK
  bool replaces_code = false;           ///< CREATE OR REPLACE of triggers and routines
  bool stored_code = true;              ///< has triggers, routines and events
  bool renames_in_expressions = false;  ///< RENAME COLUMN changes what speaks of the column in its table
  bool sequences = false;
  bool expression_keys = true;
  bool database_comments = false;
  bool keeps_check_option = true;   ///< of views
  bool keeps_view_locks = false;    ///< FOR UPDATE in the query of a view
  bool lists_view_columns = false;  ///< VIEW v AS SELECT a, b is stored as VIEW v (a, b) AS …
  bool folds_view_columns = false;  ///< VIEW v (a, b) AS … is stored with a and b as the names of the items
};

const Flavour& flavour(std::string_view name);
const Flavour* find_flavour(std::string_view name);

}  // namespace plumb::mysql
