"""What is typed about an import: cleaned and handed over, never saved here."""

from typing import Any

from django import forms

from foundation.accounts.enums import Role
from foundation.accounts.models import User
from foundation.common.facts import FactsForm, offer
from foundation.common.tables.values import ORDERS
from ministries.models import Ministry

from .enums import Crossing, MatchKey
from .fields import BY_NAME, CODECS, LEFT_OUT, MOST, OPENED, TIMES, checked_separator, field_choices, told_value
from .models import ImportRun, Workbook
from .models.run import FACTORS
from .operations.asking import NEW


class OpenForm(FactsForm):
    file = forms.FileField(
        label="Fichier",
        help_text="CSV, XLSX ou ODS, jusqu’à 25 Mo et 200 000 lignes, ou le classeur sorti du portail. Rien n’est"
        " importé avant votre confirmation.",
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.xlsx,.ods"}),
    )

    class Meta:
        model = ImportRun
        fields = OPENED

    field_order = ("file", *OPENED)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        national = user.has_role(Role.ASIN_ADMIN)
        rows = Ministry.objects.filter(valid_to=None)
        rows = rows if national else Ministry.objects.filter(scope_id__in=user.access.scopes(Role.DSI))
        field = offer(self, "ministry", rows.alphabetical(), empty="donné par une colonne" if national else None)
        field.required = not national
        if not national:
            field.help_text = ""
            if not self.is_bound:
                field.initial = rows.alphabetical().first()
        self.fields["as_of"].required = False
        self.fields["as_of"].help_text = "Jour auquel les valeurs étaient exactes. Vide : aujourd’hui."


class WorkbookForm(FactsForm):
    class Meta:
        model = Workbook
        fields = ("ministry",)

    def __init__(self, *args: Any, user: User, **options: Any) -> None:
        super().__init__(*args, user=user, **options)
        rows = Ministry.objects.filter(valid_to=None, scope_id__in=user.access.scopes(Role.DSI)).alphabetical()
        offer(self, "ministry", rows, empty=None)


class ReadingForm(forms.Form):
    """How the file is read. What does not apply to its kind is not asked."""

    encoding = forms.ChoiceField(label="Codage", choices=list(CODECS.items()))
    separator = forms.CharField(
        label="Séparateur",
        max_length=3,
        help_text="Un seul signe ; « tab » pour une tabulation.",
        widget=forms.TextInput(attrs={"size": 4}),
    )
    sheet = forms.ChoiceField(label="Feuille")
    header_line = forms.IntegerField(label="Ligne des titres", min_value=1, max_value=1000)
    date_order = forms.ChoiceField(label="Ordre des dates", choices=list(ORDERS.items()))

    def __init__(self, *args: Any, run: ImportRun, **options: Any) -> None:
        reading = run.read_as
        options["initial"] = {name: getattr(reading, name) for name in self.base_fields} | {
            "separator": "tab" if reading.separator == "\t" else reading.separator
        }
        super().__init__(*args, **options)
        for name in ("sheet",) if reading.kind == "csv" else ("encoding", "separator"):
            del self.fields[name]
        if "sheet" in self.fields:
            offer(self, "sheet", [(name, name) for name in run.sheets])

    def clean_separator(self) -> str:
        sign = self.cleaned_data["separator"]
        return checked_separator(sign, forms.ValidationError)


class ColumnsForm(forms.Form):
    """Where each column goes: one choice a column, named after its place."""

    key = forms.ChoiceField(label="Un projet du portail se reconnaît à", choices=MatchKey.choices)
    factor = forms.TypedChoiceField(
        label="Les montants en francs CFA sont écrits en", choices=list(FACTORS.items()), coerce=int
    )
    unit = forms.CharField(
        label="Unité des coûts de la source",
        required=False,
        max_length=40,
        help_text="Pour « coût selon la source » seulement : M€, MFCFA…",
    )

    def __init__(self, *args: Any, run: ImportRun, **options: Any) -> None:
        self.run = run
        columns = {f"column_{place}": name or LEFT_OUT for place, name in enumerate(run.columns)}
        options["initial"] = {"key": run.key, "factor": run.factor, "unit": run.unit} | columns
        super().__init__(*args, **options)
        choices = field_choices()
        for place, header in enumerate(run.headers):
            self.fields[f"column_{place}"] = forms.ChoiceField(
                label=f"Colonne « {header} »", choices=choices, required=False
            )

    @property
    def columns(self) -> list[forms.BoundField]:
        return [self[f"column_{place}"] for place in range(len(self.run.headers))]

    def settled(self) -> dict[str, Any]:
        typed = self.cleaned_data
        said = [typed[f"column_{place}"] for place in range(len(self.run.headers))]
        return {
            "columns": ["" if name == LEFT_OUT else name for name in said],
            **{name: typed[name] for name in ("key", "factor", "unit")},
        }


class WordsForm(forms.Form):
    """What words of the file mean: one choice for each that nothing matched."""

    def __init__(self, *args: Any, run: ImportRun, user: User, **options: Any) -> None:
        super().__init__(*args, **options)
        self.asked: list[tuple[str, str, str]] = []  # name of the field of the form, field, word
        for name, found in run.unknown.items():
            field = BY_NAME[name]
            if field.choices is not None:
                choices = [(value, str(label)) for value, label in field.choices.choices]
            else:
                rows = Ministry.objects.visible_to(user).in_office_first()
                choices = [(str(row.pk), row.name) for row in rows]
            for place, (word, times) in enumerate(found):
                own = f"{name}_{place}"
                self.fields[own] = forms.ChoiceField(
                    label=f"« {word} » ({field.label})",
                    help_text="1 ligne" if times == 1 else f"{times} lignes",
                    choices=[("", "à refuser"), *choices],
                    required=False,
                )
                self.asked.append((own, name, word))

    def words(self) -> dict[str, dict[str, str]]:
        told: dict[str, dict[str, str]] = {}
        for own, name, word in self.asked:
            if value := self.cleaned_data[own]:
                told.setdefault(name, {})[word] = value
        return told


class NearForm(forms.Form):
    """Whether a line is a project that is there: one choice a line."""

    def __init__(self, *args: Any, rows: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for row in rows:
            offered = [(each["id"], f"{each['code']} · {each['title']}") for each in row.near]
            self.fields[f"line_{row.line}"] = forms.ChoiceField(
                label=f"Ligne {row.line} : « {row.title} »",
                choices=[("", "plus tard"), *offered, (NEW, "un nouveau projet")],
                widget=forms.RadioSelect,
                required=False,
            )

    def answers(self) -> dict[str, str]:
        return {name.removeprefix("line_"): value for name, value in self.cleaned_data.items() if value}


class ConflictsForm(forms.Form):
    """Which value is kept of each cell that changed on both sides; one choice for all the others."""

    rest = forms.ChoiceField(
        label="Toutes les autres",
        choices=[("", "plus tard"), (Crossing.PORTAL, "garder le portail"), (Crossing.FILE, "prendre le fichier")],
        required=False,
    )

    def __init__(self, *args: Any, rows: list[Any], **options: Any) -> None:
        super().__init__(*args, **options)
        for row in rows:
            for name, cell in row.crossed.items():
                if cell["state"] != Crossing.BOTH:
                    continue
                was, sent, now = (told_value(name, cell[side]) for side in ("was", "sent", "now"))
                self.fields[f"cell_{row.line}.{name}"] = forms.ChoiceField(
                    label=f"Ligne {row.line}, « {row.title} » : {BY_NAME[name].label}",
                    help_text=f"Au départ : {was}",
                    choices=[
                        ("", "plus tard"),
                        (Crossing.PORTAL, f"garder le portail : {now}"),
                        (Crossing.FILE, f"prendre le fichier : {sent}"),
                    ],
                    widget=forms.RadioSelect,
                    required=False,
                )
        self.order_fields([*(name for name in self.fields if name != "rest"), "rest"])

    def settled(self) -> dict[str, Any]:
        said = {name.removeprefix("cell_"): value for name, value in self.cleaned_data.items() if value}
        return {"rest": said.pop("rest", ""), "choices": said}


class PublishedForm(forms.Form):
    """What the source printed of this edition. Empty: not published."""

    projects = forms.IntegerField(label="Nombre de projets", required=False, min_value=0, max_value=MOST)
    cost = forms.DecimalField(label="Somme des coûts, telle qu’imprimée", required=False, localize=True)
    times = forms.TypedChoiceField(label="Somme imprimée", choices=list(TIMES.items()), coerce=int)
    duration = forms.DecimalField(label="Durée moyenne (années)", required=False, localize=True)
    shared = forms.IntegerField(
        label="Nombre de projets interministériels", required=False, min_value=0, max_value=MOST
    )
