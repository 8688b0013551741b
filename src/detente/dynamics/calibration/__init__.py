"""From a model, priors and observed series to a posterior that says how far it may be believed."""
