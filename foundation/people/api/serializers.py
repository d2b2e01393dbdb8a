from rest_framework import serializers

from foundation.accounts.enums import Honorific
from foundation.accounts.models import Person


class PersonSerializer(serializers.ModelSerializer[Person]):
    titled_name = serializers.CharField(read_only=True, label="civilité, prénom et nom")
    has_account = serializers.SerializerMethodField(label="a un compte")

    class Meta:
        model = Person
        fields = [
            "id",
            "scope",
            "honorific",
            "full_name",
            "titled_name",
            "function",
            "email",
            "phone",
            "has_account",
            "is_fictitious",
            "source",
            "version",
        ]
        read_only_fields = fields

    def get_has_account(self, person: Person) -> bool:
        return person.user_id is not None


class PersonFields(serializers.Serializer[Person]):
    full_name = serializers.CharField(max_length=200)
    honorific = serializers.ChoiceField(choices=Honorific.choices, required=False, allow_blank=True, default="")
    function = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    email = serializers.EmailField(required=False, allow_blank=True, default="")
    phone = serializers.CharField(max_length=30, required=False, allow_blank=True, default="")


class NewPerson(PersonFields):
    scope = serializers.UUIDField(label="périmètre")


class EditedPerson(PersonFields):
    base_version = serializers.IntegerField(min_value=1)


class AccountAddress(serializers.Serializer[Person]):
    email = serializers.EmailField()


class Reason(serializers.Serializer[Person]):
    reason = serializers.CharField(max_length=500)


class AccountState(serializers.Serializer[Person]):
    email = serializers.EmailField(read_only=True)
    is_active = serializers.BooleanField(read_only=True)
