"""Examples a second of a PyTorch training loop on one thread, for bench/compare-pytorch.

    python train_speed.py BATCH OPTIMIZER DENSITY WARM_SECONDS SECONDS < network.json

The loop that people write: tensors in memory, backward, optimizer step, and with a density below 1 a
multiplication by the mask after every step. Prints the median of windows of half a CPU second.
"""
import json
import math
import sys
import time

import torch
from torch import nn


class Residual(nn.Module):
    def __init__(self, body, shortcut):
        super().__init__()
        self.body, self.shortcut = body, shortcut

    def forward(self, x):
        return self.body(x) + self.shortcut(x)


def module(layer):
    kind = layer["kind"]
    if kind == "Dense":
        return nn.Linear(layer["in"], layer["out"])
    if kind == "Conv":
        return nn.Conv2d(
            layer["in"], layer["out"], layer["kernel"], layer["stride"], layer["padding"],
            groups=layer["groups"], bias=layer["bias"],
        )
    if kind == "BatchNorm":
        return nn.BatchNorm2d(layer["channels"])
    if kind == "Activation":
        return {"relu": nn.ReLU, "relu6": nn.ReLU6, "tanh": nn.Tanh}[layer["function"]]()
    if kind == "MaxPool":
        return nn.MaxPool2d(layer["size"], layer["stride"])
    if kind == "GlobalAveragePool":
        return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten())
    if kind == "Flatten":
        return nn.Flatten()
    if kind == "Residual":
        return Residual(sequence(layer["body"]), sequence(layer["shortcut"]))
    raise SystemExit(f"layer kind {kind}: not known here")


def sequence(layers):
    return nn.Sequential(*map(module, layers))


def main():
    batch, kind, density, warm, seconds = int(sys.argv[1]), sys.argv[2], *map(float, sys.argv[3:6])
    spec = json.load(sys.stdin)
    torch.set_num_threads(1)
    torch.manual_seed(1)
    net = sequence(spec["layers"]).train()
    inputs = [torch.randn(batch, *spec["input"]) for _ in range(16)]
    labels = [torch.randint(spec["classes"], (batch,)) for _ in range(16)]
    optimizer = {
        "sgd": lambda: torch.optim.SGD(net.parameters(), lr=1e-3),
        "momentum": lambda: torch.optim.SGD(net.parameters(), lr=1e-3, momentum=0.9),
        "adam": lambda: torch.optim.Adam(net.parameters(), lr=1e-3),
    }[kind]()
    masks = []
    if density < 1:
        weights = [m.weight for m in net.modules() if isinstance(m, (nn.Linear, nn.Conv2d))]
        for weight in weights:
            keep = density ** (math.log(0.9) / math.log(0.8)) if weight is weights[-1] else density
            masks.append((weight, (torch.rand_like(weight) < keep).float()))
    loss_of = nn.CrossEntropyLoss()

    def step(i):
        optimizer.zero_grad()
        loss_of(net(inputs[i % 16]), labels[i % 16]).backward()
        optimizer.step()
        with torch.no_grad():
            for weight, mask in masks:
                weight.mul_(mask)

    i = 0
    end = time.process_time() + warm
    while i < 3 or time.process_time() < end:
        step(i)
        i += 1
    rates = []
    end = time.process_time() + seconds
    while not rates or time.process_time() < end:
        began, first = time.process_time(), i
        while time.process_time() - began < 0.5:
            step(i)
            i += 1
        rates.append((i - first) / (time.process_time() - began))
    rates.sort()
    print(f"{rates[len(rates) // 2] * batch:.1f}")


if __name__ == "__main__":
    main()
