"""Pure computations of the platform: no Django, no database, no clock; everything needed comes in as an argument."""
