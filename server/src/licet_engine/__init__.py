"""The pure decision function: a sale, a rule set and two dates in, a decision out."""
