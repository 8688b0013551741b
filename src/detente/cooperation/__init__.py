"""The cooperation index: dyad-month panel in, posterior of cooperative and conflictual acts out."""
