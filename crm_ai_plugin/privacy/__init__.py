"""What belongs to a person, and how it is told apart: declarations, hashed marks, scrubbed texts. No I/O."""

from .declaring import CrmWrite, HomeFile, Named, Own, PersonalData, RedisKeys

__all__ = ["CrmWrite", "HomeFile", "Named", "Own", "PersonalData", "RedisKeys"]
