"""What the cases of every transform are made with: the register of files, names and notes."""

FILES = {}


def file(name, transform, about, cases, tolerance=0, **head):
    """Register one vector file."""
    FILES[name] = {"transform": transform, "about": about, "tolerance": tolerance, **head, "cases": cases}


def slug(value):
    """A number or mode as part of a kebab-case name: -1.5 -> minus-1-5."""
    return str(value).lower().replace("-", "minus-").replace("+", "plus-").replace(".", "-").strip("-")


def note(pitch=60, start=0, duration=1, **more):
    """A Note DTO; fields that are not given stay absent."""
    return {"pitch": pitch, "startTime": start, "duration": duration, **more}


FULL_NOTE = note(
    61, 1.5, 0.75, velocity=87.5, muted=True, probability=0.25, velocityDeviation=-12, releaseVelocity=33, selected=True
)
