"""Places and what is known about them. Rows come from the packaged facts or from a file that a user loaded."""

from __future__ import annotations

from typing import ClassVar

from django.db import models


class Territory(models.Model):
    """A place. One version of each code lives here; codes of older versions are successions."""

    code = models.CharField(max_length=16, unique=True)
    kind = models.CharField(max_length=12, db_index=True)
    version = models.CharField(max_length=16)
    country = models.CharField(max_length=2)
    parent = models.CharField(max_length=16, blank=True, db_index=True)
    name = models.CharField(max_length=200)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    source = models.CharField(max_length=40)
    licence = models.CharField(max_length=40)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["country", "nuts1", "nuts2", "nuts3", "state", "municipality"]),
                name="territory_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Succession(models.Model):
    """What became of a code of an older version."""

    old_code = models.CharField(max_length=16, db_index=True)
    old_version = models.CharField(max_length=16)
    new_code = models.CharField(max_length=16)
    share = models.FloatField(null=True)
    source = models.CharField(max_length=40)
    licence = models.CharField(max_length=40)

    def __str__(self) -> str:
        return f"{self.old_code} ({self.old_version}) → {self.new_code}"


class Fact(models.Model):
    """What every row of the fact tables has."""

    territory = models.ForeignKey(
        Territory, to_field="code", db_column="territory", on_delete=models.CASCADE, related_name="+"
    )
    year = models.SmallIntegerField()
    source = models.CharField(max_length=40)
    licence = models.CharField(max_length=40)

    class Meta:
        abstract = True


class Figure(Fact):
    indicator = models.CharField(max_length=40, db_index=True)
    value = models.FloatField(null=True)
    flag = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["indicator", "territory", "year"], name="one_figure_a_place_and_year"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.indicator} {self.year}"


class Employment(Fact):
    nace = models.CharField(max_length=8)
    persons = models.FloatField(null=True)
    flag = models.CharField(max_length=8, blank=True)
    status = models.CharField(max_length=12)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "nace", "year"], name="one_employment_a_division"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.nace} {self.year}"


class Emission(Fact):
    activity = models.CharField(max_length=8)
    tonnes = models.FloatField(null=True)
    installations = models.IntegerField()
    started = models.IntegerField()
    ended = models.IntegerField()
    constant_tonnes = models.FloatField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["territory", "activity", "year"], name="one_emission_an_activity"),
        ]

    def __str__(self) -> str:
        return f"{self.territory_id} {self.activity} {self.year}"


class Capacity(Fact):
    sector = models.CharField(max_length=12)
    route = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    kilotonnes = models.FloatField(null=True)
    plants = models.IntegerField()

    def __str__(self) -> str:
        return f"{self.territory_id} {self.sector} {self.route} {self.status}"


class Plant(Fact):
    """Capacity of one steel or cement plant by route and status."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=200)
    sector = models.CharField(max_length=12)
    place = models.CharField(max_length=120, blank=True)
    longitude = models.FloatField(null=True)
    latitude = models.FloatField(null=True)
    route = models.CharField(max_length=40)
    status = models.CharField(max_length=40)
    kilotonnes = models.FloatField(null=True)
    placement = models.CharField(max_length=12)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Installation(Fact):
    """Verified emissions of one EU ETS installation in one year."""

    code = models.CharField(max_length=40)
    name = models.CharField(max_length=250)
    place = models.CharField(max_length=120, blank=True)
    activity = models.CharField(max_length=8)
    first_year = models.SmallIntegerField(null=True)
    last_year = models.SmallIntegerField(null=True)
    tonnes = models.FloatField(null=True)

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Boundary(models.Model):
    """A boundary that a user has loaded; none is packaged."""

    territory = models.OneToOneField(
        Territory, to_field="code", db_column="territory", on_delete=models.CASCADE, related_name="+"
    )
    geometry = models.JSONField()

    def __str__(self) -> str:
        return self.territory_id


class Load(models.Model):
    """One file that entered the house, with what was kept and what was left out and why."""

    format = models.CharField(max_length=40)
    file_name = models.CharField(max_length=250)
    digest = models.CharField(max_length=64)
    version = models.CharField(max_length=20)
    read = models.IntegerField()
    kept = models.IntegerField()
    rejected = models.JSONField(default=dict)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering: ClassVar = ["-at", "-id"]

    def __str__(self) -> str:
        return f"{self.format}: {self.file_name}"
