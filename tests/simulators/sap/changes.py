"""What may be changed in A_CustomerDunning, and how it has to be written."""
import datetime
import json
import re

from filters import Refused

FORMS = {"DunningBlock": ("block", r"\w?"), "DunningLevel": ("level", r"\d"),
         "DunningProcedure": ("procedure", r"\w{1,4}"), "LastDunnedOn": ("last", r"/Date\(\d+\)/")}


def change_of(body):
    """What a change of dunning data says, strictly."""
    try:
        change = json.loads(body)
    except ValueError as error:
        raise Refused(400, "SY/530", f"Malformed JSON: {error}") from error
    if not isinstance(change, dict) or not change:
        raise Refused(400, "SY/530", "An object with properties is expected")
    found = {}
    for key, value in change.items():
        field, form = FORMS.get(key, ("", ""))
        if not field:
            raise Refused(400, "SY/530", f"Property {key} can't be changed")
        if not isinstance(value, str) or not re.fullmatch(form, value):
            raise Refused(400, "SY/530", f"Invalid value {value!r} of property {key}")
        found[field] = value
    if "level" in found:
        found["level"] = int(found["level"])
    if "last" in found:
        milliseconds = int(found["last"][6:-2])
        if milliseconds % 86400000:
            raise Refused(400, "SY/530", "LastDunnedOn has a time of day")
        found["last"] = datetime.date(1970, 1, 1) + datetime.timedelta(milliseconds // 86400000)
    return found
