"""Search entries spell letters out that few keyboards have."""

from alembic import op
from sqlalchemy import text

revision = "0009"
down_revision = "0008"

SPELT = str.maketrans(
    {"æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ß": "ss", "ẞ": "SS", "þ": "th", "Þ": "Th", "ø": "o", "Ø": "O"}
    | {"ð": "d", "Ð": "D", "đ": "d", "Đ": "D", "ł": "l", "Ł": "L", "ħ": "h", "Ħ": "H", "ı": "i", "ŋ": "n", "Ŋ": "N"}
)
WORDS = ("title", "artists", "album", "genres")


def upgrade() -> None:
    """Write the words of existing entries as new ones are written; triggers bring the index along."""
    db = op.get_bind()
    columns = ", ".join(WORDS)
    found = db.execute(text(f"SELECT id, {columns} FROM search_entries")).mappings().all()
    spelt = [{name: word.translate(SPELT) if name in WORDS else word for name, word in row.items()} for row in found]
    changed = [new for new, old in zip(spelt, found, strict=True) if new != dict(old)]
    if changed:
        values = ", ".join(f"{name} = :{name}" for name in WORDS)
        db.execute(text(f"UPDATE search_entries SET {values} WHERE id = :id"), changed)
