"""Reads what our side exports: weights in TensorFlow's layout, batches, cells."""

import torch
from safetensors.numpy import load_file


class Exchange:
    def __init__(self, file):
        self.tensors = {name: torch.from_numpy(values) for name, values in load_file(file).items()}

    def group(self, name):
        prefix = f"{name}/"
        return {key[len(prefix) :]: value for key, value in self.tensors.items() if key.startswith(prefix)}

    def load_weights(self, network):
        """Gives every parameter and statistic its value; a name or shape that does not fit is an error."""
        state = {name: in_torch_layout(value) for name, value in self.group("weights").items()}
        missing, extra = network.load_state_dict(state, strict=False)
        missing = [name for name in missing if not name.endswith("num_batches_tracked")]
        if missing or extra:
            raise ValueError(f"not the same network: missing {missing}, extra {extra}")

    def batches(self, memory_format):
        """The training batches, images as [B, 3, H, W] in the layout asked for."""
        count = 1 + max(int(key.split("/")[0][5:]) for key in self.tensors if key.startswith("batch"))
        batches = [self.group(f"batch{index}") for index in range(count)]
        for batch in batches:
            batch["image"] = batch["image"].permute(0, 3, 1, 2).contiguous(memory_format=memory_format)
        return batches


def in_torch_layout(value):
    """[K, K, I, O] -> [O, I, K, K]"""
    return value.permute(3, 2, 0, 1).contiguous() if value.dim() == 4 else value
