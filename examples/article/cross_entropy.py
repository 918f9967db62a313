"""Cross-entropy on raw scores.

The sample that this replaces put `nn.Sigmod` in front of the loss. The name does not exist, and a sigmoid has no place
there: cross-entropy applies log-softmax itself. With scores squeezed into (0, 1) and 9 classes the loss could never
fall below ln(1 + 8/e) = 1.372. A sigmoid belongs to binary cross-entropy (BCEWithLogitsLoss, which applies it itself).
"""

import torch
from torch import nn

torch.manual_seed(0)

scores = torch.randn(6, 9, requires_grad=True)  # raw scores of 9 classes, straight from the last layer
target = torch.randint(0, 9, (6,))

criterion = nn.CrossEntropyLoss()
optimizer = torch.optim.Adam([scores], lr=0.1)

losses = []
for _ in range(100):
    loss = criterion(scores, target)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    losses.append(loss.item())

print(f"before: {losses[0]:.4f}, after: {losses[-1]:.4f}")
