"""WDR (arXiv 2104.00337) in PyTorch, from the same configuration as the TypeScript one: parameters have the same names."""

import torch
from torch import nn
from torch.nn import functional

from precision import Convolution


class Unit(nn.Module):
    """Convolution without bias, batch normalization, leaky ReLU."""

    def __init__(self, inputs, outputs, kernel, stride):
        super().__init__()
        self.conv = Convolution(inputs, outputs, kernel, stride, bias=False)
        self.bn = nn.BatchNorm2d(outputs, eps=1e-5, momentum=0.1)

    def forward(self, x):
        return functional.leaky_relu(self.bn(self.conv(x)), 0.1, inplace=self.training)


class ResidualUnit(nn.Module):
    def __init__(self, channels):
        super().__init__()
        self.conv1 = Unit(channels, channels // 2, 1, 1)
        self.conv2 = Unit(channels // 2, channels, 3, 1)

    def forward(self, x):
        return x + self.conv2(self.conv1(x))


class Darknet(nn.Module):
    def __init__(self, configuration):
        super().__init__()
        channels = configuration["initialChannels"]
        self.features = nn.Module()
        self.features.init_block = Unit(3, channels, 3, 1)
        self.stages = len(configuration["stageChannels"])
        plan = zip(configuration["stageChannels"], configuration["stageUnits"])
        for index, (outputs, units) in enumerate(plan, 1):
            stage = nn.Sequential()
            stage.add_module("unit1", Unit(channels, outputs, 3, 2))
            for unit in range(2, units + 1):
                stage.add_module(f"unit{unit}", ResidualUnit(outputs))
            self.features.add_module(f"stage{index}", stage)
            channels = outputs

    def forward(self, x):
        x = self.features.init_block(x)
        maps = []
        for index in range(1, self.stages + 1):
            x = getattr(self.features, f"stage{index}")(x)
            maps.append(x)
        return maps


class FeaturePyramid(nn.Module):
    def __init__(self, configuration, stage_channels):
        super().__init__()
        self.stages = configuration["stages"]
        channels = configuration["channels"]
        self.inner_convs = nn.ModuleDict(
            {str(s - 1): Convolution(stage_channels[s - 1], channels, 1, 1) for s in self.stages}
        )
        self.out_convs = nn.ModuleDict({str(s - 1): Convolution(channels, channels, 3, 1) for s in self.stages})
        extras = ["p6", "p7"][: configuration["extraLevels"]]
        deepest = stage_channels[self.stages[-1] - 1]
        self.top_blocks = nn.ModuleDict(
            {name: Convolution(deepest if name == "p6" else channels, channels, 3, 2) for name in extras}
        )

    def forward(self, maps):
        merged = [self.inner_convs[str(s - 1)](maps[s - 1]) for s in self.stages]
        for level in range(len(merged) - 2, -1, -1):
            merged[level] = merged[level] + functional.interpolate(merged[level + 1], scale_factor=2.0)
        levels = [self.out_convs[str(s - 1)](x) for s, x in zip(self.stages, merged)]
        x = maps[self.stages[-1] - 1]
        for name, block in self.top_blocks.items():
            x = block(x if name == "p6" else functional.relu(x))
            levels.append(x)
        return levels


class Scale(nn.Module):
    def __init__(self):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(1))


class PoseHead(nn.Module):
    def __init__(self, configuration, channels, levels):
        super().__init__()
        self.cls_tower = tower(configuration, channels)
        self.pose_tower = tower(configuration, channels)
        self.cls_logits = Convolution(channels, configuration["classes"], 3, 1)
        self.pose_pred = Convolution(channels, 16 * configuration["classes"], 3, 1)
        self.scales = nn.ModuleList(Scale() for _ in range(levels))

    def forward(self, levels):
        logits = [rows(self.cls_logits(self.cls_tower(x))) for x in levels]
        corners = [rows(self.pose_pred(self.pose_tower(x)) * s.scale) for x, s in zip(levels, self.scales)]
        return torch.cat(logits, 1), torch.cat(corners, 1)


def tower(configuration, channels):
    layers = []
    for _ in range(configuration["towerConvolutions"]):
        norm = nn.GroupNorm(configuration["groups"], channels, eps=1e-5)
        layers += [Convolution(channels, channels, 3, 1), norm, nn.ReLU(inplace=True)]
    return nn.Sequential(*layers)


def rows(x):
    """[B, C, h, w] -> [B, h w, C]"""
    return x.permute(0, 2, 3, 1).flatten(1, 2)


class Wdr(nn.Module):
    """[B, 3, H, W] -> logits [B, N, C], corners [B, N, 16 C]"""

    def __init__(self, configuration):
        super().__init__()
        self.backbone = Darknet(configuration["backbone"])
        self.fpn = FeaturePyramid(configuration["pyramid"], configuration["backbone"]["stageChannels"])
        channels = configuration["pyramid"]["channels"]
        self.head = PoseHead(configuration["head"], channels, len(configuration["anchorSizes"]))

    def forward(self, x):
        return self.head(self.fpn(self.backbone(x)))
