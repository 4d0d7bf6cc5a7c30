"""Under what terms the bundled statistics may be passed on, and the lines to reproduce with them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Licence:
    """One licence, whose figures stand under it, and the line that must go with them.

    ``attribution`` is worded as the licence or its publisher asks: reproduce it unchanged.
    """

    id: str
    name: str
    url: str
    attribution: str
    publishers: tuple[str, ...]


LICENCES: tuple[Licence, ...] = (
    Licence(
        "ogl-3",
        "Open Government Licence v3.0",
        "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
        "Contains public sector information licensed under the Open Government Licence v3.0.",
        (
            "NHS England",
            "Office for National Statistics",
            "Department for Education",
            "Department for Work and Pensions",
            "Department for Energy Security and Net Zero",
            "Ministry of Housing, Communities and Local Government",
            "Ministry of Justice",
            "Home Office",
            "UK Health Security Agency",
            "HM Treasury",
            "Department for Environment, Food and Rural Affairs",
            "Planning Inspectorate",
            "Social Mobility Commission",
            "Scottish Government",
            "Public Health Scotland",
            "Welsh Government",
            "London Borough of Camden",
        ),
    ),
    Licence(
        "opl-3",
        "Open Parliament Licence v3.0",
        "https://www.parliament.uk/site-information/copyright-parliament/open-parliament-licence/",
        "Contains Parliamentary information licensed under the Open Parliament Licence v3.0.",
        ("Hansard", "House of Commons Library", "Work and Pensions Committee"),
    ),
    Licence(
        "cc-by-4-owid-electricity",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Electricity data: Ember and Energy Institute Statistical Review of World Energy, processed by Our World in Data, CC BY 4.0.",
        ("Ember and Energy Institute", "Ember and BP", "Our World in Data"),
    ),
    Licence(
        "cc-by-4-owid-vaccinations",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Vaccination data: official data collated by Our World in Data, CC BY 4.0.",
        ("Our World in Data",),
    ),
    Licence(
        "cc-by-4-maddison",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Maddison Project Database, version 2020. Bolt, Jutta and Jan Luiten van Zanden (2020), CC BY 4.0.",
        ("Maddison Project",),
    ),
    Licence(
        "cc-by-4-open-innovations",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Net additional dwellings by area: MHCLG live tables, republished by Open Innovations, CC BY 4.0.",
        ("Open Innovations",),
    ),
    Licence(
        "cc-by-4-australia",
        "Creative Commons Attribution 4.0",
        "https://creativecommons.org/licenses/by/4.0/",
        "Australian figures: Australian Bureau of Statistics, Department of Climate Change, Energy, the Environment and Water, and Productivity Commission, CC BY 4.0.",
        ("Australian Bureau of Statistics", "DCCEEW", "Productivity Commission"),
    ),
    Licence(
        "dl-de-by-2",
        "Datenlizenz Deutschland – Namensnennung 2.0",
        "https://www.govdata.de/dl-de/by-2-0",
        "German figures: Statistisches Bundesamt (Destatis) and Umweltbundesamt, Datenlizenz Deutschland – Namensnennung – Version 2.0.",
        ("Destatis", "Umweltbundesamt"),
    ),
)
"""The licences of everything bundled, in the order to print them."""

ACKNOWLEDGEMENTS: tuple[str, ...] = (
    "State of Britain (stateofbritain.github.io) republishes several of the ONS, DESNZ and NHS England series; the licence behind them is the Open Government Licence v3.0.",
    "QualityWatch (Nuffield Trust and Health Foundation) and the R package healthyr republish NHS series under the Open Government Licence v3.0.",
    "Single figures quoted from the press are facts; each is cited with its release.",
)
"""Who passed figures on, beyond what a licence asks for."""


def attribution_lines() -> tuple[str, ...]:
    """Every line to reproduce wherever the figures are passed on."""
    sources = ", ".join(LICENCES[0].publishers)
    first = f"{LICENCES[0].attribution} Sources: {sources}. {LICENCES[0].url}"
    return (first, *(licence.attribution for licence in LICENCES[1:]), *ACKNOWLEDGEMENTS)
