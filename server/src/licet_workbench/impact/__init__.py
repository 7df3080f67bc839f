"""Which orders a change of the rules can touch, and what they come to before and after.

The argument that the others need not be looked at. An outcome is a function of the facts of an
order on its day, as known on another, and of the provisions that may speak there. So a change
leaves an order alone where

1. *no changed provision may speak of it, in either rule set*. `boxes` cuts both axes at the
   days of all versions of a provision, before and after, and keeps the boxes in which what governs
   differs in anything an outcome can hang on: effect, subject, condition, whom it acts on. In
   all other boxes it says the same. In these, `possible` asks raw cells whether the condition
   before or after may hold of some subject (or, where only the condition changed, whether the
   two may differ). What is silent in every completion lifts, bars, stops and asks nothing;
2. *its names are like the same list rows in the same manner* (`names`), looked up in all rows
   of each rule set: a row that comes or goes may hide another, or change how names are found;
3. *no cell of a table that it is looked up in changed* (`cells`): its categories' entries, the
   countries of its places, and those that are treated as these;
4. *its facts are laid out as before* (`layouts`): the tests that a rule set makes also decide
   which places are looked at as one, which paragraphs a category leaves open, in which currency
   an amount is known. Where words or currencies change, everything is touched.

An order that cannot be read is the same error before and after, for the words are the same. All
asks are only ever too wide: what a cell does not tell may be anything its declaration allows, and
a test is asked of every line, party and place at once.

The argument that most of the others need not be decided one by one. `order_kinds` lays out the
facts of many orders column by column: values with the engine's own functions, once for all orders
that tell the same (`all_facts`), and once for all days between two on which tables or lists turn
(`surroundings`), days that an order claims counting by the days of the rows that its names are
like (`listed_parties`). `sightings` evaluates every condition of the law for every subject of
every line. What an order comes to is then a function of

1. *what is true of the subjects of its lines*, of the provisions that may speak and lift something
   that does: all else is silent in every completion. Where nothing of these is undecided, that
   alone settles it (`settling`, by the engine's own strata);
2. *where some condition is undecided, the literals on which it still turns*, how the open facts
   that these read may turn out, and which of them lines and parties share (`undecided`). What a
   decided part says is settled: truth once known stays in every completion; and where no open
   fact is a party's, what is true of the parties is all there is to them, however many they are.
   The engine decides one line of each kind.

Orders that columns do not tell of, or that may not be readable, go the long way: `alike` finds
those that rules cannot tell apart by any cell that they read, and `deciding` decides each kind.
"""
