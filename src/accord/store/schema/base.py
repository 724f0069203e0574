"""What every table has: named constraints, and a source or a label."""

from __future__ import annotations

from sqlalchemy import JSON, CheckConstraint, Double, ForeignKey, MetaData, Text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """Root of the models. Constraints are named, so that a migration can name them too."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map = {  # noqa: RUF012 - SQLAlchemy reads a dict
        str: Text(),
        float: Double(),
        list[str]: JSON(none_as_null=True),
    }


class Sourced:
    """A row that says where it comes from. Without a known source it does not insert."""

    source_id: Mapped[str] = mapped_column(ForeignKey("sources.id"))


class Labelled:
    """A row that carries a label of its own, because it was derived from several sources. It has no row without."""

    purposes: Mapped[list[str]]
    obligations: Mapped[list[str]]
    sources: Mapped[list[str]]
    subjects: Mapped[list[str]]


class SourceRow(Base):
    """A source of data, with the label of all that comes from it; the rows are those of ``rights.registry``."""

    __tablename__ = "sources"
    __table_args__ = (
        CheckConstraint("length(id) > 0", name="id"),
        CheckConstraint("length(name) > 0", name="name"),
        *(
            CheckConstraint(f"json_valid({column}) AND {column} LIKE '[%'", name=column)
            for column in ("purposes", "obligations", "subjects")
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    purposes: Mapped[list[str]]
    obligations: Mapped[list[str]]
    subjects: Mapped[list[str]]
