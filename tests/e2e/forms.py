# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers a questionnaire by its keys, as somebody who is well would."""
from desktop import keys, type_text


def questions(items):
    for item in items:
        if item["type"] == "group":
            yield from questions(item.get("item", []))
        elif item["type"] != "display":
            yield item
            yield from questions(item.get("item", []))


def is_asked(item, chosen):
    """Whether enableWhen holds after the answers in @chosen: codes of choices, True for yes, numbers."""
    conditions = item.get("enableWhen", [])
    held = [holds(c, chosen.get(c["question"])) for c in conditions]
    return not held or (any(held) if item.get("enableBehavior") == "any" else all(held))


def holds(condition, answer):
    if condition["operator"] == "exists":
        return (answer is not None) == condition["answerBoolean"]
    if answer is None:
        return False
    value = next(v for k, v in condition.items() if k.startswith("answer"))
    value = value.get("code") if isinstance(value, dict) else value
    return {"=": answer == value, "!=": answer != value, ">": answer > value, "<": answer < value,
            ">=": answer >= value, "<=": answer <= value}[condition["operator"]]


def extension(item, name):
    for e in item.get("extension", []):
        if e["url"].endswith(name):
            return next(v for k, v in e.items() if k.startswith("value"))
    return None


def answer_form(questionnaire):
    """Types the answers of somebody who is well, question by question, as the focus moves on by itself."""
    chosen = {}
    for item in questions((questionnaire or {}).get("item", [])):
        if not is_asked(item, chosen):
            continue
        kind = item["type"]
        if kind == "choice":
            option = item["answerOption"][0]
            chosen[item["linkId"]] = option.get("valueCoding", {}).get("code", next(iter(option.values())))
            keys("1", *(["Tab"] if item.get("repeats") else []))  # more than one may be chosen, so the focus stays
        elif kind == "boolean":
            chosen[item["linkId"]] = True
            keys("1")
        elif kind in ("integer", "decimal"):
            chosen[item["linkId"]] = number = well(item)
            type_text(str(number))
            keys("Return")
        elif kind == "date":
            type_text("+7d")
            keys("Return")
        else:
            keys("Tab")


def well(item):
    low, high = extension(item, "minValue") or 0, extension(item, "maxValue")
    above, below = extension(item, "alarm-above"), extension(item, "alarm-below")
    top = above if above is not None else high if high is not None else low + 10
    bottom = below if below is not None else low
    number = bottom + (top - bottom) * 0.4
    return int(number) if item["type"] == "integer" else round(number, 1)
