"""Products of low-precision matrices are those of the widened ones."""

import pytest
import torch

from rightloss.kernels import _products


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.float16])
@pytest.mark.parametrize("shape", [(5, 7, 40), (40, 7, 5), (5, 40, 7)])
def test_they_are_products(shape: tuple[int, int, int], dtype: torch.dtype, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_products, "_TILE", 8)
    n, k, m = shape
    a, b = torch.randn(n, k).to(dtype), torch.randn(k, m).to(dtype)
    wanted = a.double() @ b.double()
    out = _products.product_(torch.full((n, m), float("nan")), a, b)
    torch.testing.assert_close(out.double(), wanted, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(_products.add_product_(out, a, b).double(), 2 * wanted, rtol=1e-5, atol=1e-5)
