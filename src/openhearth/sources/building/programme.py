"""The demo programme: the regions whose plants and installations are packaged by name."""

DEMO_PROGRAMME = "jetskir"
DEMO_REGION = "DEA1"
