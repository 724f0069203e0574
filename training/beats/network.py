"""The network: small convolutions over frequency, then dilated ones over pairs of frames; two outputs a frame."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional as F  # noqa: N812 - what everybody calls it

from accord.dsp.spectra import N_MELS
from accord.features.beat_network import INPUTS

SHAPES = 20
"""Shapes of onsets that are looked for in each sixteenth of the mel bands."""
CHANNELS = 36
DILATIONS = (1, 2, 4, 8, 16, 32, 64, 128)
"""Pairs of frames between the five that a layer sees; all together they reach 20 s to either side."""
OUTPUTS = 2
"""Log-odds of a beat and of a downbeat."""


class Layer(nn.Module):
    """A residual layer over time: five frames ``dilation`` apart, gated, then mixed.

    Parameters
    ----------
    dilation : int
        Frames.
    dropout : float
        Share of channels that training leaves out.
    """

    def __init__(self, dilation: int, dropout: float) -> None:
        super().__init__()
        self.wide = nn.Linear(5 * CHANNELS, CHANNELS)
        self.mix = nn.Linear(CHANNELS, CHANNELS)
        self.drop = nn.Dropout(dropout)
        self._dilation = dilation

    def forward(self, x: Tensor) -> Tensor:
        """Return the frames, shape (batch, n, CHANNELS), with what this layer saw added."""
        apart, n = self._dilation, x.shape[1]
        padded = F.pad(x, (0, 0, 2 * apart, 2 * apart))
        seen = torch.cat([padded[:, k * apart : k * apart + n] for k in range(5)], dim=2)
        mixed: Tensor = x + self.mix(self.drop(torch.relu(self.wide(seen))))
        return mixed


class BeatNetwork(nn.Module):
    """Beats and downbeats from mel levels and harmonic novelty.

    Parameters
    ----------
    dropout : float
        Share of channels that training leaves out.

    Notes
    -----
    After M. E. P. Davies, S. Böck, "Temporal Convolutional Networks for Musical Audio Beat Tracking", EUSIPCO 2019.
    """

    def __init__(self, dropout: float = 0.1) -> None:
        super().__init__()
        self.first = nn.Conv2d(2, SHAPES, (6, 8), stride=(2, 4), padding=(2, 2))
        self.second = nn.Linear(SHAPES * N_MELS // 4, CHANNELS)
        self.harmony = nn.Conv1d(INPUTS - N_MELS, CHANNELS, 4, stride=2, padding=1)
        self.layers = nn.Sequential(*(Layer(dilation, dropout) for dilation in DILATIONS))
        self.out = nn.Linear(CHANNELS, 2 * OUTPUTS)

    def forward(self, x: Tensor) -> Tensor:
        """Return log-odds.

        Parameters
        ----------
        x : Tensor, shape (batch, n, INPUTS)
            As ``network_input`` gives them; n is even.

        Returns
        -------
        Tensor, shape (batch, n, OUTPUTS)
        """
        mel, novelty = x[:, :, :N_MELS], x[:, :, N_MELS:]
        before = F.pad(mel, (0, 0, 2, 0))[:, :-2]
        y = torch.stack((mel, 4.0 * torch.relu(mel - before)), dim=1)
        y = torch.relu(self.first(y)).transpose(1, 2).flatten(2)
        y = self.second(y) + self.harmony(novelty.transpose(1, 2)).transpose(1, 2)
        y = self.out(torch.relu(self.layers(torch.relu(y))))
        return y.reshape(y.shape[0], -1, OUTPUTS)
