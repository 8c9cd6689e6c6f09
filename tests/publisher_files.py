"""Small files as the publishers write them, one good and one damaged for each format that can be loaded."""

from __future__ import annotations

import json
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A file, a damaged one, and the faults that are to be found in the damaged one."""

    file_name: str
    good: bytes
    damaged: bytes
    faults: tuple[tuple[str, str], ...]


def _lines(*lines: str) -> bytes:
    return ("\n".join(lines) + "\n").encode()


def _map(*regions: tuple[str, float, float, float]) -> bytes:
    """Squares: code, west, south, side."""
    features = [
        {
            "type": "Feature",
            "properties": {"NUTS_ID": code, "NAME_LATN": code, "CNTR_CODE": code[:2]},
            "geometry": {
                "type": "Polygon",
                "coordinates": [[[w, s], [w + a, s], [w + a, s + a], [w, s + a], [w, s]]],
            },
        }
        for code, w, s, a in regions
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def _log(*rows: str) -> bytes:
    years = ",".join(f"VerifiedEmissions_{year}" for year in (2021, 2022))
    names = "InstallationNameOrAircraftOperatorCode,FirstYearOfEmissions,LastYearOfEmissions,City,MainActivityTypeCode"
    return _lines(f"id,NationalAdministratorCode,{names},{years},nuts3,nuts2", *rows)


def _ardeco(unit: str, *values: str) -> bytes:
    return _lines(
        "TERRITORY_ID,LEVEL_ID,NAME_HTML,VERSIONS,UNIT,2009,2021,2022,2023",
        *(f"{code},{level},Name,2021,{unit},1,{value},{value},{value}" for (code, level), value in zip(
            (("DEA1", 2), ("DEA12", 3), ("EU27", 9)), values, strict=True
        )),
    )  # fmt: skip


def _silc(unit: str, *rows: str) -> bytes:
    return _lines("unit,geo\\time\t2015 \t2009 ", *(f"{unit},{row}" for row in rows))


def _silc_sample(table: str, unit: str) -> Sample:
    return Sample(
        f"ilc_{table}.tsv",
        _silc(unit, "AT\t18.3 \t18.9 ", "AT11\t15.0 u\t: ", "EU28\t23.7 \t23.3 ") + b"OTHER,AT\t1.0 \t1.0 \n",
        _silc(unit, "AT\t18.3 ", "AT11\tmany \t: "),
        (("wrong_field_count", "line 2"), ("not_a_cell", "line 3")),
    )


_STEEL = (
    "plant-id,plant-name-(english),subnational-unit-(province/state),country/area,coordinates,"
    "operating-nominal-crude-steel-capacity-(ttpa),operating-nominal-bof-steel-capacity-(ttpa)"
)
_CEMENT = (
    "GEM Plant ID,GEM Asset name (English),Coordinates,Municipality,Country/Area,"
    "Cement Capacity (millions metric tonnes per annum),Clinker Capacity (millions metric tonnes per annum),"
    "Operating status,Plant type,Production type"
)
_TGS = "input_var_code,input_var_desc,unit,sex,na_item,geo,time,values"

SAMPLES = {
    "eutl": Sample(
        "eutl.csv",
        _log(
            "DE-1,DE,Works One,2005,0,Duisburg,24,100,90,DEA12,DEA1",
            "DE-2,DE,Works Two,2021,0,Duisburg,24,5,0,DEA12,DEA1",
            "DE-3,DE,Somewhere,2021,0,Nowhere,24,1,1,,",
            "DE-4,DE,An airline,2021,0,Duisburg,10,7,7,,",
        ),
        _log(
            "DE-1,DE,Works One,2005,0,Duisburg,24,many,90,DEA12,DEA1",
            "DE-1,DE,Works Two,later,0,Duisburg,24,5,0,DEA12,DEA2",
        ),
        (
            ("not_a_number", "line 2"),
            ("duplicate_code", "line 3"),
            ("not_a_year", "line 3"),
            ("nuts_levels_differ", "line 3"),
        ),
    ),
    "gem-steel": Sample(
        "gem_steel_2026-01.csv",
        _lines(_STEEL, 'P1,Works,Land,Germany,"51.43, 6.76",1000,>0', 'P2,Sea,Land,Germany,"60, 6.76",5,'),
        _lines(_STEEL, 'P1,Works,Land,Germany,"51.43; 6.76",1000,', 'P1,Works,Land,Germany,"51.43, 6.76",-1,'),
        (("not_coordinates", "line 2"), ("duplicate_code", "line 3"), ("negative_capacity", "line 3")),
    ),
    "gem-cement": Sample(
        "gem_cement_2026.csv",
        _lines(_CEMENT, 'C1,Kiln,"51.43, 6.76",Town,Germany,0.35,>0,operating,integrated,dry'),
        _lines(_CEMENT, 'C1,Kiln,"151.43, 6.76",Town,Germany,much,>0,operating,integrated,dry'),
        (("not_degrees", "line 2"), ("not_a_number", "line 2")),
    ),
    "sbs": Sample(
        "sbs_2015.csv",
        _lines(
            "nace_r2,nuts_2013,persons_employed,flag,nace_level",
            "C24,DEA1,52000,,division",
            "C20,DEA1,,c,division",
            "C24,LT00,900,,division",
            "G451,DEA1,5,,group",
        ),
        _lines("nace_r2,nuts_2013,persons_employed,flag,nace_level", "C24,dea1,52000,,division", "C20,DEA1,-4,,deep"),
        (("not_a_nuts_code", "line 2"), ("not_a_level", "line 3"), ("negative", "line 3")),
    ),
    "lfs-employment": Sample(
        "lfst_r_lfe2en2.tsv",
        _lines(
            "unit,nace_r2,age,geo\\time\t2015 \t2014 ",
            *(
                f"THS,{group},Y_GE15,DEA1\t{value} \t: "
                for group, value in (("A", 20.5), ("B-E", 500), ("TOTAL", 2500))
            ),
            "THS,A,Y15-24,DEA1\t1.0 \t1.0 ",
        ),
        _lines("unit,nace_r2,age,geo\\time\t2015 \t2014 ", "THS,A,Y_GE15,DEA1\t20,5 \t: "),
        (("not_a_cell", "line 2"),),
    ),
    "lfs-education": Sample(
        "lfst_r_lfp2acedu.tsv",
        _lines(
            "unit,sex,isced11,age,geo\\time\t2015 ",
            "THS,T,ED5-8,Y25-64,DEA1\t600.0 ",
            "THS,T,TOTAL,Y25-64,DEA1\t2400.0 u",
            "THS,F,TOTAL,Y25-64,DEA1\t1200.0 ",
        ),
        _lines("unit,sex,age,geo\\time\t2015 ", "THS,T,Y25-64,DEA1\t600.0 "),
        (("unknown_dimension", "line 1"),),
    ),
    "ardeco-population": Sample(
        "ARDECO-SNPTD.csv",
        _ardeco("Persons", "5000000", "500000", "9"),
        _ardeco("Persons", "5000000", "half a million", "9"),
        (("not_a_number", "line 3"),) * 3,
    ),
    "ardeco-gdp": Sample(
        "ARDECO-SUVGDP.csv",
        _ardeco("PPS", "40000", "41000", "9"),
        b"\x1f\x8bnot really compressed",
        (("not_gzip", "file"),),
    ),
    "tgs": Sample(
        "tgs.csv",
        _lines(
            _TGS,
            "tgs00010,Unemployment,PC,T,,DEA1,2019,4.2",
            "tgs00010,Unemployment,PC,F,,DEA1,2019,4.0",
            "tgs00003,GDP,MIO_EUR,,,DEA1,2019,1",
            "tgs00101,Life,YR,T,,DEA1,2019,80.6",
        ),
        _lines(_TGS, "tgs00010,Unemployment,PC,T,,DEA1,last year,4.2", "tgs00010,Unemployment,PC,T,,dea1,2019,low"),
        (("not_a_year", "line 2"), ("not_a_code", "line 3"), ("not_a_number", "line 3")),
    ),
    "ilc-peps11": _silc_sample("peps11", "PC_POP"),
    "ilc-li41": _silc_sample("li41", "PC_POP"),
    "ilc-lvhl21": _silc_sample("lvhl21", "PC_Y_LT60"),
    "ilc-mddd21": _silc_sample("mddd21", "PC_POP"),
    "trng": Sample(
        "trng_lfse_04.tsv",
        _lines("unit,sex,age,geo\\time\t2015 ", "PC,T,Y25-64,DEA1\t7.5 ", "PC,F,Y25-64,DEA1\t7.0 "),
        b"\xff\xfe\x00",
        (("not_utf8", "line 1"),),
    ),
    "boundaries": Sample(
        "NUTS_RG.geojson",
        _map(("DEA1", 6, 51, 1), ("DEA2", 6, 50, 1), ("XX99", 0, 0, 1)),
        _map(("DEA1", 6, 51, 1), ("DEA1", 6, 50, 1), ("DEA2", 4_000_000, 50, 1)),
        (("duplicate_code", "feature 2"), ("not_degrees", "feature 3")),
    ),
}


def _projects(*titles: str) -> bytes:
    unsaid = dict.fromkeys(("period", "fund", "region", "theme", "description", "amount", "start", "end"))
    named = [
        {"id": f"UK-{n}", "country": "UK", "lang": "en", "source": "uk.csv", "title": t} for n, t in enumerate(titles)
    ]
    return "\n".join(json.dumps(unsaid | one) for one in named).encode()


def _operations(*titles: str) -> bytes:
    texts = ("Operation_Name_Programme_Language", "Operation_Summary_English", "Operation_Summary_Programme_Language")
    figures = (
        "Total_Eligible_Expenditure_amount",
        "Total_Eligible_Expenditure_Currency",
        "Fund_Code",
        "Programming_Period",
    )
    columns = ("Operation_Start_Date", "Operation_End_Date", *texts, *figures)
    header = ",".join(("Operation_Unique_Identifier", "Country", "Operation_Name_English", *columns))
    return _lines(header, *(f"Q{n},Ireland,{title}{',' * len(columns)}" for n, title in enumerate(titles)))


PROJECT_SAMPLES = {
    "esif": Sample(
        "esif.jsonl",
        _projects("Heat from the mill", "The mill rolls on"),
        b'{"id": "UK-1"}\n[]',
        (("missing_field", "line 1"), ("not_a_mapping", "line 2")),
    ),
    "kohesio": Sample(
        "latest_IE.csv",
        _operations("Heat from the mill", "The mill rolls on"),
        _operations("Heat from the mill").replace(b"Q0", b"0"),
        (("not_an_entity", "line 2"),),
    ),
}
"""The lists of projects, in the same way."""
