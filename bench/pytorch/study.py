"""One replicate of a LeNet-300-100 lottery-ticket study as a plain PyTorch loop, for bench/compare-study.

    python study.py DATA_FOLDER SEED ROUNDS ITERATIONS EVALUATE_EVERY

Trains the dense network, then round after round prunes 20 % of each hidden layer and 10 % of the
output layer by magnitude, rewinds to the initial weights (ticket) and draws fresh ones (reinit), and
trains both: Adam 1.2e-3, batch 60, tensors in memory, weights multiplied by the mask after each step,
validation every EVALUATE_EVERY iterations. Keeps nothing but the accuracies.
"""
import os
import sys

import numpy
import torch
from torch import nn

LAYERS = [(784, 300), (300, 100), (100, 10)]


def idx(folder, name, header):
    with open(os.path.join(folder, name), "rb") as file:
        return numpy.frombuffer(file.read(), dtype=numpy.uint8)[header:]


def images(folder, name):
    return torch.from_numpy(idx(folder, name, 16).reshape(-1, 784).astype(numpy.float32) / 255)


def labels(folder, name):
    return torch.from_numpy(idx(folder, name, 8).astype(numpy.int64))


def network():
    layers = []
    for i, (inputs, outputs) in enumerate(LAYERS):
        linear = nn.Linear(inputs, outputs)
        nn.init.xavier_normal_(linear.weight)
        nn.init.zeros_(linear.bias)
        layers += [linear] if i == 2 else [linear, nn.ReLU()]
    return nn.Sequential(*layers)


def accuracy(net, x, y):
    with torch.no_grad():
        return (net(x).argmax(1) == y).float().mean().item()


def main():
    folder, seed, rounds, iterations, every = sys.argv[1], *map(int, sys.argv[2:6])
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    x, y = images(folder, "train-images-idx3-ubyte"), labels(folder, "train-labels-idx1-ubyte")
    test = images(folder, "t10k-images-idx3-ubyte"), labels(folder, "t10k-labels-idx1-ubyte")
    order = torch.randperm(len(x))
    validation = x[order[:5000]], y[order[:5000]]
    x, y = x[order[5000:]], y[order[5000:]]

    def train(net, masks):
        weights = [layer.weight for layer in net if isinstance(layer, nn.Linear)]
        optimizer = torch.optim.Adam(net.parameters(), lr=1.2e-3)
        loss_of = nn.CrossEntropyLoss()
        shuffled = torch.randperm(len(x))
        for i in range(iterations):
            begin = i * 60 % (len(x) - 60)
            batch = shuffled[begin:begin + 60]
            optimizer.zero_grad()
            loss_of(net(x[batch]), y[batch]).backward()
            optimizer.step()
            with torch.no_grad():
                for weight, mask in zip(weights, masks):
                    weight.mul_(mask)
            if (i + 1) % every == 0:
                accuracy(net, *validation)
        return accuracy(net, *test)

    net = network()
    initial = {name: value.clone() for name, value in net.state_dict().items()}
    masks = [torch.ones(outputs, inputs) for inputs, outputs in LAYERS]
    print(f"round 0: {train(net, []):.4f}")
    for number in range(1, rounds + 1):
        trained = [layer.weight.detach() for layer in net if isinstance(layer, nn.Linear)]
        for i, (weight, mask) in enumerate(zip(trained, masks)):
            kept = weight.abs()[mask == 1]
            goes = round((0.1 if i == 2 else 0.2) * len(kept))
            mask[(weight.abs() <= kept.kthvalue(goes).values) & (mask == 1)] = 0
        net = network()
        net.load_state_dict(initial)
        with torch.no_grad():
            for layer, mask in zip((layer for layer in net if isinstance(layer, nn.Linear)), masks):
                layer.weight.mul_(mask)
        ticket = train(net, masks)
        fresh = network()
        with torch.no_grad():
            for layer, mask in zip((layer for layer in fresh if isinstance(layer, nn.Linear)), masks):
                layer.weight.mul_(mask)
        print(f"round {number}: ticket {ticket:.4f}, reinit {train(fresh, masks):.4f}", flush=True)


if __name__ == "__main__":
    main()
