"""Convolutions whose weights may be quantized by learned step size (LSQ, arXiv 1902.08153), the step held as its logarithm."""

import math

import torch
from torch import nn
from torch.nn import functional

LOG_RANGE = 8


class Convolution(nn.Conv2d):
    def __init__(self, inputs, outputs, kernel, stride, bias=True):
        super().__init__(inputs, outputs, kernel, stride, kernel // 2, bias=bias)
        self.upper = None

    def quantize(self, bits, start):
        """Quantizes the weights from here on; `start` is the first logarithm of the step."""
        self.upper = 2 ** (bits - 1) - 1
        self.log_step = nn.Parameter(torch.tensor(start))
        self.log_bounds = (start - LOG_RANGE, start + LOG_RANGE)
        self.gradient_scale = 1 / math.sqrt(self.weight.numel() * self.upper)

    def forward(self, x):
        weight = self.weight if self.upper is None else self.simulated_weight()
        return functional.conv2d(x, weight, self.bias, self.stride, self.padding)

    def simulated_weight(self):
        step = torch.exp(self.log_step.clamp(*self.log_bounds))
        return LearnedStep.apply(self.weight, step, self.upper, self.gradient_scale)


class LearnedStep(torch.autograd.Function):
    """round(clip(v / s)) s; gradients by equations 3 and 5 of the paper, in as few passes as the definition allows."""

    @staticmethod
    def forward(context, values, step, upper, gradient_scale):
        ratio = values / step
        level = ratio.clamp(-upper, upper).round_()
        context.save_for_backward(ratio, level)
        context.upper, context.gradient_scale = upper, gradient_scale
        return level * step

    @staticmethod
    def backward(context, upstream):
        ratio, level = context.saved_tensors
        passed = upstream * (ratio.abs() <= context.upper)
        step_gradient = (upstream * level - passed * ratio).sum() * context.gradient_scale
        return passed, step_gradient, None, None
