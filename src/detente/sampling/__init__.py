"""What every estimate by sampling needs: told chains, diagnostics, kept draws."""
