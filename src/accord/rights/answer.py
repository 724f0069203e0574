"""Yes or no, who says so, what is owed, and what would be lawful instead."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from accord.domain.errors import UnclearQuestion
from accord.domain.labels import Label, Obligation, Purpose, Source
from accord.rights import vocabulary
from accord.rights.algebra import meet
from accord.rights.decision import decide
from accord.rights.naming import Names, names
from accord.rights.question import Question, parse


@dataclass(frozen=True, slots=True)
class Answer:
    """What may be done with what comes from some sources taken together."""

    allowed: bool
    purposes: tuple[Purpose, ...]
    """What was asked for; all must be allowed."""
    sources: tuple[Source, ...]
    """What most speaks against it comes first."""
    label: Label
    """Of what is made from all of them."""
    reason: str
    """Why, in a sentence or two."""
    obligations: tuple[Obligation, ...]
    """What the use owes; empty where it is not allowed."""
    instead: tuple[str, ...]
    """What would be lawful; empty where the use is allowed."""
    notes: tuple[str, ...] = ()
    """What else the person should know."""

    @property
    def word(self) -> str:
        """``Yes`` or ``No``."""
        return "Yes" if self.allowed else "No"


def ask(text: str, known: Names | None = None) -> Answer:
    """Answer a question in plain words.

    Parameters
    ----------
    text : str
        In English, for instance ``May I use MusicBrainz core data in a paid app?``.
    known : Names, optional
        The sources; those of the registry where left out.

    Returns
    -------
    Answer

    Raises
    ------
    UnclearQuestion
        If no source or no purpose is recognised, if the question is put in the negative, or if it names something
        that is not known and could not be answered with no without it.
    """
    known = known or names()
    question = parse(text, known)
    if not question.sources:
        raise UnclearQuestion(_no_source(question, known))
    found = answer(question.sources, _asked(question, known), question.waived, known)
    if found.allowed and question.unknown:
        raise UnclearQuestion(_unknown(question.unknown, known))
    notes = list(found.notes)
    if question.unknown:
        notes.append(_unknown(question.unknown, known))
    if question.left_out:
        notes.append(f"Not understood, and left out: {', '.join(question.left_out)}.")
    return replace(found, notes=tuple(notes))


def answer(
    sources: Sequence[str],
    purposes: Sequence[Purpose],
    waived: frozenset[Obligation] = frozenset(),
    known: Names | None = None,
) -> Answer:
    """Answer whether what is made from all of these sources may be used for all of these purposes.

    Parameters
    ----------
    sources : sequence of str
        Ids, at least one. One that has no whole record allows nothing.
    purposes : sequence of Purpose
        At least one.
    waived : frozenset of Obligation
        What whoever asks would rather not owe; a use that owes it is then not allowed.
    known : Names, optional
        The sources; those of the registry where left out.

    Returns
    -------
    Answer
    """
    known = known or names()
    unread = [id_ for id_ in sources if id_ not in known.known]
    there = [known.known[id_] for id_ in sources if id_ in known.known]
    nothing = [Label(frozenset(), frozenset(), frozenset({id_}), frozenset()) for id_ in unread]
    label = meet(*(source.label for source in there), *nothing)
    denied = [purpose for purpose in purposes if not decide(purpose, label).allowed]
    refused = tuple(duty for duty in Obligation if duty in waived & label.obligations)
    allowed = not denied and not refused and not known.nameless
    against = {
        source.id: len(set(denied) - source.label.purposes) + len(waived & source.label.obligations) for source in there
    }
    there.sort(key=lambda source: -against[source.id])
    deciding = [source for source in there if against[source.id]]
    if allowed:
        reason = f"{_names(there)} may be used for {_titles(purposes)}."
    else:
        reason = " ".join(
            _why_not(deciding, denied, refused, unread, known.nameless if not (denied or refused) else ())
        )
    return Answer(
        allowed=allowed,
        purposes=tuple(purposes),
        sources=tuple(there),
        label=label,
        reason=reason,
        obligations=tuple(duty for duty in Obligation if duty in label.obligations) if allowed else (),
        instead=() if allowed else tuple(dict.fromkeys(source.instead for source in deciding)),
        notes=tuple(f"Accord keeps nothing of it: {source.name}." for source in there if not source.stored and allowed),
    )


def _why_not(
    deciding: Sequence[Source],
    denied: Sequence[Purpose],
    refused: Sequence[Obligation],
    unread: Sequence[str],
    nameless: Sequence[str],
) -> list[str]:
    sentences = []
    for source in deciding:
        against = [purpose for purpose in denied if purpose not in source.label.purposes]
        if against:
            sentences.append(f"{source.name} may not be used for {_titles(against)}.")
        owed = [duty for duty in refused if duty in source.label.obligations]
        sentences += [f"Whoever uses {source.name} must {vocabulary.obligations()[duty].title}." for duty in owed]
    sentences += [f"The record of {id_} is not whole, so that nothing of it may be used." for id_ in unread]
    if nameless:
        sentences.append(
            f"The record of {', '.join(nameless)} cannot be read, so that no question is answered with yes."
        )
    return sentences


def _asked(question: Question, known: Names) -> tuple[Purpose, ...]:
    """Return the purposes of a question; where it names none, all of them if they have the same answer."""
    if question.purposes:
        return question.purposes
    gain = {Purpose.COMMERCIAL, Purpose.SALE} if question.non_commercial else set()
    all_ = tuple(purpose for purpose in Purpose if purpose not in gain)
    allowed = [purpose for purpose in all_ if answer(question.sources, [purpose], known=known).allowed]
    if allowed and len(allowed) < len(all_):
        raise UnclearQuestion(
            f"The question does not say what for. {_names([known.known[id_] for id_ in question.sources])} may be used "
            f"for {_titles(allowed)}, and for nothing else."
        )
    return all_


def _no_source(question: Question, known: Names) -> str:
    if question.unknown:
        return _unknown(question.unknown, known)
    return (
        f"The question names no source that the registry knows. Sources: {', '.join(known.known)}. Purposes: "
        + ", ".join(words.title for words in vocabulary.purposes().values())
        + "."
    )


def _unknown(unknown: Sequence[str], known: Names) -> str:
    sentences = []
    phrases = {" ".join(phrase): ids for phrase, ids in known.phrases.items()}
    for name in unknown:
        near = difflib.get_close_matches(name.lower(), phrases, n=1, cutoff=0.75)
        meant = [known.known[id_].name for phrase in near for (id_,) in phrases[phrase] if id_ in known.known]
        hint = f"; did you mean {' or '.join(meant)}?" if meant else ", and of what is unknown nothing may be used."
        sentences.append(f"The registry knows nothing called {name!r}{hint}")
    return " ".join(sentences)


def _names(sources: Sequence[Source]) -> str:
    return _listed([source.name for source in sources])


def _titles(purposes: Sequence[Purpose]) -> str:
    if len(purposes) == len(Purpose):
        return "every purpose"
    return _listed([vocabulary.purposes()[purpose].title for purpose in purposes])


def _listed(parts: Sequence[str]) -> str:
    *most, last = parts
    return f"{'; '.join(most)} and {last}" if most else last
