"""What closer cooperation would change: a case's model, calibrated on its record."""
