from typing import Any

from django import forms

from .enums import Channel, NoticeKind


class ChannelsForm(forms.Form):
    """One choice for each kind of notice."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for kind in NoticeKind:
            label = kind.label[:1].upper() + kind.label[1:]
            self.fields[kind.value] = forms.ChoiceField(label=label, choices=Channel.choices)

    def channels(self) -> dict[NoticeKind, Channel]:
        return {kind: Channel(self.cleaned_data[kind.value]) for kind in NoticeKind}
