"""The colours of Headway, light and dark, by what they mean. The style sheet names the same tokens."""

from __future__ import annotations

from collections.abc import Mapping

LIGHT: Mapping[str, str] = {
    "paper": "#fcfbf8",
    "band": "#f3f1ea",
    "rule": "#cfcabd",
    "hair": "#e5e1d7",
    "ink": "#1b1e23",
    "ink2": "#484d55",
    "ink3": "#646972",
    "expected": "#1d5c96",
    "fan50": "#9dbddb",
    "fan80": "#bdd1e3",
    "fan95": "#dde7ef",
    "required": "#a34a00",
    "on": "#00625b",
    "uncertain": "#4a5160",
    "off": "#a3123f",
}
DARK: Mapping[str, str] = {
    "paper": "#14171a",
    "band": "#1d2125",
    "rule": "#454b53",
    "hair": "#2b3036",
    "ink": "#ecebe6",
    "ink2": "#bcc0c4",
    "ink3": "#989da4",
    "expected": "#86bbe8",
    "fan50": "#355e83",
    "fan80": "#294a68",
    "fan95": "#1f3140",
    "required": "#f0a35a",
    "on": "#5ccab6",
    "uncertain": "#b6bdc8",
    "off": "#ff91a6",
}
# White paper and darker lines: a printer spends no ink on the ground, and grey alone must be enough.
PRINT: Mapping[str, str] = {
    **LIGHT,
    "paper": "#ffffff",
    "band": "#efefef",
    "rule": "#a8a8a8",
    "hair": "#d9d9d9",
    "ink": "#000000",
    "ink2": "#333333",
    "ink3": "#555555",
}
# Inside a page the colours are the page's own custom properties, so that one drawing serves light, dark and print.
PAGE: Mapping[str, str] = {name: f"var(--{name})" for name in LIGHT}


def scheme() -> str:
    """The rules that give a file of its own the colours its reader prefers; on paper they are the light ones."""
    light, dark = (";".join(f"--{name}:{value}" for name, value in one.items()) for one in (LIGHT, DARK))
    return (
        f":root{{{light}}}@media (prefers-color-scheme:dark){{:root{{{dark}}}svg{{background:var(--paper)}}}}"
    )
