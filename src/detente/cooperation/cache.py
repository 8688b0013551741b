"""The name of kept draws of the index: a hash of everything they depend on."""

import hashlib
from dataclasses import asdict
from pathlib import Path

from detente import __version__, sampling
from detente.cooperation.settings import IndexSettings
from detente.evidence.panel import Panel
from detente.sampling.xla import key_part

_CODE = {
    __file__: ("acts.py", "index.py", "model.py", "sampler.py", "steps.py"),
    # Named by the folder, since to import them would start JAX where kept draws suffice.
    sampling.__file__: ("diagnostics.py", "told.py"),
}


def cache_key(panel: Panel, settings: IndexSettings, seed: int) -> str:
    """Return the SHA-256 of panel, settings, seed, method and platform."""
    digest = hashlib.sha256()
    for part in (__version__, key_part(), repr(asdict(settings)), str(seed)):
        digest.update(part.encode() + b"\0")
    for beside, names in _CODE.items():
        for name in names:
            digest.update(Path(beside).with_name(name).read_bytes())
    digest.update(repr((panel.periods, panel.dyads)).encode())
    for array in (panel.cooperation, panel.conflict, panel.score, panel.score_days):
        digest.update(repr((array.shape, array.dtype.str)).encode() + array.tobytes())
    return digest.hexdigest()
