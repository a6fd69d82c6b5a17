"""Prints name, version and licence fields of every package of this environment as JSON."""

import json
from importlib.metadata import distributions

packages = []
for distribution in distributions():
    metadata = distribution.metadata
    classifiers = [text for text in metadata.get_all("Classifier", []) if text.startswith("License ::")]
    packages.append(
        {
            "name": metadata["Name"],
            "version": distribution.version,
            "expression": metadata["License-Expression"],
            "text": metadata["License"],
            "classifiers": classifiers,
        }
    )
print(json.dumps(packages))
