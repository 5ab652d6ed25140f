"""Papers as the issuers print them today: their layouts, with values drawn afresh.

The layouts follow facsimiles of what offices print: where things stand, how labels read, what
is beside what.  Emblems, seals and codes are invented shapes of the right size and place.
Every function here has one shape: a firm, the day of issue and chance make a `Paper`.
"""
