"""What rule sets cannot answer, and why: told of whole classes of questions, decided one by one.

A question is a category, a destination and a day, put by a sale that tells all it can. Three
things make the answers of this room those that `decide` gives:

- *Nothing is guessed at.* The facts of a category and of a destination are the engine's own
  observations of a sale, and a verdict is the engine's own resolution of a line. What is left to
  this room is to put the two halves together: what rules see of an item does not hang on where it
  goes, nor what they see of a destination on the item, but for one thing, whether the item is
  controlled at all, and destinations are observed once for each.
- *Classes lose nothing.* Categories are of one class on a day where their facts are equal byte for
  byte, destinations likewise; resolution sees no more than these facts.
- *What cannot speak is left out.* A restraint, permit, clearance or bar whose condition is false of
  a line while everything unknown of it is held open is false in every completion, and so changes
  no outcome.

The matcher here is the reference one, so an agreement with `decide` is one of both matchers too.
"""
