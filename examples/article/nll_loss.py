"""NLL loss on the output of a convolution.

The sample that this replaces took a 3x3 convolution of (5, 16, 10, 5), which gives (5, 4, 8, 3), against a target of
(5, 8, 8): the sizes do not match, and the loss raises. The target has to have the size of the output: here (5, 8, 3).
It also did not train: a loss is there to fall.
"""

import torch
from torch import nn

torch.manual_seed(0)

data = torch.randn(5, 16, 10, 5)  # (N, C_in, H, W)
conv = nn.Conv2d(16, 4, (3, 3))  # without padding, H and W shrink by 2: (5, 4, 8, 3)
log_softmax = nn.LogSoftmax(dim=1)  # NLL takes log-probabilities over dimension 1, the classes
target = torch.randint(0, 4, (5, 8, 3))  # one class per position of the output

criterion = nn.NLLLoss()
optimizer = torch.optim.Adam(conv.parameters(), lr=0.01)

losses = []
for _ in range(100):
    loss = criterion(log_softmax(conv(data)), target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

print(f"before: {losses[0]:.4f}, after: {losses[-1]:.4f}")
