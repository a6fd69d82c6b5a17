"""The ways to run PyTorch that are compared; the fastest one is the peer."""

import torch

LAYOUTS = {
    "eager": torch.contiguous_format,
    "channelsLast": torch.channels_last,
    "compiled": torch.contiguous_format,
    "compiledChannelsLast": torch.channels_last,
    "frozenCompiled": torch.channels_last,
}


def memory_format(variant):
    return LAYOUTS[variant]


def compiled(function, variant):
    """torch.compile's default back end, which on a CPU writes and compiles C++."""
    if variant in ("eager", "channelsLast"):
        return function
    return torch.compile(function, dynamic=False)
