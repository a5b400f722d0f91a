"""Gates: intakes in steps, and how somebody moves through one."""
