"""The demo programme: the regions whose plants and installations are packaged by name."""

DEMO_PROGRAMME = "JETSKIR"
DEMO_REGION = "DEA1"
