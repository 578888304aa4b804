"""`_Framework.Capabilities`: what a script says about its controller before it is made."""

CONTROLLER_ID_KEY = "controller_id"
PORTS_KEY = "ports"
TYPE_KEY = "surface_type"
FIRMWARE_KEY = "firmware_version"
AUTO_LOAD_KEY = "auto_load"
NOTES_CC = "notes_cc"
SCRIPT = "script"
REMOTE = "remote"
SYNC = "sync"
HIDDEN = "hidden"


def controller_id(vendor_id, product_ids, model_name):
    """The controller's numbers and names on USB."""
    names = [model_name] if isinstance(model_name, str) else list(model_name)
    return {"vendor_id": vendor_id, "product_ids": list(product_ids), "model_name": names}


def inport(props=()):
    """A MIDI input."""
    return {"props": list(props), "direction": "in"}


def outport(props=()):
    """A MIDI output."""
    return {"props": list(props), "direction": "out"}
