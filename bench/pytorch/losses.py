"""The losses of WDR over all cells, with dense masks: 0.01 focal + 0.1 object space, scaled to a batch of 8."""

import torch
from torch.nn import functional

SHARPNESS = 50


def wdr_loss(logits, corners, batch, cells):
    scale = 8 / logits.shape[0]
    focal = focal_loss(logits, batch["positive"], batch["negative"])
    space = object_space_loss(corners, batch, cells)
    return 0.01 * scale * focal + 0.1 * scale * space


def focal_loss(logits, positive, negative):
    """arXiv 1708.02002, gamma 2, alpha 0.25"""
    probability = torch.sigmoid(logits)
    positive_term = (1 - probability).square() * functional.softplus(-logits) * (0.25 * positive)
    negative_term = probability.square() * functional.softplus(logits) * (0.75 * negative)
    return (positive_term + negative_term).sum()


def object_space_loss(prediction, batch, cells):
    """arXiv 2104.00337, section 3.3"""
    images, count = prediction.shape[:2]
    truth = batch["corners"].view(images, count, 8, 3)
    offsets = prediction.view(images, count, 2, 8) * cells["anchorSizes"].view(1, count, 1, 1)
    pixels = offsets + cells["centers"].view(1, count, 2, 1)
    columns = torch.cat([pixels, torch.ones_like(pixels[:, :, :1])], 2).transpose(2, 3)
    rays = torch.bmm(columns.reshape(images, count * 8, 3), batch["inverseCamera"].transpose(1, 2))
    rays = rays.view(images, count, 8, 3)
    along = (truth * rays).sum(3, keepdim=True) / rays.square().sum(3, keepdim=True)
    scale = SHARPNESS * batch["inverseDiameter"].view(images, count, 1, 1)
    error = (along * rays - truth) * scale
    smooth = functional.smooth_l1_loss(error, torch.zeros_like(error), reduction="sum")
    return smooth / (24 * SHARPNESS)
