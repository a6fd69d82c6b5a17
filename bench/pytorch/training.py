"""A training step: forward, loss, backward, clipping, update; the loss is read, as ours reads it."""

import resource
import time

import torch

from exchange import Exchange
from losses import wdr_loss
from network import Wdr
from precision import Convolution
from variants import compiled, memory_format


class Training:
    def __init__(self, workload, file):
        exchange = Exchange(file)
        layout = memory_format(workload["variant"])
        self.network = Wdr(workload["network"]).train()
        quantize(self.network, workload.get("bits", {}), exchange)
        exchange.load_weights(self.network)
        self.network.to(memory_format=layout)
        self.batches = exchange.batches(layout)
        self.cells = exchange.group("cells")
        self.optimizer = make_optimizer(self.network, workload["optimizer"], workload["learningRate"])
        self.clip_norm = workload["optimizer"]["clipNorm"]
        self.loss = compiled(self.batch_loss, workload["variant"])
        self.memory = workload["measure"] == "bytes"
        self.done = 0
        self.figures = [self.step() for _ in range(workload["checkedSteps"])]
        self.parameters = sum(p.numel() for p in self.network.parameters())

    def batch_loss(self, batch):
        logits, corners = self.network(batch["image"])
        return wdr_loss(logits, corners, batch, self.cells)

    def step(self):
        batch = self.batches[self.done % len(self.batches)]
        self.optimizer.zero_grad(set_to_none=True)
        loss = self.loss(batch)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), self.clip_norm, foreach=True)
        self.optimizer.step()
        self.done += 1
        return loss.item()

    def run(self, count):
        times = []
        for _ in range(count):
            start = time.perf_counter()
            self.step()
            times.append(1000 * (time.perf_counter() - start))
        return [1024 * resource.getrusage(resource.RUSAGE_SELF).ru_maxrss] if self.memory else times


def quantize(network, bits, exchange):
    """LSQ on every convolution of the modules below 32 bits, first and last included."""
    for name, layer in network.named_modules():
        width = bits.get(name.split(".")[0], 32)
        if isinstance(layer, Convolution) and width < 32:
            layer.quantize(width, exchange.tensors[f"weights/{name}.log_step"].item())


def make_optimizer(network, options, rate):
    """PyTorch's fused optimizers; weight decay on the weights of convolutions alone."""
    weights = [p for p in network.parameters() if p.dim() == 4]
    others = [p for p in network.parameters() if p.dim() != 4]
    groups = [{"params": weights, "weight_decay": options["weightDecay"]}, {"params": others, "weight_decay": 0.0}]
    if options["kind"] == "adamW":
        return torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.999), eps=1e-8, fused=True)
    momentum, nesterov = options["momentum"], options["nesterov"]
    return torch.optim.SGD(groups, lr=rate, momentum=momentum, nesterov=nesterov, fused=True)
