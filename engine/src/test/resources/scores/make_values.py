"""Gradients and Hessian products in double precision, by differentiating twice automatically.

Needs PyTorch and NumPy; run in this folder. Writes tiny_conv.npz and tiny_residual.npz for the
networks of TinyNets.java, names as there: `direction.*` over all parameters at random, `product.*`
the Hessian times it, `smoothed.*` that of the loss with a label smoothing of 0.1, `grasp.*` the
Hessian times the gradient of the weights, of the cross-entropy of logits divided by 200. Adds the
last of these to grasp_mlp.npz and grasp_conv.npz.
"""

import numpy as np
import torch
from torch.nn import functional as F

torch.set_default_dtype(torch.float64)
TEMPERATURE = 200


def norm(p, name, x):
    return F.batch_norm(x, None, None, p[name + ".weight"], p[name + ".bias"], True)


def conv(p, name, x, stride=1, padding=0, groups=1):
    return F.conv2d(x, p[name + ".weight"], p.get(name + ".bias"), stride, padding, 1, groups)


def dense(p, name, x):
    return F.linear(x, p[name + ".weight"], p[name + ".bias"])


def tiny_conv(p, x):
    x = F.max_pool2d(F.relu(conv(p, "conv1", x, padding=1)), 2, 1)
    x = F.max_pool2d(torch.tanh(conv(p, "conv2", x)), 2, 2)
    return dense(p, "fc2", F.relu(dense(p, "fc1", x.flatten(1))))


def tiny_residual(p, x):
    x = F.relu(norm(p, "bn1", conv(p, "conv1", x, padding=1)))
    body = F.relu(norm(p, "layer1.bn1", conv(p, "layer1.conv1", x, padding=1)))
    x = F.relu(norm(p, "layer1.bn2", conv(p, "layer1.conv2", body, padding=1)) + x)
    body = F.relu6(norm(p, "layer2.bn1", conv(p, "layer2.conv1", x)))
    body = F.relu6(norm(p, "layer2.bn2", conv(p, "layer2.conv2", body, 2, 1, 6)))
    short = norm(p, "layer2.downsample.1", conv(p, "layer2.downsample.0", x, 2))
    x = conv(p, "conv2", conv(p, "layer2.conv3", body) + short, 1, 1, 5)
    return dense(p, "fc", x.mean((2, 3)))


def grasp_mlp(p, x):
    return dense(p, "fc3", F.relu(dense(p, "fc2", F.relu(dense(p, "fc1", x)))))


def grasp_conv(p, x):
    x = F.max_pool2d(F.relu(norm(p, "bn1", conv(p, "conv1", x, padding=1))), 2)
    x = F.relu(norm(p, "bn2", conv(p, "conv2", x, 2, 1)))
    return dense(p, "fc", x.flatten(1))


SHAPES = {
    tiny_conv: {
        "conv1.weight": (3, 2, 3, 3), "conv1.bias": (3,),
        "conv2.weight": (4, 3, 2, 2), "conv2.bias": (4,),
        "fc1.weight": (6, 16), "fc1.bias": (6,), "fc2.weight": (4, 6), "fc2.bias": (4,),
    },
    tiny_residual: {
        "conv1.weight": (4, 2, 3, 3), "bn1.weight": (4,), "bn1.bias": (4,),
        "layer1.conv1.weight": (4, 4, 3, 3), "layer1.bn1.weight": (4,), "layer1.bn1.bias": (4,),
        "layer1.conv2.weight": (4, 4, 3, 3), "layer1.bn2.weight": (4,), "layer1.bn2.bias": (4,),
        "layer2.conv1.weight": (6, 4, 1, 1), "layer2.bn1.weight": (6,), "layer2.bn1.bias": (6,),
        "layer2.conv2.weight": (6, 1, 3, 3), "layer2.bn2.weight": (6,), "layer2.bn2.bias": (6,),
        "layer2.conv3.weight": (5, 6, 1, 1), "layer2.conv3.bias": (5,),
        "layer2.downsample.0.weight": (5, 4, 1, 1),
        "layer2.downsample.1.weight": (5,), "layer2.downsample.1.bias": (5,),
        "conv2.weight": (5, 1, 3, 3), "conv2.bias": (5,), "fc.weight": (4, 5), "fc.bias": (4,),
    },
}


def rounded(values):
    return torch.from_numpy(np.asarray(values, "f4").astype("f8"))


def product(net, p, x, y, direction, smoothing=0.0, temperature=1):
    """The Hessian times a direction, which is the weights' own gradient where it is None."""
    at = {name: value.clone().requires_grad_() for name, value in p.items()}
    loss = F.cross_entropy(net(at, x) / temperature, y, label_smoothing=smoothing)
    gradients = dict(zip(at, torch.autograd.grad(loss, at.values(), create_graph=True)))
    if direction is None:
        weights = [name for name in at if name.endswith(".weight") and at[name].dim() > 1]
        direction = {name: gradients[name].detach() for name in weights}
    along = sum((gradients[name] * direction[name]).sum() for name in direction)
    found = dict(zip(at, torch.autograd.grad(along, at.values(), allow_unused=True)))
    return loss, gradients, {name: found[name] for name in direction}


def write(file, values):
    np.savez_compressed(file, **{
        name: np.ascontiguousarray(value.detach().numpy() if torch.is_tensor(value) else value)
        for name, value in values.items()
    })


for net, shapes in SHAPES.items():
    draw = np.random.default_rng(20261126)
    p = {}
    for name, shape in shapes.items():
        scale = 1.5 / np.sqrt(max(1, np.prod(shape[1:])))
        p[name] = rounded(draw.normal(size=shape) * (scale if len(shape) > 1 else 0.3))
        if len(shape) == 1 and name.endswith(".weight"):
            p[name] = rounded(1 + p[name].numpy())
    # ReLU6 shall have values on all of its sides.
    for name in ("layer2.bn1.weight", "layer2.bn2.weight"):
        if name in p:
            p[name] = rounded(4 * p[name].numpy())
    x = rounded(draw.normal(size=(24, 2, 6, 6)))
    y = torch.from_numpy(draw.integers(0, 4, size=24))
    v = {name: rounded(draw.normal(size=shape)) for name, shape in shapes.items()}
    loss, gradients, products = product(net, p, x, y, v)
    smoothed = product(net, p, x, y, v, smoothing=0.1)
    grasp = product(net, p, x, y, None, temperature=TEMPERATURE)[2]
    write(net.__name__ + ".npz", {
        "x": x, "y": y, "loss": loss, "smoothed_loss": smoothed[0],
        **{"param." + name: value for name, value in p.items()},
        **{"direction." + name: value for name, value in v.items()},
        **{"gradient." + name: value for name, value in gradients.items()},
        **{"product." + name: value for name, value in products.items()},
        **{"smoothed." + name: value for name, value in smoothed[2].items()},
        **{"grasp." + name: value for name, value in grasp.items()},
    })

for net in (grasp_mlp, grasp_conv):
    known = dict(np.load(net.__name__ + ".npz"))
    p = {n[6:]: torch.from_numpy(v) for n, v in known.items() if n.startswith("param.")}
    x, y = torch.from_numpy(known["x"]), torch.from_numpy(known["y"])
    for name, value in product(net, p, x, y, None)[2].items():
        given = known["hessian_gradient." + name]
        print(name, np.abs(value.numpy() - given).max() / np.abs(given).max())
    known.update({
        "grasp." + name: value
        for name, value in product(net, p, x, y, None, temperature=TEMPERATURE)[2].items()
    })
    write(net.__name__ + ".npz", known)
