"""Names of groups and of their members: regions and their states, classes of drugs and drugs.

What statistics of borders, drugs and deaths group, in English and Spanish. All names are written
as `plain` writes them; a list can never be whole, so that figures are looked at too.
"""

import re
from functools import cache

from detente.terms.beside import Beside
from detente.terms.spelling import plain


def _listed(text: str) -> list[str]:
    return text.split(",")


STATES_OF_US = {
    code: name
    for code, _, name in (
        entry.partition(" ")
        for entry in _listed(
            "al alabama,ak alaska,az arizona,ar arkansas,ca california,co colorado,"
            "ct connecticut,de delaware,fl florida,ga georgia,hi hawaii,id idaho,il illinois,"
            "in indiana,ia iowa,ks kansas,ky kentucky,la louisiana,me maine,md maryland,"
            "ma massachusetts,mi michigan,mn minnesota,ms mississippi,mo missouri,mt montana,"
            "ne nebraska,nv nevada,nh new hampshire,nj new jersey,nm new mexico,ny new york,"
            "nc north carolina,nd north dakota,oh ohio,ok oklahoma,or oregon,pa pennsylvania,"
            "ri rhode island,sc south carolina,sd south dakota,tn tennessee,tx texas,ut utah,"
            "vt vermont,va virginia,wa washington,wv west virginia,wi wisconsin,wy wyoming,"
            "dc district of columbia,pr puerto rico,yc new york city"
        )
    )
}
"""Postal code → name; CDC codes New York City so."""
_OF_US = {
    "northeast": "ct me ma nh ri vt nj ny pa yc",
    "new england": "ct me ma nh ri vt",
    "middle atlantic": "nj ny pa yc",
    "mid atlantic": "nj ny pa yc de dc md va wv",
    "midwest": "il in mi oh wi ia ks mn mo ne nd sd",
    "north central": "il in mi oh wi ia ks mn mo ne nd sd",
    "east north central": "il in mi oh wi",
    "west north central": "ia ks mn mo ne nd sd",
    "great lakes": "il in mi mn ny oh pa wi",
    "south": "de dc fl ga md nc sc va wv al ky ms tn ar la ok tx",
    "south atlantic": "de dc fl ga md nc sc va wv",
    "east south central": "al ky ms tn",
    "west south central": "ar la ok tx",
    "southeast": "al ar fl ga ky la ms nc sc tn va wv",
    "west": "az co id mt nv nm ut wy ak ca hi or wa",
    "mountain": "az co id mt nv nm ut wy",
    "rocky mountain": "co id mt nv ut wy",
    "pacific": "ak ca hi or wa",
    "southwest": "az nm ok tx",
    "northwest": "id or wa",
    "pacific northwest": "id or wa",
    "gulf coast": "al fl la ms tx",
    "great plains": "ks mt ne nd nm ok sd tx wy",
    "appalachia": "ky tn wv va",
    "border states": "az ca nm tx",
    "southwest border states": "az ca nm tx",
    "1": "ct me ma nh ri vt",
    "2": "nj ny pr yc",
    "3": "de dc md pa va wv",
    "4": "al fl ga ky ms nc sc tn",
    "5": "il in mi mn oh wi",
    "6": "ar la nm ok tx",
    "7": "ia ks mo ne",
    "8": "co mt nd sd ut wy",
    "9": "az ca hi nv",
    "10": "ak id or wa",
}
"""Regions and divisions of the census, usual ones, and by number those of the Department of
Health."""
_ROMAN = {
    roman: str(at) for at, roman in enumerate(_listed("i,ii,iii,iv,v,vi,vii,viii,ix,x"), start=1)
}
_HEALTH = re.compile(r"(?:hhs |health )?region (\d+|[ivx]+)(?: .*)?")
_REGION_WORDS = frozenset(
    _listed(
        "the,region,regions,regional,division,area,us,usa,census,states,state,estados,de,del,la,el,"
        "zona,total,all,subtotal,sector,sectors,border,frontera,frontier,coast"
    )
)

_BORDER_WORDS = frozenset(_listed("the,us,land,sector,sectors,total,all,region,offices"))

MEXICAN_STATES = frozenset(
    _listed(
        "aguascalientes,baja california,baja california sur,campeche,chiapas,chihuahua,"
        "ciudad de mexico,mexico city,cdmx,coahuila,coahuila de zaragoza,colima,durango,guanajuato,"
        "guerrero,hidalgo,jalisco,michoacan,michoacan de ocampo,morelos,nayarit,nuevo leon,oaxaca,"
        "puebla,queretaro,quintana roo,san luis potosi,sinaloa,sonora,tabasco,tamaulipas,tlaxcala,"
        "veracruz,veracruz de ignacio de la llave,yucatan,zacatecas,estado de mexico"
    )
)
_GROUPS = {
    "noroeste": "baja california,baja california sur,chihuahua,durango,sinaloa,sonora",
    "noreste": "chihuahua,coahuila,coahuila de zaragoza,durango,nuevo leon,san luis potosi,"
    "tamaulipas",
    "norte": "baja california,chihuahua,coahuila,coahuila de zaragoza,durango,nuevo leon,sonora,"
    "tamaulipas",
    "occidente": "colima,jalisco,michoacan,michoacan de ocampo,nayarit",
    "bajio": "aguascalientes,guanajuato,jalisco,michoacan,queretaro,san luis potosi",
    "centro": "ciudad de mexico,cdmx,estado de mexico,guerrero,hidalgo,morelos,puebla,queretaro,"
    "tlaxcala",
    "oriente": "hidalgo,puebla,tlaxcala,veracruz,veracruz de ignacio de la llave",
    "sur": "campeche,chiapas,guerrero,oaxaca,quintana roo,tabasco,yucatan",
    "sureste": "campeche,chiapas,quintana roo,tabasco,yucatan,veracruz",
    # Parts of the borders of the United States, by sector and field office.
    "southwest border": "big bend,del rio,el centro,el paso,laredo,rio grande valley,rgv,"
    "san diego,tucson,yuma",
    "northern border": "blaine,buffalo,detroit,grand forks,havre,houlton,spokane,swanton,seattle",
    "coastal border": "miami,new orleans,ramey",
    # Agencies of the border, and their parts.
    "cbp": "office of field operations,ofo,u s border patrol,us border patrol,border patrol,usbp,"
    "air and marine operations,amo",
    # Continents and unions.
    "asia": "china,india,japan,south korea,korea south,north korea,vietnam,thailand,myanmar,burma,"
    "laos,cambodia,indonesia,malaysia,philippines,singapore,taiwan,hong kong,pakistan,afghanistan,"
    "iran,iraq,turkey,turkiye,saudi arabia,united arab emirates,israel,bangladesh,nepal,mongolia,"
    "kazakhstan,syria,jordan,lebanon,yemen,east asia,southeast asia,south asia,central asia,"
    "middle east,western asia",
    "east asia": "china,japan,south korea,korea south,north korea,taiwan,hong kong,mongolia",
    "southeast asia": "vietnam,thailand,myanmar,burma,laos,cambodia,indonesia,malaysia,philippines,"
    "singapore,brunei,timor leste",
    "south asia": "india,pakistan,bangladesh,nepal,sri lanka,bhutan,maldives,afghanistan",
    "central asia": "kazakhstan,kyrgyzstan,tajikistan,turkmenistan,uzbekistan",
    "middle east": "iran,iraq,israel,jordan,lebanon,saudi arabia,syria,turkey,united arab emirates,"
    "yemen,qatar,kuwait,oman,bahrain,egypt",
    "europe": "germany,france,italy,spain,united kingdom,uk,poland,netherlands,belgium,portugal,"
    "greece,sweden,norway,denmark,finland,austria,switzerland,ireland,czechia,czech republic,"
    "hungary,romania,bulgaria,ukraine,russia,serbia,croatia,albania,european union,eu,eu27,eu 27",
    "european union": "germany,france,italy,spain,poland,netherlands,belgium,portugal,greece,"
    "sweden,denmark,finland,austria,ireland,czechia,hungary,romania,bulgaria,croatia,slovakia,"
    "slovenia,estonia,latvia,lithuania,luxembourg,malta,cyprus",
    "north america": "canada,mexico,united states,usa,us",
    "central america": "guatemala,honduras,el salvador,nicaragua,costa rica,panama,belize",
    "caribbean": "cuba,haiti,dominican republic,jamaica,bahamas,trinidad and tobago,barbados",
    "south america": "colombia,peru,bolivia,ecuador,venezuela,brazil,argentina,chile,uruguay,"
    "paraguay,guyana,suriname",
    "africa": "nigeria,south africa,kenya,egypt,morocco,algeria,tunisia,ghana,ethiopia,tanzania,"
    "uganda,senegal,mali,guinea bissau,mozambique,cape verde,angola,west africa,east africa,"
    "north africa,sub saharan africa",
    "oceania": "australia,new zealand,fiji,papua new guinea",
    "usmca": "canada,mexico,united states,usa,us,u s",
    "g7": "canada,france,germany,italy,japan,united kingdom,uk,united states,usa,us,u s",
    "oecd": "australia,austria,belgium,canada,chile,colombia,costa rica,czechia,czech republic,"
    "denmark,estonia,finland,france,germany,greece,hungary,iceland,ireland,israel,italy,japan,"
    "korea,south korea,korea south,latvia,lithuania,luxembourg,mexico,netherlands,new zealand,"
    "norway,poland,portugal,slovakia,slovak republic,slovenia,spain,sweden,switzerland,turkey,"
    "turkiye,united kingdom,uk,united states,usa,us,u s",
    "euro area": "austria,belgium,croatia,cyprus,estonia,finland,france,germany,greece,ireland,"
    "italy,latvia,lithuania,luxembourg,malta,netherlands,portugal,slovakia,slovenia,spain",
    "brics": "brazil,russia,india,china,south africa",
    "great britain": "england,scotland,wales,england and wales",
    "united kingdom": "england,scotland,wales,northern ireland,great britain,england and wales",
    "persons": "male,female,males,females,men,women,hombres,mujeres,hombre,mujer",
    # Drugs.
    "synthetic opioids": "fentanyl,fentanilo,carfentanil,tramadol,nitazenes,isotonitazene,"
    "acetylfentanyl,acetyl fentanyl,fentanyl analogs,fentanyl analogues",
    "opiates": "heroin,heroina,morphine,morfina,codeine,opium,opio",
    "opioid antagonists": "naloxone,naltrexone,nalmefene",
    "prescription opioids": "oxycodone,hydrocodone,morphine,codeine,tramadol,hydromorphone",
    "stimulants": "methamphetamine,meth,metanfetamina,amphetamine,amphetamines,cocaine,cocaina,"
    "crack,ecstasy,mdma,khat,methylphenidate",
    "psychostimulants": "methamphetamine,meth,metanfetamina,amphetamine,amphetamines,ecstasy,mdma,"
    "khat,methylphenidate",
    "amphetamines": "methamphetamine,meth,amphetamine",
    "amphetamine type stimulants": "methamphetamine,meth,amphetamine,amphetamines,ecstasy,mdma",
    "cannabis": "marijuana,marihuana,mariguana,hashish,hash,hachis,cannabis resin,cannabis herb,"
    "cannabis plants",
    "benzodiazepines": "alprazolam,diazepam,clonazepam,lorazepam,etizolam,xanax,bromazolam",
    "hallucinogens": "lsd,psilocybin,pcp,mescaline,dmt",
    "synthetic drugs": "fentanyl,methamphetamine,meth,mdma,ecstasy,ketamine,synthetic opioids,"
    "synthetic cannabinoids,fentanilo,metanfetamina",
    "precursors": "npp,anpp,4 anpp,4 ap,ephedrine,pseudoephedrine,bmk,pmk,p2p,efedrina",
}
_GROUPS["americas"] = ",".join(
    [
        *(_GROUPS[name] for name in ("north america", "central america", "caribbean")),
        _GROUPS["south america"],
        "north america,central america,caribbean,south america,latin america",
    ]
)
_GROUPS["asean"] = _GROUPS["southeast asia"]
_GROUPS["g20"] = ",".join(
    [
        _GROUPS["g7"],
        _GROUPS["brics"],
        "argentina,australia,indonesia,korea,south korea,saudi arabia,turkey,turkiye,mexico,"
        "european union,eu,african union",
    ]
)
_GROUPS["latin america"] = ",".join(
    [_GROUPS["central america"], _GROUPS["south america"], "mexico,central america,south america"]
)
_GROUPS["opioids"] = ",".join(
    [
        _GROUPS["synthetic opioids"],
        _GROUPS["opiates"],
        _GROUPS["prescription opioids"],
        "methadone,buprenorphine,synthetic opioids,opiates,prescription opioids,fentanyls",
    ]
)
_ALSO = {
    "people": "persons",
    "personas": "persons",
    "opioid": "opioids",
    "opioides": "opioids",
    "opiaceos": "opiates",
    "opiate": "opiates",
    "synthetic opioid": "synthetic opioids",
    "opioides sinteticos": "synthetic opioids",
    "stimulant": "stimulants",
    "estimulantes": "stimulants",
    "psychostimulants with abuse potential": "psychostimulants",
    "ats": "amphetamine type stimulants",
    "drogas sinteticas": "synthetic drugs",
    "precursor chemicals": "precursors",
    "eu": "european union",
    "eu27": "european union",
    "eu 27": "european union",
    "latin america and the caribbean": "americas",
    "latin america and caribbean": "americas",
    "uk": "united kingdom",
    "swb": "southwest border",
    "sw border": "southwest border",
    "south west border": "southwest border",
    "customs and border protection": "cbp",
    "u s customs and border protection": "cbp",
    "us customs and border protection": "cbp",
    "nafta": "usmca",
    "t mec": "usmca",
    "tmec": "usmca",
    "g 7": "g7",
    "group of seven": "g7",
    "g 20": "g20",
    "eurozone": "euro area",
    "euro zone": "euro area",
    "zona euro": "euro area",
    "ocde": "oecd",
    "mid west": "midwest",
    "north east": "northeast",
    "south west": "southwest",
    "south east": "southeast",
    "mountains": "mountain",
    "rocky mountains": "rocky mountain",
}
COUNTRIES = frozenset(
    name
    for group in ("asia", "europe", "north america", "central america", "caribbean", "africa")
    for name in (group, *_GROUPS[group].split(","))
) | frozenset(
    [
        "americas",
        "oceania",
        "latin america",
        "south america",
        *_GROUPS["south america"].split(","),
        *_GROUPS["oceania"].split(","),
    ]
)
"""Countries, and groups of countries."""
_SAME = (
    {"us", "usa", "u s", "u s a", "united states", "united states of america", "ee uu", "eeuu"},
    {"china", "chn", "prc", "peoples republic of china", "people s republic of china"},
    {"mexico", "mex"},
    {"canada", "can"},
    {"united kingdom", "uk", "gbr", "great britain and northern ireland"},
)
_ONE_NAME = {name: min(names, key=len) for names in _SAME for name in names} | STATES_OF_US


def one_name(name: str) -> str:
    """Return a name as its code and its other spellings have it too: `OH` and `Ohio` are one."""
    words = plain(name)
    return _ONE_NAME.get(words, words)


def is_group(name: str) -> bool:
    """Whether a name is one of a group whose members are known."""
    return bool(_members(plain(name))[0])


def members_among(name: str, beside: Beside) -> frozenset[str]:
    """Return the names of a column that are members of the group that a name is, if it is one.

    A longer name is a member where its first words are: `Heroin (T40.1)` is of `Opioids`.
    """
    known, leading = _members(plain(name))
    called = beside.beginning if leading else beside.called
    return frozenset(other for words in known for other in called(words)) - {name}


@cache
def _members(words: str) -> tuple[frozenset[str], bool]:
    """Return the members of a group, and whether longer names that begin like them are too."""
    if match := _HEALTH.fullmatch(words):
        number = _ROMAN.get(match[1], match[1])
        return _states(number) if number in _OF_US else frozenset(), False
    if words in STATES_OF_US:
        return frozenset(), False
    bare = " ".join(word for word in words.split() if word not in _REGION_WORDS)
    # `Southwest Land Border`, `Southwest Border Sectors`: the border, and not the states.
    border = " ".join(word for word in words.split() if word not in _BORDER_WORDS)
    for found in dict.fromkeys((words, border, bare)) if words else ():
        found = _ALSO.get(found, found)
        if found in _OF_US and not found.isdigit():
            return _states(found), False
        if found in _GROUPS:
            return frozenset(_GROUPS[found].split(",")), True
    # `Opioids (T40.0-T40.4)`, `Opioids, all`: a class with a code or an explanation.
    first = words.split()
    for length in (3, 2, 1):
        start = _ALSO.get(head := " ".join(first[:length]), head)
        code = first[length:]
        if start in _GROUPS and code and all(re.fullmatch(r"[a-z]?\d+", word) for word in code):
            return frozenset(_GROUPS[start].split(",")), True
    return frozenset(), False


def _states(region: str) -> frozenset[str]:
    codes = _OF_US[region].split()
    return frozenset([*codes, *(STATES_OF_US[code] for code in codes)])
