"""Portfolios: which combinations of actions cannot be beaten, and what each choice costs in the other aims.

``problem`` says what a portfolio problem is, ``validation`` what may be wrong with it, ``program`` writes it in whole
numbers, ``bounded_dp`` finds every best combination, ``frontier`` is the way in, ``robustness`` says what the
choice depends on.
"""
