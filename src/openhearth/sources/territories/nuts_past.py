"""How older NUTS 2 regions became those of 2021, from what is packaged: for files that a user loads.

The build reads the crosswalk of the publishers. Its shares are packaged as successions; a rate that is averaged over
merged regions also needs to know how many people lived in each of them.
"""

from __future__ import annotations

import polars as pl

from openhearth.sources.territories.nuts_2021 import CURRENT, OLDER, History, history

_WORDS = """
    DE41 1119670 DE42 1385844 DED1 1381537 DED3 1098463 EL11 605577 EL12 1872556 EL13 283707 EL14 729013
    EL21 334772 EL22 203202 EL23 674323 EL24 540138 EL25 571183 FI13 620954 FI18 2731981 FI1A 644516
    FR21 1332886 FR22 1932289 FR23 1856426 FR24 2578024 FR25 1474905 FR26 1637756 FR30 4065272 FR41 2341781
    FR42 1885875 FR43 1180009 FR51 3735396 FR52 3293232 FR53 1804345 FR61 3391450 FR62 3015130 FR63 735950
    FR71 6555329 FR72 1363437 FR81 2790032 FR82 4994143 FR83 325861 FR91 1634 FR92 1105 FR93 83745
    FR94 2504 FRA1 1682 FRA2 1105 FRA3 83747 FRA4 2504 FRA5 365 GR11 605229 GR12 1872697
    GR13 283691 GR14 728976 GR21 334772 GR22 201548 GR23 674323 GR24 540057 GR25 571069 GR30 3809243
    GR41 191408 GR42 302656 GR43 619077 HR01 1626500 HR04 2725946 HU10 3011109 IE01 1265137 IE02 3485998
    ITD1 527654 ITD2 539766 ITD3 4876904 ITD4 1210933 ITD5 4429942 ITE1 3729250 ITE2 884661 ITE3 1543667
    ITE4 5880251 LT00 2807354 NL31 1293949 NL33 3675682 NO01 1268388 NO02 386236 NO03 978990 NO04 744168
    NO05 840757 NO06 447774 PL11 2476188 PL12 5384720 PL31 2126295 PL32 2129141 PL33 1247627 PL34 1184584
    SI01 1074467 SI02 990653 UKD2 1056454 UKD5 1397623 UKI1 3511185 UKI2 5270827 UKM2 2096213 UKM3 2357870
    UKM6 475523
""".split()  # noqa: SIM905 - a table

PEOPLE = dict(zip(_WORDS[::2], map(int, _WORDS[1::2]), strict=True))
"""Persons of 2018 in NUTS 2 regions that no longer exist, or whose area changed; of the last version with that code.

Summed from the crosswalks of the R package *nuts* (MIT, https://github.com/AAoritz/nuts). Versions of one code differ by
less than 1 %.
"""


def packaged_history(territories: pl.DataFrame, successions: pl.DataFrame, population: pl.DataFrame) -> History:
    """The history in the packaged tables of these names; ``population`` is ``territory`` and ``value`` of one year.

    A region of 2021 that nothing in the table became is the same in the older version: its own people follow it.
    """
    regions = territories.filter(pl.col("version") == f"NUTS {CURRENT}")
    today = regions.filter(pl.col("kind") == "nuts2").select(pl.col("code").alias("new_code"))
    people = pl.DataFrame(list(PEOPLE.items()), schema={"old_code": pl.String, "people": pl.Float64}, orient="row")
    measured = successions.filter((pl.col("old_code").str.len_chars() == 4) & pl.col("share").is_not_null())
    changed = measured.join(people, on="old_code").select(
        "old_code",
        pl.col("old_version").str.strip_prefix("NUTS "),
        "new_code",
        (pl.col("share") * pl.col("people")).alias("population"),
    )
    heads = population.select(pl.col("territory").alias("new_code"), pl.col("value").alias("population"))
    links = [changed.filter(pl.col("old_version").is_in(OLDER))]
    for version in OLDER:
        new = changed.filter(pl.col("old_version") == version)["new_code"]
        same = today.filter(~pl.col("new_code").is_in(new.implode())).join(heads, on="new_code", how="left")
        links.append(
            same.select(
                pl.col("new_code").alias("old_code"),
                pl.lit(version).alias("old_version"),
                "new_code",
                pl.col("population").fill_null(1.0),
            )
        )
    table = pl.concat(links).with_columns(pl.lit(CURRENT).alias("new_version"))
    return history(table, regions["code"].to_list())
