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
  bool fulltext = true;
};

const Flavour& flavour(std::string_view name);
const Flavour* find_flavour(std::string_view name);

}  // namespace plumb::mysql
