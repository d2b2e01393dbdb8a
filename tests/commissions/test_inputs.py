"""The same name has the same label and the same limits on the page and in the API."""

import pytest

import commissions.api.viewsets as commission_inputs
import commissions.forms as commission_forms
import ministries.api.viewsets as ministry_inputs
import ministries.forms as ministry_forms
from foundation.common.facts import AnswerField

PAIRS = [
    (ministry_forms.MinistryForm, ministry_inputs.NewMinistry),
    (ministry_forms.RenameForm, ministry_inputs.MinistryRenaming),
    (ministry_forms.SuccessionForm, ministry_inputs.MinistrySuccessionInput),
    (ministry_forms.ClosingForm, ministry_inputs.ClosingInput),
    (ministry_forms.StructureForm, ministry_inputs.NewStructure),
    (ministry_forms.CommuneForm, ministry_inputs.EditedCommune),
    (ministry_forms.TextForm, ministry_inputs.NewLegalText),
    (ministry_forms.CouncilForm, ministry_inputs.NewCouncilRecord),
    (ministry_forms.AppointmentForm, ministry_inputs.NewAppointment),
    (commission_forms.CommissionForm, commission_inputs.NewCommission),
    (commission_forms.EditCommissionForm, commission_inputs.EditedCommission),
    (commission_forms.SeatForm, commission_inputs.NewSeat),
    (commission_forms.MandateForm, commission_inputs.NewMandate),
    (commission_forms.StatuteForm, commission_inputs.NewStatute),
]
LIMITS = ("max_length", "min_value", "max_value")


@pytest.mark.parametrize(("form", "payload"), PAIRS, ids=lambda kind: kind.__name__)
def test_a_form_and_its_payload_agree(form, payload):
    shown, sent = form.base_fields, payload().fields
    shared = [name for name in shown if name in sent]
    assert len(shared) > 1
    for name in shared:
        asked = [getattr(shown[name], limit, None) for limit in LIMITS]
        if name not in ("legal_text", "founded_by", "reminder_days"):  # a reference and days are typed as text
            assert asked == [getattr(sent[name], limit, None) for limit in LIMITS], name
        if shown[name].label is not None:
            assert str(shown[name].label) == str(sent[name].label), name


def test_what_a_column_bounds_is_refused_by_its_form():
    form = commission_forms.StatuteForm({"quorum_numerator": "21", "notice_days": "-1"})
    assert {"quorum_numerator", "notice_days"} <= set(form.errors)


def test_an_answer_may_stay_unknown():
    field = AnswerField(label="Admises")
    assert [field.clean(value) for value in ("yes", "no", "")] == [True, False, None]
    assert [field.prepare_value(value) for value in (True, False, None)] == ["yes", "no", ""]
