from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from foundation.documents import codes

from .queries import well_formed

MOST_BYTES = 100_000_000
SHAPE = (
    f"Ce code n’a pas la forme attendue : {codes.LENGTH} chiffres et lettres, au bas de chaque page, après"
    " « Vérification : ». Recopiez-le en entier."
)


class VerificationForm(forms.Form):
    code = forms.CharField(
        label="Code imprimé au bas de la page",
        required=False,
        max_length=60,
        help_text="Sept groupes de quatre signes. Les tirets, les espaces et les majuscules ne comptent pas.",
        widget=forms.TextInput(attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )
    upload = forms.FileField(
        label="Ou le fichier PDF reçu",
        required=False,
        allow_empty_file=True,
        help_text="Son empreinte est calculée, puis il est oublié : il n’est ni lu, ni conservé.",
        widget=forms.ClearableFileInput(attrs={"accept": ".pdf,application/pdf"}),
    )

    def clean_code(self) -> str:
        typed = str(self.cleaned_data["code"]).strip()
        if typed and not (code := well_formed(typed)):
            raise forms.ValidationError(SHAPE)
        return code if typed else ""

    def clean_upload(self) -> UploadedFile | None:
        upload: UploadedFile | None = self.cleaned_data["upload"]
        if upload and (upload.size or 0) > MOST_BYTES:
            raise forms.ValidationError("Ce fichier dépasse 100 Mo : aucun papier du portail n’est aussi grand.")
        return upload

    def clean(self) -> dict[str, Any]:
        data = super().clean() or self.cleaned_data
        if not self.errors and not data.get("code") and not data.get("upload"):
            self.add_error("code", "Tapez le code, ou déposez le fichier PDF.")
        return data
