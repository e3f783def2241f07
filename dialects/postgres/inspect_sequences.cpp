// pg_sequence, and whose each sequence is.
#include "plumb/dialects/postgres/inspect_gathering.h"

namespace plumb::postgres {
namespace {

void take_sequence(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  if (!relation || !relation->sequence) return;
  Sequence& sequence = *relation->sequence;
  sequence.type = g.type_of(*row[1]);
  sequence.options.start = std::move(row[2]);
  sequence.options.increment = std::move(row[3]);
  sequence.options.maximum = std::move(row[4]);
  sequence.options.minimum = std::move(row[5]);
  sequence.options.cache = std::move(row[6]);
  sequence.options.cycle = is_true(row[7]);
}

// An identity's sequence is the column's own, and no object beside it.
void become_identity(Relation& relation, Column& column) {
  Identity identity = *column.identity();
  identity.sequence = relation.name;
  identity.options = std::move(relation.sequence->options);
  column.fill = std::move(identity);
  relation.sequence.reset();
}

void take_owner(Gathering& g, Row& row) {
  Relation* relation = g.find(oid_of(row[0]));
  const Relation* owner = g.find(oid_of(row[1]));
  if (!relation || !relation->sequence || !owner || !owner->is_table()) return;
  const std::string name = column_of(*owner, std::atol(row[2]->c_str()));
  Column* column = owner->table->find_column(name);
  if (!column) return;
  if (letter_of(row[3]) == 'i' && column->identity()) return become_identity(*relation, *column);
  relation->sequence->owned_by_table = owner->name;
  relation->sequence->owned_by_column = name;
}

}  // namespace

void ask_sequences(Gathering& g, std::vector<Question>& out) {
  out.push_back(
      {"SELECT seqrelid, format_type(seqtypid, NULL), seqstart, seqincrement, seqmax, seqmin, seqcache, seqcycle"
       " FROM pg_sequence WHERE " +
           g.subject.where("seqrelid"),
       {},
       [&g](Row& row) { take_sequence(g, row); }});
  out.push_back(
      {"SELECT d.objid, d.refobjid, d.refobjsubid, d.deptype FROM pg_depend d"
       " JOIN pg_sequence s ON s.seqrelid = d.objid WHERE d.classid = 1259 AND d.objsubid = 0"
       " AND d.refclassid = 1259 AND d.refobjsubid > 0 AND d.deptype IN ('a', 'i') AND " +
           g.subject.where("d.objid"),
       {},
       [&g](Row& row) { take_owner(g, row); }});
}

}  // namespace plumb::postgres
