"""schedule: what runs before the loop over time, in it, and after it."""

from cellc.schedule.program import Carry, Packed, Parts, Program
from cellc.schedule.schedule import schedule

__all__ = ["Carry", "Packed", "Parts", "Program", "schedule"]
