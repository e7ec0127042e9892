"""Training steps of the same networks in PyTorch, for `npm run bench -- train-step`.

  python torch_step.py ARCH BATCH PARAMETERS

Reads lines "FORMAT STEPS" from standard input (FORMAT: contiguous or channels_last) and answers each with a JSON list of
seconds, one a step: bytes normalised, forward, cross-entropy, backward, SGD with momentum and weight decay. Ends with an
error where the network has another number of parameters than the one it is compared with.
"""

import json
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

CLASSES = 10


def conv(inputs, outputs, kernel, stride=1, groups=1):
    return nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False)


class PreActivated(nn.Module):
    """Block of WRN: the projection of the shortcut takes the activated input."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.norm1, self.conv1 = nn.BatchNorm2d(inputs), conv(inputs, outputs, 3, stride)
        self.norm2, self.conv2 = nn.BatchNorm2d(outputs), conv(outputs, outputs, 3)
        self.shortcut = conv(inputs, outputs, 1, stride) if inputs != outputs else None

    def forward(self, x):
        activated = F.relu(self.norm1(x), inplace=True)
        h = self.conv2(F.relu(self.norm2(self.conv1(activated)), inplace=True))
        return h + (x if self.shortcut is None else self.shortcut(activated))


class Basic(nn.Module):
    """Block of ResNet-18."""

    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.conv1, self.norm1 = conv(inputs, outputs, 3, stride), nn.BatchNorm2d(outputs)
        self.conv2, self.norm2 = conv(outputs, outputs, 3), nn.BatchNorm2d(outputs)
        has_projection = inputs != outputs
        self.shortcut = (
            nn.Sequential(conv(inputs, outputs, 1, stride), nn.BatchNorm2d(outputs)) if has_projection else nn.Identity()
        )

    def forward(self, x):
        h = F.relu(self.norm1(self.conv1(x)), inplace=True)
        return F.relu(self.norm2(self.conv2(h)) + self.shortcut(x), inplace=True)


class Inverted(nn.Module):
    """Block of MobileNetV2."""

    def __init__(self, inputs, outputs, stride, expansion):
        super().__init__()
        wide = inputs * expansion
        layers = [] if expansion == 1 else [conv(inputs, wide, 1), nn.BatchNorm2d(wide), nn.ReLU6(inplace=True)]
        layers += [conv(wide, wide, 3, stride, groups=wide), nn.BatchNorm2d(wide), nn.ReLU6(inplace=True)]
        layers += [conv(wide, outputs, 1), nn.BatchNorm2d(outputs)]
        self.layers = nn.Sequential(*layers)
        self.has_shortcut = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.layers(x) if self.has_shortcut else self.layers(x)


def head(width):
    return [nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(width, CLASSES)]


def wrn_16_1():
    layers, width = [conv(3, 16, 3)], 16
    for outputs, stride in ((16, 1), (32, 2), (64, 2)):
        for block in range(2):
            layers.append(PreActivated(width, outputs, stride if block == 0 else 1))
            width = outputs
    return nn.Sequential(*layers, nn.BatchNorm2d(width), nn.ReLU(inplace=True), *head(width))


def resnet_18():
    layers, width = [conv(3, 64, 3), nn.BatchNorm2d(64), nn.ReLU(inplace=True)], 64
    for outputs, stride in ((64, 1), (128, 2), (256, 2), (512, 2)):
        for block in range(2):
            layers.append(Basic(width, outputs, stride if block == 0 else 1))
            width = outputs
    return nn.Sequential(*layers, *head(width))


def mobilenet_v2():
    layers, width = [conv(3, 32, 3), nn.BatchNorm2d(32), nn.ReLU6(inplace=True)], 32
    stages = ((1, 16, 1, 1), (6, 24, 2, 1), (6, 32, 3, 2), (6, 64, 4, 2), (6, 96, 3, 1), (6, 160, 3, 2), (6, 320, 1, 1))
    for expansion, outputs, blocks, stride in stages:
        for block in range(blocks):
            layers.append(Inverted(width, outputs, stride if block == 0 else 1, expansion))
            width = outputs
    layers += [conv(width, 1280, 1), nn.BatchNorm2d(1280), nn.ReLU6(inplace=True)]
    return nn.Sequential(*layers, *head(1280))


NETWORKS = {"wrn-16-1": wrn_16_1, "resnet-18": resnet_18, "mobilenet-v2": mobilenet_v2}


class Training:
    def __init__(self, arch, memory_format):
        torch.manual_seed(1)
        self.format = memory_format
        self.model = NETWORKS[arch]().to(memory_format=memory_format).train()
        self.optimizer = torch.optim.SGD(self.model.parameters(), lr=0.01, momentum=0.9, weight_decay=1e-4)

    def step(self, pixels, labels):
        x = pixels.to(memory_format=self.format).float().div_(255).sub_(0.5).div_(0.25)
        self.optimizer.zero_grad(set_to_none=True)
        loss = F.cross_entropy(self.model(x), labels)
        loss.backward()
        self.optimizer.step()
        return loss.item()


def main():
    arch, batch, expected = sys.argv[1], int(sys.argv[2]), int(sys.argv[3])
    trainings = {
        "contiguous": Training(arch, torch.contiguous_format),
        "channels_last": Training(arch, torch.channels_last),
    }
    parameters = sum(p.numel() for p in trainings["contiguous"].model.parameters())
    if parameters != expected:
        sys.exit(f"{arch} has {parameters} parameters here and {expected} there")
    generator = torch.Generator().manual_seed(2)
    pixels = torch.randint(0, 256, (batch, 3, 32, 32), dtype=torch.uint8, generator=generator)
    labels = torch.randint(0, CLASSES, (batch,), generator=generator)
    print(json.dumps({"torch": torch.__version__, "threads": torch.get_num_threads()}), flush=True)
    for line in sys.stdin:
        name, steps = line.split()
        seconds = []
        for _ in range(int(steps)):
            started_at = time.perf_counter()
            trainings[name].step(pixels, labels)
            seconds.append(time.perf_counter() - started_at)
        print(json.dumps(seconds), flush=True)


main()
