"""The buying committee of a deal: who, in which role, on which side, who deals with whom, and what is missing."""

from .mapping import MAX_MEMBERS, Committee, Spoken, committee_of

__all__ = ["MAX_MEMBERS", "Committee", "Spoken", "committee_of"]
