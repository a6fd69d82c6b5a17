"""The forward pass of one batch: from an array to arrays."""

import time

import torch
from torch._inductor import config as inductor

from exchange import Exchange
from network import Wdr
from variants import compiled, memory_format


class Inference:
    def __init__(self, workload, file):
        exchange = Exchange(file)
        layout = memory_format(workload["variant"])
        network = Wdr(workload["network"])
        exchange.load_weights(network)
        network = network.eval().to(memory_format=layout)
        self.parameters = sum(p.numel() for p in network.parameters())
        images = exchange.tensors["images"].permute(0, 3, 1, 2).contiguous(memory_format=layout)
        self.images = images
        if workload["variant"] == "frozenCompiled":
            inductor.freezing = True  # weights become constants: normalization folded, convolutions prepacked
        self.network = compiled(network, workload["variant"])
        logits, corners = self.forward()
        self.figures = [float(abs(logits).mean()), float(abs(corners).mean()), float(corners[-1, -1, -1])]

    def forward(self):
        with torch.inference_mode():
            logits, corners = self.network(self.images)
            return logits.numpy(), corners.numpy()

    def run(self, count):
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.forward()
            times.append(1000 * (time.perf_counter() - start))
        return times
