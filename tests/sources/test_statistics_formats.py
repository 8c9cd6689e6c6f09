"""Each statistics format: what is kept, what is left out and why, and what is damaged."""

from __future__ import annotations

import gzip
import json
import math
from collections.abc import Callable

import pytest

from openhearth.core.errors import InputError
from openhearth.sources.reading import Parsed
from openhearth.sources.statistics import ardeco, eurostat_tsv, sbs, tgs
from openhearth.sources.territories import crosswalk, nuts, nuts_changes


def faults(call: Callable[..., Parsed], data: bytes, **wanted: object) -> list[str]:
    with pytest.raises(InputError) as raised:
        call(data, **wanted)
    return [f"{fault.code} {fault.place}".strip() for fault in raised.value.faults]


def feature(
    code: object = "DEA1", country: object = "DE", name: object = "Düsseldorf", point: object = (6.8, 51.2)
) -> dict[str, object]:
    return {
        "geometry": {"type": "Point", "coordinates": list(point) if isinstance(point, tuple) else point},
        "properties": {"NUTS_ID": code, "CNTR_CODE": country, "NAME_LATN": name},
    }


def collection(*features: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


class TestNuts:
    def test_regions_are_sorted_and_names_are_trimmed(self) -> None:
        parsed = nuts.parse(collection(feature("EL30", "EL", "Attiki \u00a0", (23.7, 38.0)), feature()))
        assert parsed.frame.rows() == [
            ("DEA1", 2, "DE", "Düsseldorf", 6.8, 51.2),
            ("EL30", 2, "EL", "Attiki", 23.7, 38.0),
        ]
        assert (parsed.read, parsed.kept) == (2, 2)

    def test_a_polygon_has_no_label_point(self) -> None:
        polygon = feature("DE", "DE", "Deutschland") | {"geometry": {"type": "MultiPolygon", "coordinates": []}}
        row = nuts.parse(collection(polygon)).frame.row(0, named=True)
        assert row["level"] == 0
        assert math.isnan(row["longitude"])
        assert math.isnan(row["latitude"])

    def test_all_damaged_features_are_named(self) -> None:
        data = collection(
            feature("de"), feature(name=" "), feature(point=(200.0, 0.0)), feature("DEA2"), feature("DEA2"), 3
        )
        assert faults(nuts.parse, data) == [
            "not_a_nuts_code feature 0",
            "missing_property feature 1",
            "not_a_point feature 2",
            "missing_property feature 5",
            "duplicate_code file",
        ]

    @pytest.mark.parametrize(
        ("data", "fault"), [(b"{", "not_json file"), (b"[]", "not_features file"), (b"", "empty_file file")]
    )
    def test_another_file_is_refused(self, data: bytes, fault: str) -> None:
        assert faults(nuts.parse, data) == [fault]


CHANGES = ",".join(
    ["typology", *(f"code_{v}" for v in nuts_changes.VERSIONS), "geo_name_2021"]
    + [f"change_{v}" for v in nuts_changes.VERSIONS[1:]]
)


class TestNutsChanges:
    def test_a_recoded_region_is_linked_from_each_older_code(self) -> None:
        data = f"{CHANGES}\nnuts_level_3,,LT002,LT002,LT002,LT002,LT022,LT022,Kauno apskritis,,,name change,,recoded,\n"
        links = nuts_changes.parse(data.encode()).frame
        assert links.row(0) == ("LT002", "2003", "LT022", "Kauno apskritis", True)
        assert links["old_version"].to_list() == ["2003", "2006", "2010", "2013", "2016", "2021"]
        assert links["renamed_only"].all()

    def test_parts_and_shifted_borders_are_not_mere_renamings(self) -> None:
        data = (
            f"{CHANGES}\n"
            "nuts_level_3,,,,UKD32 (part),UKD33,UKD33,UKD33,Manchester,,,,new region,,\n"
            "nuts_level_3,,,,,PL129,PL912,PL912,Warszawski,,,,,boundary shift,\n"
        )
        links = nuts_changes.parse(data.encode()).frame.select("old_code", "old_version", "renamed_only").rows()
        assert ("UKD32", "2010", False) in links
        assert ("UKD33", "2013", True) in links
        assert ("PL129", "2013", False) in links

    def test_a_region_that_ended_is_counted(self) -> None:
        parsed = nuts_changes.parse(f"{CHANGES}\nnuts_level_2,,,,,LT00,,,,,,,,,discontinued\n".encode())
        assert dict(parsed.rejected) == {"no_successor": 1}
        assert parsed.frame.is_empty()

    def test_damaged_codes_are_named(self) -> None:
        data = f"{CHANGES}\nnuts_level_2,,,,,lt?,LT01,LT01,Sostinė,,,,,,\n"
        assert faults(nuts_changes.parse, data.encode()) == ["not_a_nuts_code line 2"]


CROSSWALK = "from_code,to_code,from_version,to_version,pop18,areaKm"


class TestCrosswalk:
    def test_overlap(self) -> None:
        parsed = crosswalk.parse(f"{CROSSWALK}\nLT00,LT01,2013,2021,805367.2,9730.2\n".encode())
        assert parsed.frame.rows() == [("LT00", "2013", "LT01", "2021", 805367.2, 9730.2)]

    def test_all_damaged_rows_are_named(self) -> None:
        data = f"{CROSSWALK}\nLT00,LT01,2013,2021,,1\nLT00,x,2013,2021,-3,1\nLT00\n"
        assert faults(crosswalk.parse, data.encode()) == [
            "not_a_number line 2",
            "negative line 3",
            "not_a_nuts_code line 3",
            "wrong_field_count line 4",
        ]


SBS = "nace_r2,nuts_2013,persons_employed,flag,nace_level"


class TestSbs:
    def test_reported_confidential_and_destroyed_cells(self) -> None:
        data = f"{SBS}\nC24,DEA1,52730.0,,division\nB05,NO,219.0,d,division\nB,PL11,,d,section\nB05,IS00,,12:00 AM,division\n"
        rows = sbs.parse(data.encode()).frame.fill_nan(None).rows()
        assert rows == [
            ("DEA1", "C24", 2015, 52730.0, "", "reported"),
            ("NO", "B05", 2015, 219.0, "d", "reported"),
            ("PL11", "B", 2015, None, "d", "unknown"),
            ("IS00", "B05", 2015, None, "", "unknown"),
        ]

    def test_a_number_beside_a_destroyed_flag_is_not_trusted(self) -> None:
        row = sbs.parse(f"{SBS}\nB05,IS,0.0,12:00 AM,division\n".encode()).frame.row(0, named=True)
        assert math.isnan(row["persons"])
        assert row["status"] == "unknown"

    def test_zero_is_a_figure(self) -> None:
        assert sbs.parse(f"{SBS}\nB05,LU00,0.0,,division\n".encode()).frame.row(0)[3:] == (0.0, "", "reported")

    def test_groups_are_left_out_and_counted(self) -> None:
        parsed = sbs.parse(f"{SBS}\nG451,DEA1,9.0,,group\nG45,DEA1,10.0,,division\n".encode())
        assert (parsed.read, parsed.kept, dict(parsed.rejected)) == (2, 1, {"nace_group": 1})

    def test_all_damaged_rows_are_named(self) -> None:
        data = f"{SBS}\nC24,DEA1,many,,division\nC24,DEA2,-1,,division\nC24,?,1,,x\nC20,DEA3,1,,division\nC20,DEA3,2,,division\n"
        assert faults(sbs.parse, data.encode()) == [
            "not_a_number line 2",
            "negative line 3",
            "not_a_level line 4",
            "not_a_nuts_code line 4",
            "duplicate_cell DEA3 C20",
        ]


TSV = "unit,sex,geo\\time\t2015 \t2014 \n"


class TestEurostatTsv:
    def test_values_flags_and_what_is_withheld(self) -> None:
        parsed = eurostat_tsv.parse(
            f"{TSV}THS,T,DEA1\t12.5 bu\t: c\nTHS,T,LT00\t: \t: b\nTHS,F,DEA1\t1 \t2 \n".encode(), where={"sex": ["T"]}
        )
        assert parsed.frame.columns == ["unit", "sex", "territory", "year", "value", "flag"]
        assert parsed.frame.fill_nan(None).rows() == [
            ("THS", "T", "DEA1", 2015, 12.5, "bu"),
            ("THS", "T", "DEA1", 2014, None, "c"),
        ]
        assert (parsed.read, dict(parsed.rejected)) == (6, {"not_selected": 2, "not_available": 2})

    def test_gzip_reads_the_same(self) -> None:
        data = f"{TSV}THS,T,DEA1\t-0.5 \t7 \n".encode()
        assert eurostat_tsv.parse(gzip.compress(data)).frame.equals(eurostat_tsv.parse(data).frame)

    def test_all_damaged_rows_are_named(self) -> None:
        data = f"{TSV}THS,T,DEA1\t12,5 \t1 \nTHS,T\t1 \t2 \nTHS,T,DEA2\t1 \nTHS,T,DEA3\t1\t2\nTHS,T,DEA3\t1\t2\n"
        assert faults(eurostat_tsv.parse, data.encode()) == [
            "not_a_cell line 2",
            "wrong_field_count line 3",
            "wrong_field_count line 4",
            "duplicate_row line 6",
        ]

    @pytest.mark.parametrize(
        "header", ["unit,geo\t2015", "unit\\time\t2015", "geo\\time\tyear", "geo,geo\\time\t2015", "geo\\time"]
    )
    def test_another_header_is_refused(self, header: str) -> None:
        assert faults(eurostat_tsv.parse, f"{header}\nx\t1\n".encode()) == ["not_a_header line 1"]

    def test_a_dimension_that_is_not_there_is_refused(self) -> None:
        assert faults(eurostat_tsv.parse, TSV.encode(), where={"age": ["Y15"]}) == ["unknown_dimension line 1"]


TGS = "input_var_code,input_var_desc,unit,sex,na_item,geo,time,values"


class TestTgs:
    def test_both_sexes_together_of_the_series_asked_for(self) -> None:
        data = (
            f"{TGS}\ntgs00010,Unemployment,PC,T,,AT11,2008,3.6\ntgs00010,Unemployment,PC,F,,AT11,2008,4\n"
            'tgs00026,"Income, net",PPS_HAB,,B6N,AT11,2008,18000\ntgs00010,Unemployment,PC,T,,AT12,2008,\n'
        )
        parsed = tgs.parse(data.encode(), series=["tgs00010"])
        assert parsed.frame.rows() == [("tgs00010", "AT11", 2008, 3.6)]
        assert dict(parsed.rejected) == {"one_sex": 1, "not_selected": 1, "not_available": 1}

    def test_all_damaged_rows_are_named(self) -> None:
        data = f"{TGS}\na,b,c,T,,AT11,08,1\na,b,c,T,,at,2008,x\na,b,c,T,,AT12,2008,1\na,b,c,T,,AT12,2008,1\n"
        assert faults(tgs.parse, data.encode()) == [
            "not_a_year line 2",
            "not_a_code line 3",
            "not_a_number line 3",
            "duplicate_cell a AT12 2008",
        ]


ARDECO = "TERRITORY_ID,LEVEL_ID,NAME_HTML,VERSIONS,UNIT,2007,2008,2009"


class TestArdeco:
    def test_years_become_rows_and_other_territories_are_counted(self) -> None:
        data = (
            f"{ARDECO}\nDEA1,2,Düsseldorf,2021,Persons,1,5125466.0,\nATZZ,2,Extra-Regio,2021,Persons,0,0,0\n"
            "AT001MC,4,Wien,2021,Persons,1,2,3\nEU27_2020,9,EU,2021,Persons,1,2,3\n"
        )
        parsed = ardeco.parse(data.encode(), first_year=2008)
        assert parsed.frame.rows() == [("DEA1", 2, "Düsseldorf", "Persons", 2008, 5125466.0)]
        assert dict(parsed.rejected) == {"extra_regio": 1, "metropolitan_region": 1, "aggregate": 1}

    def test_czechia_is_no_extra_regio(self) -> None:
        data = f"{ARDECO}\nCZ,0,Czechia,2021,Persons,1,2,3\nCZ0,1,Czechia,2021,Persons,1,2,3\nCZZ,1,Extra-Regio,2021,Persons,0,0,0\n"
        assert ardeco.parse(data.encode()).frame["territory"].unique().sort().to_list() == ["CZ", "CZ0"]

    def test_all_damaged_rows_are_named(self) -> None:
        data = f"{ARDECO}\nDEA1,3,D,2021,EUR,1,2,3\ndea1,2,D,2021,EUR,1,2,3\nDEA2,2,D,2021,EUR,1,x,3\nDEA2,2,D,2021,EUR,1,1,3\n"
        assert faults(ardeco.parse, data.encode()) == [
            "not_a_level line 2",
            "not_a_nuts_code line 3",
            "not_a_number line 4",
            "duplicate_row line 5",
        ]

    def test_a_table_without_years_is_refused(self) -> None:
        assert faults(ardeco.parse, b"TERRITORY_ID,LEVEL_ID,NAME_HTML,UNIT\nDE,0,Germany,EUR\n") == ["no_years line 1"]
