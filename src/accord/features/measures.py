"""The named measures of which descriptors are made, each computed when first asked for."""

from __future__ import annotations

from functools import cached_property

import numpy as np

from accord.domain.analysis import Floats
from accord.dsp import fluctuation, glide, modulation, reverberation, spectral_shape
from accord.dsp.loudness import ENERGY_RATE, block_means, decibels
from accord.dsp.mel import FLOOR, mel_centres
from accord.dsp.periodicity import autocorrelation, local_strength, strength_near
from accord.dsp.spectra import FMIN, FRAME_RATE, N_MELS, SR
from accord.features.hearing import Hearing
from accord.features.key import centre_of
from accord.features.tag_network import voice_share
from accord.features.voice_network import voice_probabilities

CENTRES = mel_centres(SR, N_MELS, FMIN)
"""Hz of the mel bands."""
VOICE = np.flatnonzero((CENTRES > 500.0) & (CENTRES < 5000.0))
"""Bands in which an audience is heard."""
FLOOR_FRAMES = 20_000
"""Frames, evenly spread, from which the softest moments are taken."""
QUIET = 30.0
"""dB below the loudest frame under which a frame says nothing of the sound."""
SILENT = FLOOR + 10.0
"""dB of a mel band under which there is no sound, not even noise."""
INAUDIBLE = 1e-7
"""Power of a frame under which nothing is heard: -70 dB."""
UNHEARD = 4.0
"""Factor on what a noise floor lies below ``SILENT``: how deep it goes on below ``FLOOR``, nobody knows."""
NOT_NOISE = 10.0
"""dB of unevenness that stand for what is no noise."""
CERTAIN_KEY = 0.3
"""Tonalness from which the mode counts in full."""
BLUNTNESS = 0.7
"""Power of the keys' probabilities, less than 1 so that a mode that is nearly even does not tip over."""
FAINT_PULSE, CLEAR_PULSE = 0.05, 0.2
"""Pulse clarity under which there is no tempo to speak of, and from which there is one."""
EDGE = 8.0
"""Seconds at the beginning and end in which an audience is heard, if anywhere."""


class Measures:
    """What can be measured of a track beside its rhythm and key.

    Parameters
    ----------
    hearing : Hearing
        The track as heard.
    """

    def __init__(self, hearing: Hearing) -> None:
        self.hearing = hearing

    @cached_property
    def _shape(self) -> tuple[Floats, Floats]:
        mel = self.hearing.evidence.mel
        sounding = max(float(mel.max()) - QUIET, SILENT)
        deep, bright = np.searchsorted(CENTRES, (90.0, 1500.0))
        return spectral_shape.shape(mel, FLOOR, sounding, int(deep), int(bright))

    @cached_property
    def _power(self) -> Floats:
        """Power of each frame of all channels' mean, over all mel bands."""
        evidence = self.hearing.evidence
        return (evidence.harmonic + evidence.percussive).astype(np.float64)

    @cached_property
    def loudness(self) -> float:
        """Gated loudness in LUFS.

        ITU-R BS.1770-4, "Algorithms to measure audio programme loudness and true-peak audio level", 2015.
        """
        return self.hearing.loudness.value

    @cached_property
    def dance_tempo(self) -> float:
        """Nearness of the tempo to 118 BPM, 0 to 1: a normal curve 0.45 octaves wide; less where no pulse is heard.

        D. Moelants, "Dance Music, Movement and Tempo Preferences", ESCOM 2003.
        """
        tempo = self.hearing.tempo.value
        if tempo <= 0.0:
            return 0.0
        return self._pulse * float(np.exp(-0.5 * (np.log2(tempo / 118.0) / 0.45) ** 2))

    @cached_property
    def _pulse(self) -> float:
        """How surely there is a pulse at all, 0 to 1."""
        return float(np.clip((self.pulse_clarity - FAINT_PULSE) / (CLEAR_PULSE - FAINT_PULSE), 0.0, 1.0))

    @cached_property
    def pace(self) -> float:
        """Tempo in BPM, 0 without a beat."""
        return self.hearing.tempo.value

    @cached_property
    def steadiness(self) -> float:
        """Share of the beats that keep the tempo to 4 %, 0 to 1; less where no pulse is heard."""
        lengths = self.hearing.beats.duration
        if len(lengths) < 8 or self.hearing.tempo.value <= 0.0:
            return 0.0
        eights = np.convolve(lengths, np.full(8, 1.0 / 8.0), "valid")
        return self._pulse * float(np.mean(np.abs(eights * self.hearing.tempo.value / 60.0 - 1.0) < 0.04))

    @cached_property
    def major_mode(self) -> float:
        """How probably the mode is major: 0 (surely minor) over 0.5 (undecided, or no key) to 1 (surely major).

        K. Hevner, "The Affective Character of the Major and Minor Modes in Music", Am. J. Psychology, 1935.
        """
        centre = centre_of(self.hearing.evidence, None)
        odds = centre.odds**BLUNTNESS
        return 0.5 + min(centre.tonalness / CERTAIN_KEY, 1.0) * (float(odds[1].sum() / odds.sum()) - 0.5)

    @cached_property
    def pulse_clarity(self) -> float:
        """Correlation of the onsets with themselves a beat later, 0 to 1.

        O. Lartillot, T. Eerola, P. Toiviainen, J. Fornari, "Multi-feature Modeling of Pulse Clarity", ISMIR 2008.
        """
        if self.hearing.tempo.value <= 0.0:
            return 0.0
        r = autocorrelation(local_strength(self.hearing.evidence.onset_envelope))
        return max(strength_near(r, 60.0 * FRAME_RATE / self.hearing.tempo.value), 0.0)

    @cached_property
    def beat_strength(self) -> float:
        """Onset strength in the bass at beats, in dB of rise."""
        inside = self.hearing.beat_evidence
        return float(np.expm1(inside.onsets[:, 0, 0]).mean()) if inside is not None else 0.0

    @cached_property
    def fluctuation(self) -> float:
        """Scaling exponent of the level between 0.3 and 5 s; small where it returns in a steady rhythm.

        S. Streich, P. Herrera, "Detrended Fluctuation Analysis of Music Signals: Danceability Estimation and Further
        Semantic Characterization", AES 118, 2005.
        """
        return fluctuation.scaling_exponent(np.sqrt(self._power), shortest=15, longest=250)

    @cached_property
    def onset_rate(self) -> float:
        """Sounds that begin in a second.

        A. Gabrielsson, E. Lindström, "The Role of Structure in the Musical Expression of Emotions", Handbook of Music
        and Emotion, 2010: many notes sound lively.
        """
        segments = self.hearing.segments
        return float((segments.confidence > 0.2).sum() / max(self.hearing.evidence.duration, 1e-3))

    @cached_property
    def spectral_entropy(self) -> float:
        """Evenness of the spectrum over mel bands, 0 (one band) to 1 (all alike).

        H. Misra, S. Ikbal, H. Bourlard, H. Hermansky, "Spectral Entropy Based Feature for Robust ASR", ICASSP 2004.
        """
        return float(self._shape[0][0])

    @cached_property
    def brightness(self) -> float:
        """Share of power above 1.5 kHz, as the mean over frames of its square root, 0 to 1.

        P. N. Juslin, "Cue Utilization in Communication of Emotion in Music Performance", JEP:HPP, 2000.
        """
        return float(self._shape[0][1])

    @cached_property
    def spectral_flux(self) -> float:
        """Mean rise of level over mel bands, dB a frame of 20 ms.

        S. Dixon, "Onset Detection Revisited", DAFx 2006.
        """
        return float(self.hearing.evidence.onset_envelope.mean())

    @cached_property
    def percussive_share(self) -> float:
        """Share of power in what is short and broad, 0 to 1.

        D. FitzGerald, "Harmonic/Percussive Separation Using Median Filtering", DAFx 2010.
        """
        evidence = self.hearing.evidence
        if evidence.mel.max() <= SILENT:
            return 0.0
        total = float(evidence.harmonic.sum() + evidence.percussive.sum())
        return float(evidence.percussive.sum()) / total if total > 0.0 else 0.0

    @cached_property
    def loudness_range(self) -> float:
        """Distance between soft (10th percentile) and loud (95th) passages of 3 s, in LU.

        EBU Tech 3342, "Loudness Range: A Measure to Supplement EBU R 128 Loudness Normalization", 2016.
        """
        levels = decibels(block_means(self.hearing.evidence.spectra.mean_squares, width=600, hop=100))
        levels = levels[levels > max(self.hearing.loudness.value - 20.0, -70.0)]
        return float(np.subtract(*np.percentile(levels, (95, 10)))) if len(levels) else 0.0

    @cached_property
    def unevenness(self) -> float:
        """Standard deviation of the level of 0.4 s, in dB; ``QUIET`` where nothing is heard.

        Large where notes die away or pauses fall, small where sound is pressed to be loud throughout.

        E. Vickers, "The Loudness War: Background, Speculation, and Recommendations", AES 129, 2010.
        """
        power = block_means(self._power, width=20, hop=5)
        heard = power[power > max(10.0 ** (-QUIET / 10.0) * float(power.mean()), INAUDIBLE)]
        return float((10.0 * np.log10(heard)).std()) if len(heard) else QUIET

    @cached_property
    def sub_bass(self) -> float:
        """Share of power below 90 Hz, as the mean over frames of its square root, 0 to 1."""
        return float(self._shape[0][2])

    @cached_property
    def syllabic_rhythm(self) -> float:
        """Share of the variation of level, 300 Hz to 4 kHz, that is between 3 and 7 Hz.

        E. Scheirer, M. Slaney, "Construction and Evaluation of a Robust Multifeature Speech/Music Discriminator",
        ICASSP 1997.
        """
        voice = (CENTRES > 300.0) & (CENTRES < 4000.0)
        level = self.hearing.evidence.mel @ (voice / voice.sum()).astype(np.float32)
        return modulation.modulation_share(level, FRAME_RATE, 3.0, 7.0)

    @cached_property
    def pauses(self) -> float:
        """Share of frames with less than a tenth of the mean power of the second around them.

        J. Saunders, "Real-time Discrimination of Broadcast Speech/Music", ICASSP 1996.
        """
        n = len(self._power) // 50 * 50
        if n == 0:
            return 0.0
        seconds = self._power[:n].reshape(-1, 50)
        heard = seconds.mean(axis=1) > INAUDIBLE
        return float((seconds < 0.1 * seconds.mean(axis=1, keepdims=True))[heard].mean()) if heard.any() else 0.0

    @cached_property
    def voice_activity(self) -> float | None:
        """How surely somebody speaks, 0 to 1, as the mean over up to 32 s of the track; ``None`` without the network.

        Silero Team, "Silero VAD: pre-trained enterprise-grade Voice Activity Detector (VAD), Number Detector and
        Language Classifier", 2024.
        """
        probabilities = voice_probabilities(self.hearing.evidence.spectra.excerpts)
        if probabilities is None:
            return None
        return float(probabilities.mean()) if len(probabilities) else 0.0

    @cached_property
    def vocal_tags(self) -> float | None:
        """Share of the tags about voices that say there is one, 0 to 1; ``None`` without the network that tags.

        J. Pons, X. Serra, "musicnn: Pre-trained Convolutional Neural Networks for Music Audio Tagging", ISMIR 2019.
        """
        tagging = self.hearing.tagging
        return voice_share(tagging) if tagging is not None else None

    @cached_property
    def tonal_clarity(self) -> float:
        """How far pitch classes stand out in a second of sound, 0 (all alike) to 1 (one alone).

        E. Gómez, "Tonal Description of Music Audio Signals", PhD thesis, 2006.
        """
        profile = self.hearing.evidence.treble + self.hearing.evidence.bass
        n = len(profile) // 11 * 11
        if n == 0:
            return 0.0
        seconds = profile[:n].reshape(-1, 11, 12).sum(axis=1)
        share = seconds / (seconds.sum(axis=1, keepdims=True) + 1e-9)
        entropy = -(share * np.log(share + 1e-12)).sum(axis=1) / np.log(12)
        heard = seconds.sum(axis=1) > 0.0
        return float(1.0 - entropy[heard].mean()) if heard.any() else 0.0

    @cached_property
    def pitch_glide(self) -> float:
        """Share of steps in which pitch moves by less than a semitone, 0 to 1, where it does so most.

        B. Lehner, G. Widmer, R. Sonnleitner, "On the Reduction of False Positives in Singing Voice Detection",
        ICASSP 2014.
        """
        return glide.glide_share(self.hearing.evidence.spectra.treble)

    @cached_property
    def decay_time(self) -> float:
        """Time in which sound dies away by 60 dB, in s.

        R. Ratnam, D. L. Jones, B. C. Wheeler, et al., "Blind Estimation of Reverberation Time", JASA, 2003.
        """
        return reverberation.decay_time(self.hearing.evidence.loudness, ENERGY_RATE)

    @cached_property
    def noise_floor(self) -> float:
        """Level of the softest moments between 500 Hz and 5 kHz against the mean level there, in dB (below 0)."""
        if self.hearing.evidence.mel.max() <= SILENT:
            return FLOOR
        below = max(SILENT - float(self._floor.mean()), 0.0)
        return float(np.mean(self._floor - self._mean_level)) - UNHEARD * below

    @cached_property
    def noise_evenness(self) -> float:
        """Unevenness of the spectrum of the softest moments between 500 Hz and 5 kHz, in dB.

        The standard deviation of what a smooth curve over the bands leaves: small for applause and murmur, large for
        held notes.
        """
        if self._floor.mean() <= SILENT:
            return NOT_NOISE
        bands = np.arange(len(self._floor))
        smooth = np.polyval(np.polyfit(bands, self._floor, 3), bands)
        return float((self._floor - smooth).std())

    @cached_property
    def edge_roughness(self) -> float:
        """Unevenness of the spectrum of the first and last seconds between 500 Hz and 5 kHz, in dB.

        The standard deviation of its second difference over bands, in the half-second that a fifth of them undercut:
        small for applause and murmur, large for notes.
        """
        return self._roughness[0]

    @cached_property
    def edge_contrast(self) -> float:
        """How much smoother the first and last seconds are than those between, in dB: the difference of roughness.

        Large where people clap before or after notes; near 0 where noise or distorted guitars go on throughout.
        """
        edges, between = self._roughness
        return between - edges

    @cached_property
    def _roughness(self) -> tuple[float, float]:
        """Unevenness of the spectrum at the edges and between them, in dB; ``NOT_NOISE`` where nothing is heard."""
        mel = self.hearing.evidence.mel
        n = len(mel) // 25 * 25
        if n == 0:
            return NOT_NOISE, NOT_NOISE
        blocks = mel[:n].reshape(-1, 25, N_MELS).mean(axis=1)[:, VOICE]
        level = blocks.mean(axis=1)
        heard = level > max(float(np.percentile(level, 90)) - QUIET, SILENT)
        rough = np.diff(blocks, 2, axis=1).std(axis=1)
        count = round(EDGE * FRAME_RATE / 25)
        place = np.arange(len(blocks))
        edge = (place < count) | (place >= len(blocks) - count)
        at, between = (
            min(float(np.percentile(rough[where], 20)), NOT_NOISE) if where.any() else NOT_NOISE
            for where in (edge & heard, ~edge & heard)
        )
        return at, between

    @cached_property
    def _floor(self) -> Floats:
        mel = self.hearing.evidence.mel
        step = len(mel) // FLOOR_FRAMES + 1
        return np.asarray(np.percentile(mel[::step, VOICE], 5, axis=0), dtype=np.float64)

    @cached_property
    def _mean_level(self) -> Floats:
        return np.asarray(10.0 * np.log10(self._shape[1][VOICE] + 1e-9))

    @cached_property
    def attack_time(self) -> float:
        """Median time from a sound's onset to its peak, in s."""
        segments = self.hearing.segments
        return float(np.median(segments.loudness_max_time)) if len(segments.start) else 0.0
